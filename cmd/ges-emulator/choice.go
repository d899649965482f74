package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// parseChoice reads one of several words. Empty text, as from an empty variable, is
// the first.
func parseChoice(text []byte, what string, words ...string) (string, error) {
	word := string(text)
	switch {
	case word == "":
		return words[0], nil
	case slices.Contains(words, strings.ToLower(word)):
		return strings.ToLower(word), nil
	default:
		return "", fmt.Errorf("%q is not %s%s (%s)", word, what, suggest.DidYouMean(word, words), strings.Join(words, ", "))
	}
}

// The values of --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

type colorMode string

// UnmarshalText reads a word of --color.
func (m *colorMode) UnmarshalText(text []byte) error {
	word, err := parseChoice(text, "when to have colour", colorAuto, colorAlways, colorNever)
	*m = colorMode(word)
	return err
}

// The values of --log-format.
const (
	logText = "text"
	logJSON = "json"
)

type logFormat string

// UnmarshalText reads a word of --log-format.
func (f *logFormat) UnmarshalText(text []byte) error {
	word, err := parseChoice(text, "a log format", logText, logJSON)
	*f = logFormat(word)
	return err
}

type logLevel struct{ slog.Level }

// UnmarshalText reads a word of --log-level.
func (l *logLevel) UnmarshalText(text []byte) error {
	word, err := parseChoice(text, "a log level", "info", "debug", "warn", "error")
	if err != nil {
		return err
	}
	return l.Level.UnmarshalText([]byte(word))
}

// onOff is a boolean flag; its variable has a word such as true or off.
type onOff bool

// Decode reads the word; without one the flag is on.
func (o *onOff) Decode(ctx *kong.DecodeContext) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		*o = true
		return nil
	}
	text := fmt.Sprint(ctx.Scan.Pop().Value)
	word, err := parseChoice([]byte(text), "on or off", "false", "true", "no", "yes", "0", "1", "off", "on")
	*o = onOff(slices.Contains([]string{"true", "yes", "1", "on"}, word))
	return err
}

// IsBool says that the flag needs no value.
func (*onOff) IsBool() bool { return true }
