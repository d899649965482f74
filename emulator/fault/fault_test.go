package fault_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// always returns a fault that hits every call.
func always(name string) scenario.Fault { return scenario.Fault{Name: name, Until: clock.Never} }

// world returns a scenario with faults of all projects and of one.
func world(all []scenario.Fault, own ...scenario.Fault) *scenario.Scenario {
	return &scenario.Scenario{
		Seed:     1,
		Projects: []scenario.Project{{ID: scenario.AnyProject, Faults: own}, {ID: "bare"}},
		Faults:   all,
	}
}

// standing is a wall clock that does not advance.
func standing() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }

func counter(s *scenario.Scenario) fault.Counter {
	return fault.Compile(s, "p1").NewCounter("p1", standing)
}

// call returns a call at an instant with parameters and headers, by name.
func call(now clock.Instant, query, header map[string]string) fault.Call {
	return fault.Call{
		Operation: ges.ListJobs, Now: now,
		Query:  func(name string) string { return query[name] },
		Header: func(name string) string { return header[name] },
	}
}

func plain(now clock.Instant) fault.Call { return call(now, nil, nil) }

// names returns the faults that apply to n consecutive calls, "" for none.
func names(c *fault.Counter, n int, of fault.Call) []string {
	hitNames := make([]string, n)
	for i := range hitNames {
		if hit := c.Next(of); hit.Fault != nil {
			hitNames[i] = hit.Fault.Name
		}
	}
	return hitNames
}

