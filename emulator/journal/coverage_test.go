package journal

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

func TestAJobAppearsWhilePaging(t *testing.T) {
	page := func(listing string, offset, count int) Page { return Page{listing, offset, count} }
	for name, c := range map[string]struct {
		pages []Page
		want  bool
	}{
		"a later page of a list that has grown":        {[]Page{page("a", 0, 20), page("a", 10, 21)}, true},
		"two pages later":                              {[]Page{page("a", 0, 20), page("a", 10, 20), page("a", 20, 21)}, true},
		"other lists in between":                       {[]Page{page("a", 0, 20), page("b", 0, 5), page("c", 0, 5), page("a", 10, 21)}, true},
		"the list stays":                               {[]Page{page("a", 0, 20), page("a", 10, 20)}, false},
		"the list shrinks":                             {[]Page{page("a", 0, 20), page("a", 10, 19)}, false},
		"the same page again":                          {[]Page{page("a", 10, 20), page("a", 10, 21)}, false},
		"from the start again":                         {[]Page{page("a", 10, 20), page("a", 0, 21), page("a", 10, 21)}, false},
		"another list":                                 {[]Page{page("a", 0, 20), page("b", 10, 21)}, false},
		"a later page first":                           {[]Page{page("a", 10, 20)}, false},
		"too many lists in between to remember all of": {[]Page{page("a", 0, 1), page("b", 0, 1), page("c", 0, 1), page("d", 0, 1), page("e", 0, 1), page("a", 1, 2)}, false},
	} {
		var coverage CoverageTracker
		for _, p := range c.pages {
			coverage.AddShown(&Shown{Page: p, Operation: ges.ListJobs})
		}
		covered := coverage.Set()
		if got := covered.Has(CoveragePoint{Edges, string(AppearedWhilePaging)}); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestLedger(t *testing.T) {
	var l Ledger
	isNew := []bool{
		l.Note("p", 1, NewViolation(BadValue, "limit", "x", "a number")),
		l.Note("p", 2, NewViolation(BadValue, "limit", "x", "a number")),
		l.Note("p", 3, NewViolation(BadValue, "limit", "y", "a number")),
		l.Note("q", 1, NewViolation(BadValue, "limit", "x", "a number")),
		l.Note("p", 4, NewViolation(UnknownParameter, "a", "1", "others")),
		l.Note("p", 5, NewViolation(UnknownParameter, "a", "2", "others")), // its value does not matter
	}
	if want := []bool{true, false, true, true, true, false}; !slices.Equal(isNew, want) {
		t.Errorf("fresh %v, want %v", isNew, want)
	}
	got := ""
	for _, e := range l.List() {
		got += fmt.Sprintf("%s %s=%s from call %d: %d\n", e.Project, e.Parameter, e.Value, e.FirstCall, e.Count)
	}
	want := "p limit=x from call 1: 2\np limit=y from call 3: 1\nq limit=x from call 1: 1\np a=1 from call 4: 2\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	var sum Ledger
	sum.AddAll(&l)
	sum.AddAll(&l)
	if list := sum.List(); len(list) != 4 || list[0].Count != 4 || list[0].FirstCall != 1 {
		t.Errorf("twice the same is %+v", list)
	}
}

func TestTextsAreCut(t *testing.T) {
	long := ""
	for range 100 {
		long += "é"
	}
	for received, want := range map[string]string{
		"limit":    "limit",
		"\xff":     "\uFFFD",
		long:       long[:maxText] + "…",
		"x" + long: "x" + long[:maxText-2] + "…",
	} {
		if got := NewViolation(BadValue, "limit", received, "short").Value; got != want {
			t.Errorf("%q becomes %q, want %q", received, got, want)
		}
	}
}

// The JSON is the control API's: a text that there is not is null.
func TestViolationAsJSON(t *testing.T) {
	for _, c := range []struct {
		violation Violation
		want      string
	}{
		{Violation{Project: "p1", Rule: UnknownParameter, Parameter: "limt", Value: "<5>&", Allowed: "limit", Suggestion: "limit", FirstCall: 2, Count: 3},
			`{"project":"p1","rule":"unknown-parameter","severity":"error","parameter":"limt","value":"<5>&","allowed":"limit","didYouMean":"limit",` +
				`"message":"limt is not a parameter of this call (did you mean limit?); allowed are limit","where":"vendor's page, table «URI parameters»","firstCall":2,"count":3}`},
		{Violation{Rule: EmptyValue, Parameter: "status", Count: 1},
			`{"project":null,"rule":"empty-value","severity":"info","parameter":"status","value":"","allowed":"","didYouMean":null,` +
				`"message":"status came without a value, as if it were absent","where":"openapi.yaml, allowEmptyValue","firstCall":0,"count":1}`},
	} {
		if got, err := encode.JSON(c.violation); err != nil || string(got) != c.want {
			t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
		}
	}
}

func TestCoverageAsJSON(t *testing.T) {
	c := Coverage{[]CoverageGroup{{Values, []string{"<a>"}, []string{}, []string{}}, {Edges, []string{}, []string{"b"}, []string{"c"}}}}
	want := `{"edges":{"met":[],"notMet":["b"],"notInScenario":["c"]},"values":{"met":["<a>"],"notMet":[],"notInScenario":[]}}`
	if got, err := encode.JSON(c); err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}
