package emulator_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing")

const fixtures = "../fixtures"

// golden is one call of a scenario and the file that holds its answer.
type golden struct {
	file   string // without .json
	before string // a control call on the project, «METHOD path body», or ""
	call   string // a query of the list call, or another call, «METHOD path body»; then header lines
}

// importMovies is an import into the first graph of a list.
const importMovies = `POST /v1.0/p1/graphs/{graphs.graph}/action?action_id=import-graph {"edgesetPath":"movies/edge.csv","schemaPath":"movies/schema.xml"}`

// Control calls that golden calls are made after.
const (
	toNext = `POST /clock/advance {"to":"next"}`
	toEnd  = `POST /clock/advance {"to":"end"}`
)

// goldens are the interesting calls of each built-in scenario, in order. Those
// of a scenario go to one emulator; scenarios in real time stand still for them.
func goldens() map[string][]golden {
	return map[string][]golden{
		"default": {
			{"first-page", `PATCH /clock {"mode":"manual","now":"2019-03-27T08:00:00"}`, ""},
			{"running", "", "?status=running"},
			{"waiting", "", "?status=waiting"},
			{"failed", "", "?status=failed&limit=5"},
			{"partially-failed", "", "?status=partiallyFailed&limit=3"},
			{"one-graph", "", "?graph_name=knowledge_base&limit=100"},
			{"today", "", "?startTime=2019-03-27&endTime=2019-03-27&limit=5"},
			{"an-hour-later-running", `POST /clock/advance {"by":"1h"}`, "?status=running"},
			{"bad-limit", "", "?limit=abc"},
			{"bad-offset", "", "?offset=-1"},
			{"bad-status", "", "?status=done"},
			{"bad-start-time", "", "?startTime=2019-02-29"},
			{"graph-names-disagree", "", "?graphName=a&graph_name=b"},
		},
		"documented-sample": {
			{"first-two", "", "?offset=0&limit=2"},
			{"first-page", "", ""},
			{"last-page", "", "?offset=130&limit=10"},
			{"past-the-end", "", "?offset=136"},
			{"one-job", "", "GET /v1.0/p1/graphs/any/jobs/ff80808167bb90340167bc3c7b5b026a/status"},
			{"no-such-job", "", "GET /v1.0/p1/graphs/any/jobs/ff80808167bb90340167bc3c7b5b026b/status"},
		},
		"documented-failure": {{"any-call", "", "?offset=0&limit=100"}},
		"import-lifecycle": {
			{"call-1-waiting", "", "?graphName=test1217&offset=1"},
			{"call-2-waiting", "", "?graphName=test1217&offset=1"},
			{"call-3-running", "", "?graphName=test1217&offset=1"},
			{"call-4-running", "", "?graphName=test1217&offset=1"},
			{"call-5-running", "", "?graphName=test1217&offset=1"},
			{"call-6-running", "", "?graphName=test1217&offset=1"},
			{"call-7-running", "", "?graphName=test1217&offset=1"},
			{"call-8-success", "", "?graphName=test1217&offset=1"},
		},
		"import-partial-failure": {
			{"start", "", ""},
			{"end", toEnd, ""},
			{"partially-failed", "", "?status=partiallyFailed"},
		},
		"third-poll-fails": {{"call-1", "", ""}, {"call-2", "", ""}, {"call-3-fails", "", ""}, {"call-4", "", ""}},
		"outage-window": {
			{"before", "", ""},
			{"during", `POST /clock/advance {"by":"1m"}`, ""},
			{"after", `POST /clock/advance {"by":"1m"}`, ""},
		},
		"every-status": {
			{"all", "", "?limit=100"},
			{"waiting", "", "?status=waiting"},
			{"running", "", "?status=running"},
			{"success", "", "?status=success"},
			{"failed", "", "?status=failed"},
			{"partially-failed", "", "?status=partiallyFailed"},
			{"next-change", toNext, "?limit=100"},
		},
		"all-job-names": {{"all", "", "?limit=100"}, {"end", toEnd, "?limit=100"}},
		"flaky-gateway": {
			{"call-1", "", ""}, {"call-2", "", ""}, {"call-3", "", ""}, {"call-4", "", ""}, {"call-5-no-backend", "", ""},
			{"call-6-unavailable", "", ""}, {"call-7", "", ""}, {"call-8-internal-error", "", ""}, {"call-9", "", ""},
		},
		"throttled": {
			{"call-1", "", ""}, {"call-2", "", ""}, {"call-3", "", ""}, {"call-4-throttled", "", ""}, {"call-5-throttled", "", ""}, {"call-6", "", ""},
		},
		"slow-answers": {
			{"call-1", "", ""}, {"call-2-after-2s", "", ""}, {"call-3", "", ""}, {"call-4-gives-up-after-1s", "", ""},
			{"call-5-trickles", "", ""}, {"call-6", "", ""},
		},
		"broken-connections": {{"call-5-trickles", "", ""}, {"call-6", "", ""}}, // the first four get no whole answer
		"busy-month": {
			{"first-page", "", ""},
			{"page-at-2500", "", "?offset=2500&limit=10"},
			{"last-page", "", "?offset=4990&limit=10"},
			{"failed-imports-of-a-day", "", "?status=failed&startTime=2019-03-15&endTime=2019-03-15"},
		},
		"empty": {{"first-page", "", ""}},
		"expired-token": {
			{"call-1", "", "\nX-Auth-Token: first-token"},
			{"no-token", `PATCH /clock {"mode":"manual"}`, ""},
			{"last-moment", `POST /clock/advance {"to":"2018-12-17T12:55:59.999999999"}`, "\nX-Auth-Token: first-token"},
			{"expired", `POST /clock/advance {"to":"2018-12-17T12:56:00"}`, "\nX-Auth-Token: first-token"},
			{"unknown-token", "", "\nX-Auth-Token: second-token"},
			{"new-token", "", `POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"],` +
				`"password":{"user":{"name":"me","password":"x","domain":{"name":"us"}}}},"scope":{"project":{"id":"p1"}}}}`},
			{"new-token-without-a-name", "", `POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"]}}}`},
			{"project-of-a-region", "", "GET /v3/projects?name=cn-north-4"},
			{"projects-of-a-caller", "", "GET /v3/auth/projects"},
			{"one-project", "", "GET /v3/projects/p1"},
			{"accounts", "", "GET /v3/auth/domains"},
			{"regions", "", "GET /v3/regions"},
			{"temporary-key", "", `POST /v3.0/OS-CREDENTIAL/securitytokens {"auth":{"identity":{"methods":["token"],"token":{"id":"first-token"}}}}`},
			{"temporary-key-without-a-token", "", `POST /v3.0/OS-CREDENTIAL/securitytokens {"auth":{"identity":{"methods":["token"]}}}`},
		},
		"graph-lifecycle": {
			{"graphs", "", "GET /v1.0/p1/graphs"},
			{"import", "", importMovies},
			{"import-waiting", "", "GET /v1.0/p1/graphs/{graphs.graph}/jobs/{import.job}/status"},
			{"import-success", later, "GET /v1.0/p1/graphs/{graphs.graph}/jobs/{import.job}/status"},
			{"graph-imported", "", "GET /v1.0/p1/graphs/{graphs.graph}"},
		},
		"second-import-fails": {
			{"graphs", "", "GET /v1.0/p1/graphs"},
			{"import-1", "", importMovies},
			{"import-2", later, importMovies},
			{"import-2-failed", later, "GET /v1.0/p1/graphs/{graphs.graph}/jobs/{import-2.job}/status"},
		},
		"lost-answer": {
			{"graphs", "", "GET /v1.0/p1/graphs"},
			{"import-again", "", importMovies}, // the first gets no answer
			{"jobs", "", ""},
		},
		"frozen-graph": {
			{"graphs", "", "GET /v1.0/p1/graphs"},
			{"stop", "", "POST /v1.0/p1/graphs/{graphs.graph}/action?action_id=stop"},
			{"delete", "", "DELETE /v1.0/p1/graphs/{graphs.graph}"},
			{"deleted", later, "GET /v1.0/p1/graphs/{graphs.graph}"},
		},
		"quota-full": {
			{"quotas", "", "GET /v1.0/p1/graphs/quotas"},
			{"graphs", "", "GET /v1.0/p1/graphs"},
			{"create", "", "POST /v1.0/p1/graphs " + createV1},
			{"back-up", "", "POST /v1.0/p1/graphs/{graphs.graph}/backups"},
			{"delete", "", "DELETE /v1.0/p1/graphs/{graphs.graph}"},
			{"create-after", later, "POST /v1.0/p1/graphs " + createV1},
		},
		"forbidden": {
			{"reader", "", "\nX-Auth-Token: reader"},
			{"guest", "", "\nX-Auth-Token: guest"},
			{"of-another-project", "", "\nX-Auth-Token: of-another-project"},
			{"nobody", "", ""},
		},
	}
}

