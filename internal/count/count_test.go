package count_test

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/internal/count"
)

func TestOf(t *testing.T) {
	for n, want := range map[int]string{
		0: "0 jobs", 1: "1 job", 2: "2 jobs", 999: "999 jobs", 1000: "1,000 jobs", 21_001: "21,001 jobs", 5_000_000: "5,000,000 jobs",
	} {
		if got := count.Of(n, "job"); got != want {
			t.Errorf("Of(%d) is %q, want %q", n, got, want)
		}
	}
}
