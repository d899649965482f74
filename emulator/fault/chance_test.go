package fault_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// chanced returns a fault that hits a share of the calls.
func chanced(name string, share float64) scenario.Fault {
	f := always(name)
	f.Chance = &share
	return f
}

// A fault with a chance hits the same calls in every run, and other calls in another
// project, with another seed, or with another fault's name.
func TestChanceFollowsFromSeedFaultProjectAndNumber(t *testing.T) {
	draw := func(seed int64, name, project string, before ...scenario.Fault) []int {
		s := world(append(before, chanced(name, 0.5)))
		s.Seed = seed
		c := fault.Compile(s, project).NewCounter(project, standing)
		return hits(&c, 64, plain(0))
	}
	want := draw(1, "f", "p1")
	never := always("never")
	never.From = clock.Max
	if got := draw(1, "f", "p1", never); !slices.Equal(got, want) {
		t.Errorf("beside another fault the calls %v are hit, alone %v", got, want)
	}
	for what, got := range map[string][]int{
		"again": draw(1, "f", "p1"), "seed": draw(2, "f", "p1"), "fault": draw(1, "g", "p1"), "project": draw(1, "f", "p2"),
	} {
		if slices.Equal(got, want) != (what == "again") {
			t.Errorf("%s: the calls %v are hit, first %v", what, got, want)
		}
	}
}

func TestChanceIsAShare(t *testing.T) {
	for _, share := range []float64{0, 0.1, 0.5, 1} {
		c := counter(world([]scenario.Fault{chanced("f", share)}))
		got, want := len(hits(&c, 4000, plain(0))), int(4000*share)
		if got < want-160 || got > want+160 || (share == 0 || share == 1) && got != want {
			t.Errorf("of 4,000 calls with chance %g %d are hit", share, got)
		}
	}
}

// A limit hits the calls beyond its maximum in a window, which begins with its first call.
func TestLimitInVirtualTime(t *testing.T) {
	f := always("f")
	f.Limit = &scenario.Limit{Calls: 2, Per: time.Second}
	c := counter(world([]scenario.Fault{f}))
	start := clock.DefaultStart()
	for _, step := range []struct {
		at   time.Duration
		want bool
	}{
		{0, false},
		{0, false},
		{0, true},
		{time.Second - 1, true},
		{time.Second, false}, // a new window
		{1500 * time.Millisecond, false},
		{1999 * time.Millisecond, true},
		{2 * time.Second, false},
		{time.Hour, false},
		{time.Hour, false},
		{time.Hour, true},
		{-time.Hour, false}, // moved back in time
		{-time.Hour, false},
		{-time.Hour, true},
	} {
		if hit := c.Next(plain(start.Add(step.at))); (hit.Fault != nil) != step.want {
			t.Errorf("a call %s after the start is hit: %t, want %t", step.at, hit.Fault != nil, step.want)
		}
	}
}

func TestLimitInRealTime(t *testing.T) {
	f := always("f")
	f.Limit = &scenario.Limit{Calls: 1, Per: time.Second, Real: true}
	now := standing()
	c := fault.Compile(world([]scenario.Fault{f}), "p1").NewCounter("p1", func() time.Time { return now })
	if got := hits(&c, 3, plain(0)); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("of three calls at once %v are hit, want the second and third", got)
	}
	if got := hits(&c, 1, plain(clock.Max)); got == nil {
		t.Error("virtual time opens a new window of real time")
	}
	now = now.Add(time.Second)
	if got := hits(&c, 2, plain(0)); !slices.Equal(got, []int{2}) {
		t.Errorf("a second later %v are hit, want the second", got)
	}
}

