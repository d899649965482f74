package main

import (
	"bytes"
	"log/slog"
	"testing"
)

func TestUnknownVariablesAreLogged(t *testing.T) {
	var log bytes.Buffer
	h := slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})
	warnOfVariables(slog.New(h), []string{
		"GES_EMULATOR_ADDR=:1", "GES_EMULATOR_CONTROL_TOKEN=t", "GES_EMULATOR_STATE=", "GES_EMULATOR_SCENARIO=empty", // known
		"GES_EMULATOR_BIN=x", "GES_EMULATOR_URL=http://x", "HOME=/", "GES_EMULATOR=x", // not the command's
		"GES_EMULATOR_CONTROL_TOKNE=secret", "GES_EMULATOR_COLOUR_OF_ALL=red",
	})
	const want = `level=WARN msg="unknown environment variable, which sets nothing" variable=GES_EMULATOR_CONTROL_TOKNE didYouMean=GES_EMULATOR_CONTROL_TOKEN
level=WARN msg="unknown environment variable, which sets nothing" variable=GES_EMULATOR_COLOUR_OF_ALL
`
	if log.String() != want {
		t.Errorf("got\n%swant\n%s", &log, want)
	}
}
