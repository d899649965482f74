package diff_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/diff"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording/recordingtest"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// world is what is recorded in these tests.
const world = `version: 1
projects:
  "*":
    graphs: [{name: movies, id: g1, backups: [{name: b1, created: -3d}]}]
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h, running: 52s, jobId: j1, outcome: failed, failReason: disk full, jobDetail: {edgesetPath: [{path: a/b.csv}]}}
      - {jobName: ExportGraph, relatedGraph: movies, begin: -30m, running: 20s, jobId: j2}
      - {jobName: ExportGraph, relatedGraph: other, begin: +10s, running: 20s, jobId: j3}
faults:
  - {name: busy, when: {query: {graphName: busy}}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "2"}}}
  - {name: gone, when: {query: {graphName: gone}}, connection: close}
`

func option() emulator.Option { return emulator.WithScenarioYAML("w.yaml", []byte(world)) }

// recorded are the exchanges of some calls.
func recorded(t *testing.T) []recording.Exchange {
	t.Helper()
	u := recordingtest.New(t, false, option())
	for _, uri := range []string{"/v1.0/p1/graphs/jobs", "/v1.0/p1/graphs/g1", "/v2/p1/graphs/backups", "/v1.0/p1/graphs/jobs?graphName=busy", "/v1.0/p1/graphs/jobs?graphName=gone", "/v1.0/p1/graphs/g9"} {
		u.Call("GET", uri, "")
	}
	u.Project.Advance(15 * time.Second)
	u.Call("GET", "/v1.0/p1/graphs/jobs", "")
	u.Close()
	var list []recording.Exchange
	for x, err := range u.Source() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	return list
}