// A delay is within its range, is determined by the call, and differs from call to call.
func TestDelay(t *testing.T) {
	f := always("f")
	f.Delay = &scenario.Range[time.Duration]{From: 100 * time.Millisecond, To: 2 * time.Second}
	s := world([]scenario.Fault{f})
	a, b, seen := counter(s), counter(s), map[time.Duration]bool{}
	for i := range 200 {
		hit := a.Next(plain(0))
		if again := b.Next(plain(0)); hit.Delay != again.Delay || hit.Call != i+1 {
			t.Fatalf("call %d waits %s, in another run call %d waits %s", hit.Call, hit.Delay, again.Call, again.Delay)
		}
		if hit.Delay < f.Delay.From || hit.Delay > f.Delay.To {
			t.Errorf("a delay of %s", hit.Delay)
		}
		seen[hit.Delay] = true
	}
	if len(seen) < 150 {
		t.Errorf("200 calls wait %d different times", len(seen))
	}
	fixed := always("f")
	fixed.Delay = &scenario.Range[time.Duration]{From: time.Second, To: time.Second}
	if c := counter(world([]scenario.Fault{fixed})); c.Next(plain(0)).Delay != time.Second {
		t.Error("a fixed delay is not as given")
	}
}

// Garbage has the requested length, does not start like HTTP, and is the same for the same
// call.
func TestGarbage(t *testing.T) {
	s := world([]scenario.Fault{always("f")})
	a, b := counter(s), counter(s)
	first, again, second := a.Next(plain(0)), b.Next(plain(0)), a.Next(plain(0))
	for _, n := range []int{0, 1, 3, 4, 100} {
		if got := first.Garbage(n); len(got) != n || !slices.Equal(got, again.Garbage(n)) {
			t.Errorf("%d bytes of garbage are % x, in another run % x", n, got, again.Garbage(n))
		}
	}
	if slices.Equal(first.Garbage(100), second.Garbage(100)) {
		t.Error("two calls get the same garbage")
	}
	if first.Garbage(1)[0] < 0x80 {
		t.Errorf("the garbage begins with %q, as HTTP might", first.Garbage(1)[0])
	}
}

func TestAddAndRemove(t *testing.T) {
	s := world([]scenario.Fault{always("all")}, always("own"))
	c := counter(s)
	one, two, taken := always("one"), always("two"), always("all")
	one.Calls = scenario.Calls{Numbers: []int{2}}
	if !c.Add(&one) || !c.Add(&two) || c.Add(&taken) || c.Add(&one) {
		t.Error("faults are added by names that are free, and by no others")
	}
	if got, want := names(&c, 3, plain(0)), []string{"two", "one", "two"}; !slices.Equal(got, want) {
		t.Errorf("the calls meet %v, want %v", got, want)
	}
	other := fault.Compile(s, "p2").NewCounter("p2", standing)
	other.CopyFrom(&c)
	if got, want := names(&other, 2, plain(0)), []string{"two", "one"}; !slices.Equal(got, want) {
		t.Errorf("a counter with the same added faults gives %v, want %v: it counts anew", got, want)
	}
	if !c.Remove("two") || c.Remove("two") || !c.Remove("own") || c.Remove("") {
		t.Error("faults are removed by their names, once")
	}
	if got, want := names(&c, 2, plain(0)), []string{"all", "all"}; !slices.Equal(got, want) {
		t.Errorf("the calls meet %v, want %v", got, want)
	}
	var remaining []string
	for _, f := range c.Faults() {
		remaining = append(remaining, f.Fault.Name)
		if f.Added != (f.Fault.Name == "one") {
			t.Errorf("%s is said to be added: %t", f.Fault.Name, f.Added)
		}
	}
	if want := []string{"one", "all"}; !slices.Equal(remaining, want) {
		t.Errorf("the faults are %v, want %v", remaining, want)
	}
	if again := counter(s); len(again.Faults()) != 2 {
		t.Error("what was added and removed shows in the plan")
	}
	other.CopyFrom(&c)
	if got, want := names(&other, 3, plain(0)), []string{"all", "one", "all"}; !slices.Equal(got, want) {
		t.Errorf("a counter that follows gives %v, want %v: what was removed is gone, and it counts anew", got, want)
	}
}
