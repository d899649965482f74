package emulator_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// queries are calls that between them show all of a task center.
var queries = []string{
	"", "?limit=1000", "?offset=3&limit=2", "?status=running", "?status=waiting", "?status=success&limit=200", "?status=failed",
	"?status=partiallyFailed", "?endTime=2018-12-17", "?startTime=2018-12-17&status=success", "?graphName=test1217",
}

// everything is the answers to all queries, without what counts calls.
func everything(t *testing.T, e http.Handler) string {
	t.Helper()
	var all strings.Builder
	for _, q := range queries {
		rec := request(t, e, "GET "+listPath+q)
		fmt.Fprintln(&all, q, rec.Code, rec.Header().Get("Date"), rec.Body)
	}
	return all.String()
}

// TestAnyWalkIsAJump goes through time at random, forwards and back, with reads
// on the way, and compares with an emulator that jumped to where the walk ends.
func TestAnyWalkIsAJump(t *testing.T) {
	for _, name := range []string{"every-status", "import-lifecycle", "default", "busy-month", "documented-sample"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := builtin(t, name).Clock.Start.Time()
			for seed := range 5 {
				walked := still(t, name)
				p := project(t, walked, "p1")
				rng := fake.NewKey(int64(seed))
				for i := range 20 {
					walk(t, p, walked, rng.Nth(i))
				}
				end := start.Add(time.Duration(fake.New().Between(rng.For("end"), -3600, 14*3600)) * time.Second)
				p.AdvanceTo(end)
				jumped := still(t, name)
				project(t, jumped, "p1").AdvanceTo(end)
				if got, want := everything(t, walked), everything(t, jumped); got != want {
					t.Fatalf("seed %d, at %s: the walk shows\n%.2000s\nthe jump\n%.2000s", seed, end, got, want)
				}
			}
		})
	}
}

// walk takes one random step.
func walk(t *testing.T, p *emulator.Project, e http.Handler, rng fake.Key) {
	t.Helper()
	in := fake.New()
	switch in.Index(rng, 5) {
	case 0:
		p.AdvanceToNext()
	case 1:
		p.Advance(time.Duration(in.Between(rng.For("by"), -7200, 7200)) * time.Second)
	case 2:
		p.Advance(time.Duration(in.Between(rng.For("by"), -90, 90)) * time.Second / 7)
	case 3:
		p.AdvanceToEnd()
	}
	body(t, e, queries[in.Index(rng.For("query"), len(queries))])
}

// TestOrderOfReadsDoesNotMatter asks the same in two orders, with calls to other
// projects between.
func TestOrderOfReadsDoesNotMatter(t *testing.T) {
	a, b := still(t, "every-status"), still(t, "every-status")
	forth, back := map[string]string{}, map[string]string{}
	for i := range queries {
		forth[queries[i]] = body(t, a, queries[i])
		q := queries[len(queries)-1-i]
		back[q] = body(t, b, q)
		request(t, b, fmt.Sprintf("GET /v1.0/other%d/graphs/jobs", i))
	}
	for _, q := range slices.Sorted(maps.Keys(forth)) {
		if forth[q] != back[q] {
			t.Errorf("%q: %s\nin another order: %s", q, forth[q], back[q])
		}
	}
}

