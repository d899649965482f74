package scenario_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

const least = "version: 1\nprojects: {\"*\": {}}\n"

func parse(t *testing.T, file, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse(file, []byte(text), wall())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNameIsTheFiles(t *testing.T) {
	for file, want := range map[string]string{
		"a.yaml": "a", "dir/b.test.yml": "b.test", "c": "c", "body": "body",
	} {
		if got := parse(t, file, least).Name; got != want {
			t.Errorf("%s gives the name %q, want %q", file, got, want)
		}
	}
	if got := parse(t, "a.yaml", least+"name: other\n").Name; got != "other" {
		t.Errorf("the file's own name is %q, want other", got)
	}
}

func TestStartNow(t *testing.T) {
	s := parse(t, "a.yaml", `{version: 1, projects: {a: {jobs: [{jobName: StopGraph, relatedGraph: g, begin: -1m}]}}, clock: {start: now}}`)
	if got := s.Clock.Start.String(); got != "2024-02-29T12:30:15" {
		t.Errorf("now is %s", got)
	}
	if got := s.Projects[0].Jobs[0].Begin.String(); got != "2024-02-29T12:29:15" {
		t.Errorf("a minute before now is %s", got)
	}
	// A start before or after virtual time is moved to its nearest end.
	s, err := scenario.Parse("a.yaml", []byte(least+"clock: {start: now}\n"), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || s.Clock.Start != clock.Max {
		t.Errorf("start is %v (%v), want the end of virtual time", s, err)
	}
}

// The clock's start is used wherever it is in the file, and a default begin is relative to
// it.
func TestStartStandsAnywhere(t *testing.T) {
	const projects = "projects: {\"*\": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 1h}], generate: [{count: 1}]}}\n"
	const clockLine = "clock: {start: 2020-01-31T00:00:00}\n"
	for _, text := range []string{projects + clockLine, clockLine + projects} {
		p := parse(t, "a.yaml", "version: 1\n"+text).Projects[0]
		if got := p.Jobs[0].Begin.String(); got != "2020-01-31T01:00:00" {
			t.Errorf("begin is %s", got)
		}
		if r := p.Generate[0].Begin; r.From.String() != "2020-01-01T00:00:00" || r.To.String() != "2020-01-31T00:00:00" {
			t.Errorf("generated jobs begin from %s to %s", r.From, r.To)
		}
	}
}

func TestAuthOff(t *testing.T) {
	for _, text := range []string{"auth: {mode: off}", "auth: {mode: \"off\"}", "auth: {}", "auth:", "auth: {tokens: [], keys: null}"} {
		if mode := parse(t, "a.yaml", least+text+"\n").Auth.Mode; mode != scenario.AuthOff {
			t.Errorf("%s: mode is %s", text, mode)
		}
	}
}

// A byte order mark and Windows line endings are allowed.
func TestEditorsHabits(t *testing.T) {
	parse(t, "a.yaml", "\ufeff"+strings.ReplaceAll(least, "\n", "\r\n"))
	parse(t, "a.yaml", "%YAML 1.1\n---\n"+least+"...\n")
}

// Job ids are unique within a project; fault names are unique within the file.
func TestSameIDsInTwoProjects(t *testing.T) {
	parse(t, "a.yaml", "version: 1\nprojects:\n"+
		"  a: {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, jobId: one}]}\n"+
		"  b: {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, jobId: one}]}\n")
}

// The order of weights in the file does not affect invented values.
func TestWeightsOrder(t *testing.T) {
	one := parse(t, "a.yaml", "version: 1\nprojects: {a: {generate: [{count: 1, jobName: {StopGraph: 1, ImportGraph: 2}}]}}\n")
	other := parse(t, "a.yaml", "version: 1\nprojects: {a: {generate: [{count: 1, jobName: {ImportGraph: 2, StopGraph: 1}}]}}\n")
	for i, w := range one.Projects[0].Generate[0].Names {
		if other.Projects[0].Generate[0].Names[i] != w {
			t.Errorf("weight %d is %v and %v", i, w, other.Projects[0].Generate[0].Names[i])
		}
	}
}

func TestCallsIncludes(t *testing.T) {
	for text, want := range map[string]string{
		"3": "3", "[4, 1]": "1 4", "2-5": "2 3 4 5", "\"9-\"": "9 10 11 12", "every 5": "5 10", "every 1": "1 2 3 4 5 6 7 8 9 10 11 12", "2 - 3": "2 3",
	} {
		s := parse(t, "a.yaml", least+"faults: [{name: a, when: {calls: "+text+"}, reply: {errorCode: GES.9999}}]\n")
		var hit []string
		for n := range 12 {
			if s.Faults[0].Calls.Includes(n + 1) {
				hit = append(hit, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}[n])
			}
		}
		if got := strings.Join(hit, " "); got != want {
			t.Errorf("calls: %s hits %s of 12, want %s", text, got, want)
		}
	}
}