func sequence(list []recording.Exchange) iter.Seq2[recording.Exchange, error] {
	return func(yield func(recording.Exchange, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// compare replays exchanges against the world.
func compare(t *testing.T, list []recording.Exchange, options ...emulator.Option) []diff.Difference {
	t.Helper()
	if options == nil {
		options = []emulator.Option{option()}
	}
	var found []diff.Difference
	if _, err := diff.Replay(t.Context(), sequence(list), func(d diff.Difference) { found = append(found, d) }, options...); err != nil {
		t.Fatal(err)
	}
	return found
}

// Each planted change of one thing is told, and nothing else.
func TestPlantedChanges(t *testing.T) {
	list := recorded(t)
	if found := compare(t, list); len(found) > 0 {
		t.Fatalf("%+v", found)
	}
	replace := func(old, by string) func(*recording.Exchange) {
		return func(x *recording.Exchange) {
			if strings.Count(x.Response.Body, old) < 1 {
				panic(old + " is not in " + x.Response.Body)
			}
			x.Response.Body = strings.Replace(x.Response.Body, old, by, 1)
		}
	}
	for name, of := range map[string]struct {
		exchange int
		change   func(*recording.Exchange)
		want     string // operation, kind, field, recorded, emulator, rule
	}{
		"a value":         {1, replace(`"failReason":"disk full"`, `"failReason":"no disk"`), `ListJobs value jobList[0].failReason "no disk" "disk full" fail-reason`},
		"a status":        {1, func(x *recording.Exchange) { x.Status = 202 }, `ListJobs status  202 200 `},
		"a count":         {1, replace(`"jobCount":2`, `"jobCount":3`), `ListJobs value jobCount 3 2 job-count`},
		"fewer elements":  {7, replace(`,{"jobId":"j3","status":"running","jobType":"GraphManagement","jobName":"ExportGraph","relatedGraph":"other","beginTime":"2018-12-17T12:55:10","jobProgress":0}`, ""), `ListJobs count jobList 2 3 order`},
		"an absent field": {1, replace(`"failReason":"disk full",`, ""), `ListJobs absent jobList[0].failReason absent "disk full" fail-reason`},
		"null":            {1, replace(`"failReason":"disk full"`, `"failReason":null`), `ListJobs null jobList[0].failReason null "disk full" fail-reason`},
		"a type":          {1, replace(`"jobProgress":0`, `"jobProgress":"0"`), `ListJobs type jobList[0].jobProgress "0" 0 progress`},
		"another field":   {2, replace(`"arch":"x86_64"`, `"arch":"x86_64","colour":"red"`), `ShowGraph absent graph.colour "red" absent `},
		"an id":           {2, replace(`"id":"g1"`, `"id":"g2"`), `ShowGraph value graph.id "g2" "g1" `},
		"a path":          {1, replace(`"path":"a/b.csv"`, `"path":"a/c.csv"`), `ListJobs value jobList[0].jobDetail.edgesetPath[0].path "a/c.csv" "a/b.csv" detail-path`},
		"version 2":       {3, replace(`"backup_method":"manual"`, `"backup_method":"auto"`), `ListBackups value backup_list[0].backup_method "auto" "manual" backup-status`},
		"a header":        {4, func(x *recording.Exchange) { x.Response.Header["Retry-After"] = []string{"3"} }, `ListJobs header Retry-After 3 2 no-retry-after`},
		"no header":       {4, func(x *recording.Exchange) { delete(x.Response.Header, "Retry-After") }, `ListJobs header Retry-After absent 2 no-retry-after`},
		"a media type":    {1, func(x *recording.Exchange) { x.Response.Header["Content-Type"] = []string{"text/html"} }, `ListJobs header Content-Type text/html application/json content-type`},
		"an answer":       {5, func(x *recording.Exchange) { x.Status, x.Failure, x.Response = 200, "", &recording.Message{} }, `ListJobs failure  status 200 no complete answer: EOF `},
		"no answer":       {1, func(x *recording.Exchange) { x.Status, x.Failure, x.Response = 0, "no answer: reset", nil }, `ListJobs failure  no complete answer: no answer: reset status 200 `},
		"an error's code": {6, replace("GES.7000", "GES.7001"), `ShowGraph value errorCode "GES.7001" "GES.7000" error-body`},
		"no JSON":         {6, func(x *recording.Exchange) { x.Response.Body = "<html>" }, `ShowGraph type  <html> {"errorMessage":"The graph does not exist or has been deleted.","errorCode":"GES.7000"} `},
	} {
		t.Run(name, func(t *testing.T) {
			changed := make([]recording.Exchange, len(list))
			for i, x := range list {
				changed[i] = x
				if x.Response != nil {
					changed[i].Response = &recording.Message{Header: maps.Clone(x.Response.Header), Body: x.Response.Body}
				}
			}
			of.change(&changed[of.exchange-1])
			found := compare(t, changed)
			if len(found) != 1 || found[0].Exchange != of.exchange {
				t.Fatalf("%+v", found)
			}
			d := found[0]
			if got := fmt.Sprintf("%s %s %s %s %s %s", d.Operation, d.Kind, d.Field, d.Recorded, d.Emulator, d.Rule); got != of.want {
				t.Errorf("%s\nwant\n%s", got, of.want)
			}
			if d.URI != list[of.exchange-1].URI || !strings.HasPrefix(d.Curl, "curl -g -i 'http://127.0.0.1:8080/") {
				t.Errorf("%+v", d)
			}
		})
	}
}

// The same jobs in another order are an order, and no other differences.
func TestOrder(t *testing.T) {
	list := recorded(t)[6:]
	found := compare(t, list, emulator.WithScenarioYAML("w.yaml", []byte("compat: {order: newest-first}\n"+world)))
	if len(found) != 1 || found[0].Kind != diff.Order || found[0].Field != "jobList" || found[0].Rule != "order" {
		t.Errorf("%+v", found)
	}
}

// Ids that another seed invents stand for the recorded ones, in paths, bodies and texts,
// and so do pseudonyms.
func TestIDsAreRelated(t *testing.T) {
	seeded := func(seed int) emulator.Option {
		return emulator.WithScenarioYAML("w.yaml", fmt.Appendf(nil, "version: 1\nseed: %d\nprojects: {\"*\": {graphs: [{name: other, id: word, backups: [{name: b1, created: -3d, running: 1m}]}]}}\nsubmitRules: [{waiting: 5s, running: 40s}]\n", seed))
	}
	for _, pseudonyms := range []bool{false, true} {
		u := recordingtest.New(t, pseudonyms, seeded(1))
		u.Call("GET", "/v1.0/p1/graphs", "")
		u.Deploy("movies")
		u.Call("GET", "/v1.0/p1/graphs/word/backups", "")
		u.Close()
		replayed, err := diff.Replay(t.Context(), u.Source(), func(d diff.Difference) {
			t.Errorf("pseudonyms %v: exchange %d %s %s: %s", pseudonyms, d.Exchange, d.Method, d.URI, d.What())
		}, seeded(7))
		if err != nil || replayed.Exchanges < 50 {
			t.Errorf("%+v %v", replayed, err)
		}
	}
}

// A login is made again, with its secrets left out: ids of another run within each other
// are related, too.
func TestLoginIsCompared(t *testing.T) {
	seeded := func(seed int) emulator.Option {
		return emulator.WithScenarioYAML("w.yaml", fmt.Appendf(nil, "version: 1\nseed: %d\nprojects: {\"*\": {}}\n", seed))
	}
	u := recordingtest.New(t, true, seeded(1))
	u.Call("POST", "/v3/auth/tokens", `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"somebody","password":"S3cr3t-Value_9","domain":{"name":"acme-corp"}}}},"scope":{"project":{"name":"cn-north-4"}}}}`)
	u.Close()
	replayed, err := diff.Replay(t.Context(), u.Source(), func(d diff.Difference) {
		if !strings.HasSuffix(d.Field, ".url") { // it has the project's id
			t.Errorf("%+v", d)
		}
	}, seeded(7))
	if err != nil || replayed.Exchanges != 1 {
		t.Errorf("%+v %v", replayed, err)
	}
}

// A second id that takes the place of one is a difference.
func TestIDsAreOneToOne(t *testing.T) {
	list := recorded(t)[:1]
	again := list[0]
	again.Number, again.At = 2, again.At.Add(time.Second)
	list[0].Response.Body = strings.ReplaceAll(list[0].Response.Body, `"j1"`, `"11111111111111111111111111111111"`)
	again.Response = &recording.Message{Header: again.Response.Header, Body: strings.ReplaceAll(list[0].Response.Body, `"11111111111111111111111111111111"`, `"22222222222222222222222222222222"`)}
	found := compare(t, append(list, again))
	if len(found) != 1 || found[0].Exchange != 2 || found[0].Field != "jobList[0].jobId" || found[0].Recorded != `"22222222222222222222222222222222"` {
		t.Errorf("%+v", found)
	}
}

// A call that was refused for its credentials cannot be made again, and is counted.
func TestCredentialsAreNotCompared(t *testing.T) {
	const secured = "version: 1\nauth: {mode: token, tokens: [{value: valid-token}]}\nprojects: {\"*\": {}}\n"
	u := recordingtest.New(t, false, emulator.WithScenarioYAML("w.yaml", []byte(secured)))
	u.Call("GET", "/v1.0/p1/graphs/jobs", "")
	u.Close()
	replayed, err := diff.Replay(t.Context(), u.Source(), func(d diff.Difference) { t.Errorf("%+v", d) }, emulator.WithScenarioYAML("w.yaml", []byte(secured)))
	if err != nil || replayed.Exchanges != 1 || replayed.Refused != 1 {
		t.Errorf("%+v %v", replayed, err)
	}
}

// Every rule that is told is one of the column «probe».
func TestRulesAreProbes(t *testing.T) {
	known := map[string]bool{}
	for _, p := range probe.Table() {
		known[p.Name] = true
	}
	for _, name := range diff.Rules() {
		if !known[name] {
			t.Errorf("%s is no probe", name)
		}
	}
}

func TestIgnore(t *testing.T) {
	now := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	text := `
- {operation: ListJobs, field: "jobList[*].failReason", why: other texts, until: 2026-11-27}
- {operation: ListJobs, field: "jobList[*].job*", why: old, until: 2026-11-26}
- {kind: status, why: "202"}
- {operation: ShowGraph, field: graph.arch, why: not met}
`
	known, err := diff.ParseIgnore("known.yaml", []byte(text), now)
	if err != nil {
		t.Fatal(err)
	}
	var r diff.Report
	for _, d := range []diff.Difference{
		{Operation: "ListJobs", Kind: diff.Value, Field: "jobList[12].failReason"},
		{Operation: "ListJobs", Kind: diff.Value, Field: "jobList[1].jobType"},
		{Operation: "ListGraphs", Kind: diff.Status},
		{Operation: "ShowJob", Kind: diff.Value, Field: "failReason"},
		{Operation: "ShowJob", Kind: diff.Value, Field: "status"},
	} {
		r.Add(d, known)
	}
	if r.Ignored != 2 || len(r.Differences) != 3 || r.Differences[0].Expired != "until 2026-11-26: old" || r.Differences[1].Operation != "ShowJob" {
		t.Errorf("%+v", r)
	}
	if unused := known.Unused(); len(unused) != 1 || unused[0] != "ShowGraph graph.arch: not met" {
		t.Errorf("%q", unused)
	}
	_, err = diff.ParseIgnore("known.yaml", []byte("- {operation: ListJob, field: x, until: soon}\n"), now)
	for _, part := range []string{"known.yaml:1:4", `"ListJob" is not an operation; did you mean ListJobs?`, "why", `a day such as 2026-12-31`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not in %v", part, err)
		}
	}
}

func FuzzParseIgnore(f *testing.F) {
	f.Add([]byte("- {operation: ListJobs, field: \"a[*].[b\", why: x, until: 2026-11-27}\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		known, err := diff.ParseIgnore("x.yaml", data, time.Unix(0, 0))
		if err == nil {
			var r diff.Report
			r.Add(diff.Difference{Operation: "ListJobs", Field: "a[1].b"}, known)
		}
	})
}

func TestReports(t *testing.T) {
	r := &diff.Report{Recording: "rec", Scenario: "default", Exchanges: 2}
	r.Add(diff.Difference{Exchange: 1, Operation: "ListJobs", Method: "GET", URI: "/v1.0/p1/graphs/jobs", Kind: diff.Value, Field: "jobCount", Recorded: "3", Emulator: "2", Rule: "job-count", Curl: "curl -i 'http://127.0.0.1:8080/v1.0/p1/graphs/jobs'"}, nil)
	const want = `exchange 1, ListJobs: GET /v1.0/p1/graphs/jobs
  value jobCount: recorded 3, emulator 2
  rule: job-count
  curl -i 'http://127.0.0.1:8080/v1.0/p1/graphs/jobs'

2 exchanges replayed against default: 1 difference
`
	if got := r.Text(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	data, err := r.JSON()
	var back struct {
		Exchanges   int
		Differences []map[string]any
	}
	if err != nil || json.Unmarshal(data, &back) != nil || back.Exchanges != 2 || back.Differences[0]["field"] != "jobCount" {
		t.Errorf("%s %v", data, err)
	}
	data, err = r.JUnit()
	var suite struct {
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err != nil || xml.Unmarshal(data, &suite) != nil || suite.Failures != 1 || suite.Cases[0].Name != "exchange 1: value jobCount" || suite.Cases[0].Failure.Message != "value jobCount: recorded 3, emulator 2" {
		t.Errorf("%s %v", data, err)
	}
	for range diff.MaxDifferences {
		r.Add(diff.Difference{}, nil)
	}
	if len(r.Differences) != diff.MaxDifferences || r.Count != diff.MaxDifferences+1 {
		t.Error("a report is not bounded")
	}
}

// The curl line makes the recorded call, whatever is in it.
func TestCurlQuotes(t *testing.T) {
	list := recorded(t)[:1]
	list[0].Method, list[0].URI = http.MethodPost, "/v1.0/p1/graphs?x=it's"
	list[0].Request.Body = `{"a":"it's"}`
	found := compare(t, list)
	if len(found) == 0 || found[0].Curl != `curl -g -i -X POST 'http://127.0.0.1:8080/v1.0/p1/graphs?x=it'\''s' -H 'Content-Type: application/json' --data-raw '{"a":"it'\''s"}'` {
		t.Errorf("%+v", found)
	}
}

// One job more hides nothing else of the list.
func TestCountAndValue(t *testing.T) {
	list := recorded(t)[6:]
	text := list[0].Response.Body
	cut := text[strings.Index(text, `{"jobId":"j1"`):strings.Index(text, `{"jobId":"j2"`)]
	list[0].Response.Body = strings.Replace(strings.Replace(text, cut, "", 1), `"status":"running"`, `"status":"waiting"`, 1)
	found := compare(t, list)
	if len(found) != 2 || found[0].Kind != diff.Count || found[1].Field != "jobList[1].status" || found[1].Recorded != `"waiting"` || found[1].Emulator != `"running"` {
		t.Errorf("%+v", found)
	}
}

// Calls of an emulator's control API are left out: a stream of events never ends.
func TestControlCallsAreLeftOut(t *testing.T) {
	list := recorded(t)[:1]
	list[0].URI = "/_emulator/projects/p1/events"
	replayed, err := diff.Replay(t.Context(), sequence(list), func(d diff.Difference) { t.Errorf("%+v", d) }, option())
	if err != nil || replayed.Exchanges != 0 {
		t.Errorf("%+v %v", replayed, err)
	}
}

// Two projects have times of their own, and a delay takes none.
func TestTimesOfProjects(t *testing.T) {
	delayed := emulator.WithScenarioYAML("w.yaml", []byte(world+"  - {name: slow, delay: 1h}\n"))
	begin := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	at := func(number int, project string, after time.Duration, jobs int) recording.Exchange {
		return recording.Exchange{
			Number: number, At: begin.Add(after), Method: "GET", URI: "/v1.0/" + project + "/graphs/jobs?graphName=other", Status: 200,
			Response: &recording.Message{Header: http.Header{"Content-Type": {"application/json"}}, Body: fmt.Sprintf(`{"jobCount":%d}`, jobs)},
		}
	}
	found := compare(t, []recording.Exchange{at(1, "p1", 15*time.Second, 1), at(2, "p2", 0, 0), at(3, "p1", 0, 0), at(4, "p2", 15*time.Second, 1)}, delayed)
	for _, d := range found {
		if d.Field != "jobList" {
			t.Errorf("%+v", d)
		}
	}
	if len(found) != 4 {
		t.Errorf("%+v", found)
	}
}
