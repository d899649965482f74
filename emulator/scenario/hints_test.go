package scenario_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// hintedProblems returns the problems of a scenario.
func hintedProblems(text string) format.Problems {
	_, err := scenario.Parse("a.yaml", []byte(text), wall())
	problems := format.Problems{}
	_ = errors.As(err, &problems)
	return problems
}

// A key that is suggested because of a hint is right: written in place of the wrong one, it
// has no problem.
func TestSuggestedKeysFit(t *testing.T) {
	text := string(read(t, "testdata/bad/hints.yaml"))
	suggestion := regexp.MustCompile(`^"(.*)" is not a key of .*did you mean (\w+)\?`)
	count := 0
	for _, p := range hintedProblems(text) {
		m := suggestion.FindStringSubmatch(p.Text)
		if m == nil {
			continue
		}
		count++
		lines := strings.Split(text, "\n")
		line := lines[p.Line-1]
		lines[p.Line-1] = line[:p.Column-1] + m[2] + strings.TrimPrefix(line[p.Column-1:], m[1])
		at := strings.TrimSuffix(p.Path, m[1]) + m[2]
		fixed := hintedProblems(strings.Join(lines, "\n"))
		if i := slices.IndexFunc(fixed, func(f format.Problem) bool { return f.Path == at }); i >= 0 {
			t.Errorf("%s\nbut then: %s", p, fixed[i])
		}
	}
	if count < 50 {
		t.Errorf("only %d keys are suggested", count)
	}
}

// What a hint's text says to write parses, in the place that it names.
func TestTextsOfHintsAreRight(t *testing.T) {
	const (
		top       = "projects: {a: {}}\nX"
		inProject = "projects: {a: {X}}"
		inJob     = "projects: {a: {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, X}]}}"
		inBlock   = "projects: {a: {generate: [{count: 3, X}]}}"
		inFault   = "projects: {a: {}}\nfaults: [{name: a, X}]"
		inToken   = "projects: {a: {}}\nauth: {tokens: [{value: a, X}]}"
		aFault    = "delay: 1s, "
		aReply    = "reply: {status: 503}, "
	)
	for _, c := range []struct{ in, wrong, text, right string }{
		{top, "start: now", "clock: {start: 2018-12-17T12:55:00}", "%"},
		{top, "errorBody: error_code", "compat: {errorBody: error_code}", "%"},
		{top, "token: a", "auth: {mode: token, tokens: [{value: valid-token}]}", "%"},
		{"X", "projects: {a: {}}\njobs: []", `projects: {"*": {jobs: []}}`, "%"},
		{inProject, "count: 3", "generate: [{count: 100}]", "%"},
		{inJob, "failed: true", "outcome: failed", "%"},
		{inJob, "edgesetPath: []", "jobDetail: {edgesetPath: [{path: movies/edge.csv}]}", "%"},
		{inJob, "jobDetail: {files: []}", "edgesetPath: [{path: movies/edge.csv}]", "jobDetail: {%}"},
		{inProject, "jobs: [{count: 3}]", "generate: [{count: 100}]", "%"},
		{inBlock, "outcome: failed", "failed: 0.1", "%"},
		{inFault, aReply + "operation: ListJobs", "operations: [ListJobs]", aReply + "%"},
		{inFault, aReply + "method: GET", "operations: [ListJobs]", aReply + "%"},
		{inFault, aReply + "calls: 3", "when: {calls: 3}", aReply + "%"},
		{inFault, "status: 503", "reply: {status: 503}", "%"},
		{inFault, "wait: 500", "delay: 500ms", "%"},
		{inFault, aFault + "when: {path: /}", "operations: [ListJobs]", aFault + "when: {}, %"},
		{inFault, aFault + "when: {graphName: movies}", "query: {graphName: movies}", aFault + "when: {%}"},
		{inFault, aFault + "when: {limit: 10}", `query: {limit: "10"}`, aFault + "when: {%}"},
		{inFault, aFault + "when: {token: old}", "header: {X-Auth-Token: old}", aFault + "when: {%}"},
		{inFault, aFault + "project: a", `projects: {"*": {faults: []}}`, ""},
		{inFault, "reply: {status: 503, retryAfter: 1}", `headers: {Retry-After: "1"}`, "reply: {status: 503, %}"},
		{inFault, "reply: {status: 503, contentType: text/html}", `headers: {Content-Type: text/html}`, "reply: {status: 503, %}"},
		{inFault, "reply: {status: 503, latency: 1}", `delay: 500ms`, "reply: {status: 503}, %"},
		{inToken, "allow: [ShowJob]", "deny: [ListJobs]", "%"},
	} {
		wrong := hintedProblems("version: 1\n" + strings.Replace(c.in, "X", c.wrong, 1)).Error()
		if !strings.Contains(wrong, ": "+c.text+" (") {
			t.Errorf("%s gave\n%s\nwant %s", c.wrong, wrong, c.text)
		}
		if c.right == "" {
			continue
		}
		right := strings.Replace(c.right, "%", c.text, 1)
		if problems := hintedProblems("version: 1\n" + strings.Replace(c.in, "X", right, 1)); len(problems) > 0 {
			t.Errorf("%s gave %v", right, problems)
		}
	}
}

// The bodies of the control API have hints too.
func TestHintsOfBodies(t *testing.T) {
	now := clock.DefaultStart()
	for _, c := range []struct {
		parse      func(string) error
		body, want string
	}{
		{parseBody(scenario.ParseAdvance, now), "{duration: 30s}", `did you mean by? (by, to, until)`},
		{parseBody(scenario.ParseAdvance, now), "{seconds: 30}", `by is a duration with a unit: by: 30s (`},
		{parseBody(scenario.ParseAdvance, now), "{next: true}", `it is a word: to: next, or to: end (`},
		{parseBody(scenario.ParseAdvance, now), "{jobId: a, status: success}", `it belongs under until: until: {jobId: some-id, status: success} (`},
		{parseBody(scenario.ParseClockPatch, now), "{start: 2018-12-17T12:55:00}", `did you mean now? (now, mode, step, rate)`},
		{parseBody(scenario.ParseClockPatch, now), "{by: 30s}", `POST …/clock/advance moves a clock: by: 30s (`},
		{parseBody(scenario.ParseJobPatch, now), "{status: failed}", `and from the clock; did you mean outcome? (`},
		{parseBody(scenario.ParseJobPatch, now), "{end: now}", `did you mean endAt? (`},
		{parseBody(scenario.ParseJobPatch, now), "{running: 5s}", `of a job's times only its end can change: endAt: now (`},
		{parseBody(scenario.ParseJobPatch, now), "{jobName: StopGraph}", `it cannot change; remove the job and add another (`},
		{parseBody(scenario.ParseJob, now), "{jobName: StopGraph, relatedGraph: g, startTime: +1m}", `did you mean begin? (`},
		{parseBody(scenario.ParseFault, now), "{name: a, delay: 1s, when: {to: +1m}}", `did you mean until? (`},
	} {
		if err := c.parse(c.body); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s gave %v\nwant %s", c.body, err, c.want)
		}
	}
}

// parseBody makes a parser of bodies one of texts.
func parseBody[T any](parse func(string, []byte, clock.Instant) (T, error), now clock.Instant) func(string) error {
	return func(text string) error {
		_, err := parse("body", []byte(text), now)
		return err
	}
}
