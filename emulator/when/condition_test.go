package when_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/when"
)

// selected returns the numbers up to 200 that a condition selects.
func selected(c when.Condition, key fake.Key) []int {
	var numbers []int
	for n := 1; n <= 200; n++ {
		if c.Selects(n, key) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func TestSelects(t *testing.T) {
	key := fake.NewKey(1).For("a")
	half := 0.5
	if got := selected(when.Condition{Calls: scenario.Calls{Numbers: []int{3, 7}}}, key); !slices.Equal(got, []int{3, 7}) {
		t.Errorf("by number: %v", got)
	}
	if got := selected(when.Condition{}, key); len(got) != 200 {
		t.Errorf("without a condition: %v", got)
	}
	drawn := selected(when.Condition{Chance: &half}, key)
	if len(drawn) < 70 || len(drawn) > 130 || !slices.Equal(drawn, selected(when.Condition{Chance: &half}, key)) {
		t.Errorf("by chance: %v", drawn)
	}
	if slices.Equal(drawn, selected(when.Condition{Chance: &half}, key.For("b"))) {
		t.Error("two conditions draw the same")
	}
	late := when.Condition{Chance: &half, Calls: scenario.Calls{First: 101}}
	if got, want := selected(late, key), slices.DeleteFunc(drawn, func(n int) bool { return n <= 100 }); !slices.Equal(got, want) {
		t.Errorf("by chance and number: %v, want %v", got, want)
	}
}

func TestInTime(t *testing.T) {
	from := clock.DefaultStart()
	c := when.Condition{From: from, Until: from.Add(time.Second)}
	for at, want := range map[clock.Instant]bool{from.Add(-1): false, from: true, from.Add(time.Second - 1): true, from.Add(time.Second): false} {
		if got := c.InTime(at); got != want {
			t.Errorf("at %s: %t", at.Exact(), got)
		}
	}
}
