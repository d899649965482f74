package emulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// An instant that no scenario can have is told as that, also one of a year with five digits.
func TestInstantsOutside(t *testing.T) {
	for _, at := range []time.Time{time.Date(12_345, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)} {
		_, err := emulator.New(emulator.WithScenario("empty"), emulator.WithClock(emulator.Clock{Start: emulator.At(at)}))
		if err == nil || !strings.Contains(err.Error(), "outside") && !strings.Contains(err.Error(), "1970") {
			t.Errorf("%s: %v", at, err)
		}
	}
}

func TestNegativeRulesForPollers(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"))
	const want = "rules for pollers: MinGap -1s, MaxGap 0s and MinCalls 0 must not be negative"
	if err := e.Project("p1").VerifyPolling(emulator.PollingRules{MinGap: -time.Second}); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