// hits returns the numbers, from 1, of those of n calls to which a fault applies.
func hits(c *fault.Counter, n int, of fault.Call) []int {
	var numbers []int
	for i, name := range names(c, n, of) {
		if name != "" {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

func TestCallNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		calls scenario.Calls
		want  []int // of 12 calls
	}{
		"every call": {scenario.Calls{}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		"3":          {scenario.Calls{Numbers: []int{3}}, []int{3}},
		"[1, 4]":     {scenario.Calls{Numbers: []int{1, 4}}, []int{1, 4}},
		"2-5":        {scenario.Calls{First: 2, Last: 5}, []int{2, 3, 4, 5}},
		"2-2":        {scenario.Calls{First: 2, Last: 2}, []int{2}},
		"10-":        {scenario.Calls{First: 10}, []int{10, 11, 12}},
		"every 5":    {scenario.Calls{Every: 5}, []int{5, 10}},
		"every 1":    {scenario.Calls{Every: 1}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		"13":         {scenario.Calls{Numbers: []int{13}}, nil},
	} {
		f := always("f")
		f.Calls = c.calls
		count := counter(world([]scenario.Fault{f}))
		if got := hits(&count, 12, plain(0)); !slices.Equal(got, c.want) {
			t.Errorf("calls: %s hits %v, want %v", name, got, c.want)
		}
	}
}

// All conditions that are given must hold.
func TestConditions(t *testing.T) {
	f := always("f")
	f.Operations = []ges.Operation{ges.ListJobs}
	f.Query = []scenario.Param{{Name: "graphName", Value: "movies"}, {Name: "status", Value: ""}}
	f.Header = []scenario.Param{{Name: "X-Auth-Token", Value: "old"}}
	f.From, f.Until = 100, 200
	right := func() fault.Call {
		return call(150, map[string]string{"graphName": "movies"}, map[string]string{"X-Auth-Token": "old"})
	}
	for name, c := range map[string]struct {
		change func(*fault.Call)
		want   bool
	}{
		"all hold":          {func(*fault.Call) {}, true},
		"another operation": {func(c *fault.Call) { c.Operation = "ShowJob" }, false},
		"another graph":     {func(c *fault.Call) { c.Query = func(string) string { return "Movies" } }, false},
		"a status": {func(c *fault.Call) {
			c.Query = func(n string) string { return map[string]string{"graphName": "movies", "status": "failed"}[n] }
		}, false},
		"another token":      {func(c *fault.Call) { c.Header = func(string) string { return "new" } }, false},
		"no token":           {func(c *fault.Call) { c.Header = func(string) string { return "" } }, false},
		"just before from":   {func(c *fault.Call) { c.Now = 99 }, false},
		"at from":            {func(c *fault.Call) { c.Now = 100 }, true},
		"just before until":  {func(c *fault.Call) { c.Now = 199 }, true},
		"at until":           {func(c *fault.Call) { c.Now = 200 }, false},
		"at the first there": {func(c *fault.Call) { c.Now = clock.Min }, false},
		"at the last there":  {func(c *fault.Call) { c.Now = clock.Max }, false},
	} {
		count, calls := counter(world([]scenario.Fault{f})), right()
		c.change(&calls)
		if hit := count.Next(calls); (hit.Fault != nil) != c.want {
			t.Errorf("%s: hit is %t, want %t", name, hit.Fault != nil, c.want)
		}
		if count.Faults()[0].Fits != map[bool]int{true: 1, false: 0}[c.want] {
			t.Errorf("%s: the call counts %d times", name, count.Faults()[0].Fits)
		}
	}
}

// Values that no condition needs are not read.
func TestConditionsAskOnlyForWhatTheyNeed(t *testing.T) {
	count := counter(world([]scenario.Fault{always("f")}))
	if hit := count.Next(fault.Call{Operation: ges.ListJobs}); hit.Fault == nil || hit.Call != 1 {
		t.Errorf("a call without query and header gives %+v", hit)
	}
}

// A project's own faults are evaluated first, then those of all projects; the first that
// applies wins, and only that one is counted as a hit.
func TestFirstThatAppliesWins(t *testing.T) {
	second, own := always("second"), always("own")
	second.Calls = scenario.Calls{Numbers: []int{2}}
	own.Calls = scenario.Calls{Numbers: []int{3}}
	s := world([]scenario.Fault{second, always("rest")}, own)
	c := counter(s)
	if got, want := names(&c, 4, plain(0)), []string{"rest", "second", "own", "rest"}; !slices.Equal(got, want) {
		t.Errorf("four calls meet %v, want %v", got, want)
	}
	var got []string
	for _, f := range c.Faults() {
		got = append(got, fmt.Sprint(f.Fault.Name, " ", f.Fits, " ", f.Hits))
	}
	if want := []string{"own 4 1", "second 4 1", "rest 4 2"}; !slices.Equal(got, want) {
		t.Errorf("fault, calls that fitted and met it: %v, want %v", got, want)
	}
	bare := fault.Compile(s, "bare").NewCounter("bare", standing)
	if got, want := names(&bare, 3, plain(0)), []string{"rest", "second", "rest"}; !slices.Equal(got, want) {
		t.Errorf("three calls of a project with no faults of its own meet %v, want %v", got, want)
	}
	if none := fault.Compile(&scenario.Scenario{}, "p1").NewCounter("p1", standing); len(none.Faults()) != 0 {
		t.Errorf("a project that is not there has the faults %v", none.Faults())
	}
}

// A call is counted for each fault that it matches, even if another one applies: the third
// call of a graph is the third, whatever failed before.
func TestCallsCountForEveryFaultTheyFit(t *testing.T) {
	third, early := always("third"), always("early")
	third.Query = []scenario.Param{{Name: "graphName", Value: "movies"}}
	third.Calls = scenario.Calls{Numbers: []int{3}}
	early.Calls = scenario.Calls{First: 1, Last: 3}
	c := counter(world([]scenario.Fault{early, third}))
	movies, others := call(0, map[string]string{"graphName": "movies"}, nil), call(0, map[string]string{"graphName": "x"}, nil)
	var got []string
	for _, of := range []fault.Call{others, movies, others, movies, others, movies, movies} {
		got = append(got, names(&c, 1, of)...)
	}
	if want := []string{"early", "early", "early", "", "", "third", ""}; !slices.Equal(got, want) {
		t.Errorf("the calls meet %v, want %v", got, want)
	}
}

// Each project has its own counts.
func TestCountersAreIndependent(t *testing.T) {
	third := always("third")
	third.Calls = scenario.Calls{Numbers: []int{3}}
	plan := fault.Compile(world([]scenario.Fault{third}), "p1")
	a, b := plan.NewCounter("a", standing), plan.NewCounter("b", standing)
	if got := hits(&a, 2, plain(0)); got != nil {
		t.Errorf("of two calls %v are hit", got)
	}
	if got := hits(&b, 3, plain(0)); !slices.Equal(got, []int{3}) {
		t.Errorf("of another project's three calls %v are hit, want the third", got)
	}
	if got := hits(&a, 1, plain(0)); !slices.Equal(got, []int{1}) {
		t.Errorf("the third call is not hit")
	}
}

// The cost of many projects that share many faults is the sum, not the product: a project's
// faults take no memory before its first call.
func TestFaultsOfManyProjectsAreShared(t *testing.T) {
	s := world(make([]scenario.Fault, 10_000))
	if n := testing.AllocsPerRun(10, func() {
		plan := fault.Compile(s, "p1")
		start, fork := plan.NewCounter("p1", nil), plan.NewCounter("p2", nil)
		fork.CopyFrom(&start)
		_ = fork.Clone()
	}); n > 1 { // the plan
		t.Errorf("%v allocations", n)
	}
}