// indexEntry says which call gave a file.
type indexEntry struct {
	File     string   `json:"file"`
	Scenario string   `json:"scenario"`
	Before   []string `json:"before"` // control calls since the call above, «METHOD path body»
	Request  string   `json:"request"`
	Headers  []string `json:"headers,omitempty"` // of the request, «Name: value»
	Status   int      `json:"status"`
	Date     string   `json:"date"` // virtual
}

// TestGolden holds the answers in fixtures/ against what the emulator says, and
// that there is nothing else.
func TestGolden(t *testing.T) {
	table := goldens()
	if names := slices.Sorted(maps.Keys(table)); !slices.Equal(names, scenarios.Names()) {
		t.Errorf("golden answers are of %v, the scenarios are %v", names, scenarios.Names())
	}
	files, index := map[string][]byte{}, []indexEntry{}
	for _, name := range scenarios.Names() {
		e, err := emulator.New(emulator.WithScenario(name))
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]string{}
		for _, g := range table[name] {
			g.call = resolve(g.call, values)
			entry, answer := play(t, e, name, g)
			files[entry.File] = answer
			index = append(index, entry)
			remember(t, values, g.file, entry.Status, answer)
		}
	}
	index = addOperations(t, files, index)
	files["index.json"] = indented(t, index)
	if *update {
		write(t, files)
	}
	compare(t, files)
}