// TestProjectsDoNotMatterToEachOther compares headers too: request ids count the
// project's own calls only.
func TestProjectsDoNotMatterToEachOther(t *testing.T) {
	alone, among := still(t, "third-poll-fails"), still(t, "third-poll-fails")
	for i := range 5 {
		request(t, among, "GET /v1.0/other/graphs/jobs")
		project(t, among, "another").AdvanceToNext()
		want, got := request(t, alone, "GET "+listPath), request(t, among, "GET "+listPath)
		if got.Code != want.Code || got.Body.String() != want.Body.String() || fmt.Sprint(got.Header()) != fmt.Sprint(want.Header()) {
			t.Errorf("call %d: got %d %v %s\nwant %d %v %s", i+1, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
		}
	}
}

// digestVar tells this test binary to print what it answers.
const digestVar = "GES_EMULATOR_TEST_DIGEST"

// TestSameInEveryProcess runs this binary again with other time zones, core
// counts and environments.
func TestSameInEveryProcess(t *testing.T) {
	if os.Getenv(digestVar) != "" {
		fmt.Print(digest(t))
		return
	}
	want := digest(t)
	for _, env := range [][]string{
		{"TZ=UTC", "GOMAXPROCS=1"},
		{"TZ=Asia/Shanghai", "GOMAXPROCS=2", "LANG=zh_CN.UTF-8"},
		{"TZ=America/St_Johns", "GOMAXPROCS=7", "GOGC=1", "LC_ALL=tr_TR.UTF-8"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSameInEveryProcess$")
		cmd.Env = append(append(os.Environ(), digestVar+"=1"), env...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v\n%s", env, err, &stderr)
		}
		if got, _, _ := strings.Cut(string(out), "PASS"); got != want {
			t.Errorf("with %v:\n%s\nhere:\n%s", env, got, want)
		}
	}
}

// digest is a line for each built-in scenario over answers with their headers.
func digest(t *testing.T) string {
	t.Helper()
	var lines strings.Builder
	for _, name := range scenarios.Names() {
		e, hash := still(t, name), sha256.New()
		for range 3 {
			for _, q := range queries {
				rec := request(t, e, "GET "+listPath+q)
				header := rec.Header()
				fmt.Fprintln(hash, q, rec.Code, header.Get("Date"), header.Get("X-Request-Id"), rec.Body)
			}
			project(t, e, "p1").Advance(17 * time.Minute)
		}
		fmt.Fprintf(&lines, "%s %x\n", name, hash.Sum(nil))
	}
	return lines.String()
}

// TestOtherJobsKeepTheirBytes adds, takes away and reorders jobs and looks at
// the rows of the ones that stay.
func TestOtherJobsKeepTheirBytes(t *testing.T) {
	const (
		head = "version: 1\nprojects:\n  '*':\n    jobs:\n"
		a    = "      - {jobName: ImportGraph, relatedGraph: a, begin: -1h, outcome: failed}\n"
		b    = "      - {jobName: ImportGraph, relatedGraph: b, begin: -2h, outcome: partiallyFailed}\n"
		c    = "      - {jobName: StopGraph, relatedGraph: c, begin: -1h}\n"
		many = "    generate:\n      - {count: 20, relatedGraph: 3, begin: {from: -3h, to: -2h}, failed: 0.5}\n"
		more = "    generate:\n      - {count: 25, relatedGraph: 3, begin: {from: -3h, to: -2h}, failed: 0.5}\n"
		also = "      - {count: 5, relatedGraph: [x], begin: {from: -3h, to: -2h}}\n"
	)
	rows := func(yaml string) map[string]bool {
		e := newEmulator(t, emulator.WithScenarioYAML("s.yaml", []byte(yaml)))
		text := body(t, e, "?limit=1000")
		_, list, _ := strings.Cut(strings.TrimSuffix(text, "]}"), `"jobList":[`)
		set := map[string]bool{}
		for _, row := range strings.Split(list, `},{"jobId"`) {
			set[strings.Trim(strings.TrimPrefix(row, `{"jobId"`), "}")] = true
		}
		return set
	}
	few := rows(head + a + b + many)
	if len(few) != 22 {
		t.Fatalf("%d rows: %v", len(few), few)
	}
	for name, yaml := range map[string]string{
		"a job added":        head + a + b + c + many,
		"reordered":          head + b + a + many,
		"added before":       head + c + b + a + many,
		"a larger count":     head + a + b + more,
		"another block":      head + a + b + many + also,
		"a fault":            head + a + b + many + "    faults:\n      - {name: f, when: {calls: 9}, reply: {errorCode: GES.9999}}\n",
		"the same job twice": head + a + a + b + many,
	} {
		others := rows(yaml)
		for row := range few {
			if !others[row] {
				t.Errorf("%s: a row has gone or changed: %s", name, row)
			}
		}
	}
}
