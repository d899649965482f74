package emulator_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// Of two parallel stops of one graph one is accepted and one refused, always.
func TestTwoParallelStops(t *testing.T) {
	e := faulted(t, "[]")
	p, path := project(t, e, "p1"), "/v1.0/p1/graphs/"+graphNamed(t, e, "movies")+"/action?action_id="
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	for round := range rounds {
		got := parallel(t, 2, 2, func() string {
			rec := httptest.NewRecorder()
			e.ServeHTTP(rec, httptest.NewRequest("POST", path+"stop", nil))
			return fmt.Sprint(rec.Code, refusalOf(rec.Body.String()))
		})
		if got["200"] != 1 || got["400GES.7003"] != 1 {
			t.Fatalf("round %d: %v", round, got)
		}
		p.Advance(time.Hour)
		if rec := request(t, e, "POST "+path+"start"); rec.Code != 200 {
			t.Fatal(rec.Body)
		}
		p.Advance(time.Hour)
	}
	var list struct{ JobCount int }
	decodeAnswer(t, e, listPath, &list)
	if list.JobCount != 2*rounds {
		t.Errorf("%d jobs, want %d", list.JobCount, 2*rounds)
	}
}

// The ids and values of a submission depend neither on the project, nor on its body, nor
// on what happens to other graphs, nor on the order of unrelated calls.
func TestSubmissionsAreIndependent(t *testing.T) {
	const rules = `version: 1
projects:
  "*":
    graphs: [{name: movies}, {name: music}]
    submitRules:
      - {when: {chance: 0.5}, waiting: {from: 0s, to: 1m}, running: {from: 1s, to: 1h}, outcome: failed}
      - {when: {graph: music, calls: 2}, running: 7s}
`
	type step struct{ graph, call string }
	imports := func(path string) string {
		return `POST %s/action?action_id=import-graph {"edgesetPath":"` + path + `"}`
	}
	create := func(name string) step {
		return step{name, `POST %s {"graph":{"name":"` + name + `","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g"}}`}
	}
	// answers makes calls, and returns what they gave by graph, each with its job.
	answers := func(id string, steps []step) map[string]string {
		e := newEmulator(t, emulator.WithScenarioYAML("independent.yaml", []byte(rules)))
		given := map[string]string{}
		for _, s := range steps {
			if s.graph == "" {
				request(t, e, s.call)
				continue
			}
			ids := map[string]string{}
			var list struct{ Graphs []shownGraph }
			decodeAnswer(t, e, "/v1.0/"+id+"/graphs?limit=100", &list)
			for _, g := range list.Graphs {
				ids[g.Name] = g.ID
			}
			path := "/v1.0/" + id + "/graphs"
			if ids[s.graph] != "" {
				path += "/" + ids[s.graph]
			}
			rec := request(t, e, fmt.Sprintf(s.call, path))
			if rec.Code != 200 {
				t.Fatalf("%s: %d %s", s.call, rec.Code, rec.Body)
			}
			given[s.graph] += rec.Body.String()
			if _, rest, ok := strings.Cut(rec.Body.String(), `"jobId":"`); ok {
				job, _, _ := strings.Cut(rest, `"`)
				shown := request(t, e, "GET /_emulator/projects/"+id+"/jobs/"+job).Body.String()
				given[s.graph] += strings.Split(shown, `"jobDetail"`)[0]
			}
		}
		return given
	}
	backup := "POST %s/backups"
	plain := answers("p1", []step{{"movies", backup}, {"movies", backup}, {"movies", imports("a")}, create("fresh")})
	other := answers("another", []step{
		create("fresh"), {"", "POST /v1.0/p9/graphs {}"}, {"music", imports("x")}, {"movies", backup}, {"", "GET /v1.0/another/graphs"},
		{"movies", backup}, create("newer"), {"movies", imports("b")},
	})
	for _, name := range []string{"movies", "fresh"} {
		if plain[name] != other[name] {
			t.Errorf("%s: alone it gives\n%s\nbeside others\n%s", name, plain[name], other[name])
		}
	}
}

// Submissions that are made in parallel are restored as they were, also when there are too
// many for one line of the state's log.
func TestParallelSubmissionsAreRestored(t *testing.T) {
	const backups, goroutines = 400, 4
	dir, scenario := t.TempDir(), emulator.WithScenarioYAML("backups.yaml", []byte("version: 1\nprojects: {\"*\": {graphs: [{name: movies}]}}\n"))
	e := restored(t, dir, scenario)
	path := "/v1.0/p1/graphs/" + graphNamed(t, e, "movies") + "/backups"
	got := parallel(t, backups, goroutines, func() string {
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, httptest.NewRequest("POST", path, nil))
		return fmt.Sprint(rec.Code)
	})
	if got["200"] != backups {
		t.Fatal(got)
	}
	everything := func(e *emulator.Emulator) string {
		return request(t, e, "GET "+listPath+"?limit=5000").Body.String() + request(t, e, "GET "+path+"?limit=5000").Body.String()
	}
	want := everything(e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for restart := range 2 { // the first rewrites the log
		e := restored(t, dir, scenario)
		if everything(e) != want {
			t.Errorf("after restart %d other jobs or backups are shown", restart)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