// play makes one golden call.
func play(t *testing.T, e http.Handler, scenario string, g golden) (indexEntry, []byte) {
	t.Helper()
	entry := indexEntry{File: scenario + "/" + g.file + ".json", Scenario: scenario, Before: []string{}}
	lines := strings.Split(g.call, "\n")
	entry.Request, entry.Headers = lines[0], lines[1:]
	if !strings.Contains(entry.Request, " ") {
		entry.Request = "GET " + listPath + entry.Request
	}
	if g.before != "" {
		call := strings.Replace(g.before, "/", "/_emulator/projects/p1/", 1)
		if rec := request(t, e, call); rec.Code != 200 {
			t.Fatalf("%s: %s: %s", entry.File, call, rec.Body)
		}
		entry.Before = append(entry.Before, call)
	}
	rec := request(t, e, entry.Request, entry.Headers...)
	for rec.Code == 0 { // its connection broke: what comes of that is no JSON
		rec = request(t, e, entry.Request, entry.Headers...)
	}
	entry.Status, entry.Date = rec.Code, rec.Header().Get("Date")
	return entry, indented(t, json.RawMessage(rec.Body.Bytes()))
}

// indented is JSON for people.
func indented(t *testing.T, v any) []byte {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func write(t *testing.T, files map[string][]byte) {
	t.Helper()
	for _, file := range goldenFiles(t) {
		if err := os.Remove(filepath.Join(fixtures, file)); err != nil {
			t.Fatal(err)
		}
	}
	for file, data := range files {
		path := filepath.Join(fixtures, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func compare(t *testing.T, files map[string][]byte) {
	t.Helper()
	for _, file := range goldenFiles(t) {
		data, err := os.ReadFile(filepath.Join(fixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		answer, ok := files[file]
		switch {
		case !ok:
			t.Errorf("fixtures/%s belongs to no call; make golden removes it", file)
		case !bytes.Equal(answer, data):
			t.Errorf("fixtures/%s differs; make golden writes it anew. The answer is now:\n%s", file, answer)
		}
		delete(files, file)
	}
	for file := range files {
		t.Errorf("fixtures/%s is missing; make golden writes it", file)
	}
}

// goldenFiles are the files in fixtures/ that this test owns: all but the
// page's own samples and the README.
func goldenFiles(t *testing.T) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(fixtures), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".json" && !strings.HasPrefix(path, "page/") {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestPageSamples holds the two bodies of the vendor's page, byte for byte
// without white space.
func TestPageSamples(t *testing.T) {
	for _, c := range []struct {
		file, scenario, query string
		status                int
	}{
		{"list-jobs-success.json", "documented-sample", "?offset=0&limit=2", 200},
		{"list-jobs-failure.json", "documented-failure", "", 400},
	} {
		sample, err := os.ReadFile(filepath.Join(fixtures, "page", c.file))
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Compact(&want, sample); err != nil {
			t.Fatal(err)
		}
		rec := request(t, still(t, c.scenario), "GET "+listPath+c.query)
		if rec.Code != c.status || rec.Body.String() != want.String() {
			t.Errorf("%s:\n got %d %s\nwant %d %s", c.file, rec.Code, rec.Body, c.status, &want)
		}
	}
}
