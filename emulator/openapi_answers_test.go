package emulator_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// listQueries are queries with all that a client can get right or wrong.
func listQueries() []string {
	queries := []string{
		"", "offset=0&limit=2", "limit=1", "limit=40", "offset=3", "offset=0", "offset=1000000", "limit=007", "unknown=1",
		"offset=&limit=&status=&graphName=&graph_name=&startTime=&endTime=", "limit=5&limit=x", "limit=%35",
		"graphName=test1217", "graph_name=test1217", "graphName=test1217&graph_name=test1217", "graphName=no%20such%2Fgraph", "graphName=%E5%9B%BE",
		"startTime=2018-12-17", "endTime=2018-12-17", "endTime=2019-03-27", "startTime=2019-03-01&endTime=2019-03-31&limit=20",
		"startTime=2020-01-01&endTime=2019-01-01", "startTime=0001-01-01&endTime=9999-12-31", "startTime=2020-02-29",
		"status=success&graphName=test1217&startTime=2018-12-17&endTime=2018-12-17&offset=0&limit=10",

		"offset=-1", "offset=x", "offset=1.5", "offset=+1", "offset=%201", "offset=0x10",
		"limit=0", "limit=-1", "limit=abc", "limit=1e3", "limit=10;", "limit=%zz", "limit=%22%3Cb%3E%26",
		"status=done", "status=SUCCESS", "status=success,failed", "status=%20running",
		"startTime=2019-3-27", "startTime=2019-02-29", "startTime=2019-03-27T00:00:00", "startTime=27.03.2019", "startTime=x",
		"endTime=2019-13-01", "endTime=2019-00-10", "endTime=20190327", "endTime=2019-03-27%20",
	}
	for _, s := range ges.Statuses() {
		queries = append(queries, "limit=20&status="+s.String())
	}
	return append(queries, "status=pending", "graphName=a&graph_name=b", "offset=99999999999999999999&limit=99999999999999999999")
}

// answers counts what answers showed, so that a check that looks at nothing fails.
type answers struct {
	answers  map[int]int // by HTTP status
	features map[string]int
}

func newSeen() answers { return answers{map[int]int{}, map[string]int{}} }

// note looks for what an answer shows.
func (s answers) note(status int, body string) {
	s.answers[status]++
	words := []string{`{"jobId":`, `"endTime"`, `"failReason"`, `"vertexsetPath":[`, `"vertexsetPath":null`, `"totalLines"`, `"partFailed"`, `"jobList":[]`}
	for _, state := range ges.Statuses() {
		words = append(words, `"status":"`+state.String()+`","jobType"`)
	}
	for _, name := range ges.JobNames() {
		words = append(words, `"jobName":"`+name.Name+`"`)
	}
	for _, word := range words {
		s.features[word] += strings.Count(body, word)
	}
}

func (s answers) add(o answers) {
	for status, n := range o.answers {
		s.answers[status] += n
	}
	for feature, n := range o.features {
		s.features[feature] += n
	}
}

// moments are walks from a scenario's start to where its answers are looked at.
func moments() map[string]func(*emulator.Project) {
	nextChanges := func(n int) func(*emulator.Project) {
		return func(p *emulator.Project) {
			for range n {
				p.AdvanceToNext()
			}
		}
	}
	return map[string]func(*emulator.Project){
		"start":       nextChanges(0),
		"next change": nextChanges(1),
		"2 changes":   nextChanges(2),
		"5 changes":   nextChanges(5),
		"end":         func(p *emulator.Project) { p.AdvanceToEnd() },
	}
}

func TestEveryAnswerOfEveryScenarioFitsTheDocument(t *testing.T) {
	t.Parallel()
	c := readContract(t, gesemulator.OpenAPI)
	if len(scenarios.Names()) == 0 {
		t.Fatal("there are no scenarios")
	}
	all := newSeen()
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			s := newSeen()
			for _, token := range tokensOf(t, name) {
				checkScenario(t, c, token, emulator.WithScenario(name), s)
			}
			if len(s.answers) == 0 {
				t.Error("the scenario gave no answers")
			}
			if without := name == "documented-failure" || !hasJobs(builtin(t, name)); (s.features[`{"jobId":`] == 0) != without {
				t.Errorf("the scenario's answers had %d jobs", s.features[`{"jobId":`])
			}
			all.add(s)
		})
	}
	want := []int{http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusNotImplemented, http.StatusBadGateway, http.StatusServiceUnavailable}
	if got := slices.Sorted(maps.Keys(all.answers)); !slices.Equal(got, want) {
		t.Errorf("the scenarios answered with the statuses %v, want %v", got, want)
	}
	for feature, n := range all.features {
		if n == 0 {
			t.Errorf("no answer of any scenario has %s", feature)
		}
	}
}

// hasJobs reports whether a scenario has jobs at its start.
func hasJobs(s *scenario.Scenario) bool {
	return slices.ContainsFunc(s.Projects, func(p scenario.Project) bool { return len(p.Jobs)+len(p.Generate) > 0 })
}

// tokensOf is the tokens that a scenario knows, and "" for none.
func tokensOf(t *testing.T, name string) []string {
	tokens := []string{""}
	for _, token := range builtin(t, name).Auth.Tokens {
		tokens = append(tokens, token.Value)
	}
	return tokens
}

// bearing gives all requests a token.
type bearing struct {
	*emulator.Emulator
	token string
}

func (b bearing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if b.token != "" {
		r.Header.Set("X-Auth-Token", b.token)
	}
	b.Emulator.ServeHTTP(w, r)
}

// checkScenario looks at all queries at all moments, each in a project of its
// own (a call may move a clock), and polls one project for a while.
func checkScenario(t *testing.T, c contract, token string, option emulator.Option, s answers) {
	t.Helper()
	e := bearing{newEmulator(t, option), token}
	number := 0
	for at, walk := range moments() {
		for _, query := range listQueries() {
			number++
			id := fmt.Sprintf("p%d", number)
			p := e.Project(id)
			walk(p)
			checkCall(t, c, e, http.MethodGet, "/v1.0/"+id+"/graphs/jobs?"+query, at, s)
		}
	}
	for range 20 {
		checkCall(t, c, e, http.MethodGet, "/v1.0/poller/graphs/jobs", "polling", s)
	}
	for _, target := range []string{
		"GET /v2/p1/graphs/jobs?limit=200", "GET /v2/p1/graphs/jobs?limit=0", "GET /v2/p1/graphs/jobs?start_time=2019-03-27&status=failed",
		"GET /v1.0/p1/graphs?limit=200", "GET /v2/p1/graphs?limit=200", "GET /v1.0/p1/graphs/backups?limit=200", "GET /v2/p1/graphs/backups?limit=200",
		"GET /v1.0/p1/graphs/quotas", "GET /v2/p1/graphs/quotas", "GET /v1.0/p1/graphs/g1", "GET /v2/p1/graphs/g1", "GET /v2/p1/graphs/g1/jobs/j1/status",
		"GET /", "GET /v1.0/p1/graphs/jobs/", "GET /v1.0//graphs/jobs", "GET /v1.0/p1/graphs/jobs/x",
		"GET /v1.0/p1/graphs/metadatas", "GET /v2/p1/graphs/scenes", "POST /v1.0/p1/graphs/jobs", "DELETE /v1.0/p1/graphs/jobs", "PUT /v1.0/p1/graphs/jobs", "PATCH /v1.0/p1/graphs/jobs",
		"GET /v1.0/a.b/graphs/jobs", "GET /v1.0/%2A/graphs/jobs", "GET /v1.0/a%2Fb/graphs/jobs", "GET /v1.0/" + strings.Repeat("x", 65) + "/graphs/jobs",
		"GET /v1.0/" + strings.Repeat("x", 64) + "/graphs/jobs", "GET /v1.0/with-dash_and_underscore/graphs/jobs",
	} {
		method, path, _ := strings.Cut(target, " ")
		checkCall(t, c, e, method, path, "start", s)
	}
}

// checkCall makes a call and holds its answer against the document.
func checkCall(t *testing.T, c contract, h http.Handler, method, target, at string, s answers) *httptest.ResponseRecorder {
	t.Helper()
	answer := get(h, method, target, "")
	if answer.Code == 0 {
		return answer // its connection broke
	}
	body := answer.Body.Bytes()
	s.note(answer.Code, answer.Body.String())
	if err := c.checkAnswer(newRequest(method, target, ""), listJobsPath, answer.Code, answer.Header(), body); err != nil {
		t.Errorf("%s %s (%s) answers %d %.300s\n%v", method, target, at, answer.Code, body, err)
	}
	return answer
}

// faulty is a scenario in which graphName=CODE gives that code's error.
func faulty(errorBody string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\ncompat: {errorBody: %s, queuedStatus: pending, order: newest-first, dateRange: begin, progress: elapsed}\n", errorBody)
	b.WriteString("projects:\n  p1:\n    jobs:\n")
	b.WriteString("      - {jobName: ImportGraph, relatedGraph: g, begin: -10s, running: 40s}\n")
	b.WriteString("      - {jobName: StopGraph, relatedGraph: g, begin: -5s, waiting: 1h}\n")
	b.WriteString("      - {jobName: DeleteGraph, relatedGraph: g, begin: -1h, running: 1m, outcome: failed, jobProgress: 12.5}\n")
	b.WriteString("faults:\n")
	for _, e := range ges.ErrorCodes() {
		fmt.Fprintf(&b, "  - {name: %q, when: {query: {graphName: %q}}, reply: {errorCode: %s}}\n", e.Code, e.Code, e.Code)
		fmt.Fprintf(&b, "  - {name: %q, when: {query: {graphName: %q}}, reply: {errorCode: %s, status: 503, errorMessage: busy, headers: {Retry-After: \"1\"}}}\n",
			e.Code+"-503", e.Code+"-503", e.Code)
	}
	return []byte(b.String())
}

// Every documented status can be had from a scenario, and every code of the
// error table in every shape fits the document. The few codes whose status the
// page does not document for this call come under default.
func TestEveryErrorCodeFitsTheDocument(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	for _, shape := range []string{"errorMessage", "errCode", "error_code"} {
		t.Run(shape, func(t *testing.T) {
			e := newEmulator(t, emulator.WithScenarioYAML("faulty.yaml", faulty(shape)))
			s := newSeen()
			for _, code := range ges.ErrorCodes() {
				target := "/v1.0/p1/graphs/jobs?graphName=" + url.QueryEscape(code.Code)
				checkCall(t, c, e, http.MethodGet, target+"-503", "start", s)
				answer := get(e, http.MethodGet, target, "")
				s.note(answer.Code, answer.Body.String())
				if answer.Code != code.Status {
					t.Errorf("%s answers with status %d, want %d", code.Code, answer.Code, code.Status)
				}
				for _, target := range []string{target, "/v2/p1/graphs/jobs?graph_name=" + url.QueryEscape(code.Code)} {
					answer := get(e, http.MethodGet, target, "")
					status, undocumented := answer.Code, slices.Contains([]int{405, 408}, answer.Code)
					if undocumented {
						status = http.StatusInternalServerError // the same schema as default's
					}
					if err := c.checkAnswer(newRequest(http.MethodGet, target, ""), listJobsPath, status, answer.Header(), answer.Body.Bytes()); err != nil {
						t.Errorf("%s: %s answers %d %s\n%v", target, code.Code, answer.Code, answer.Body, err)
					}
				}
			}
			checkCall(t, c, e, http.MethodGet, "/v1.0/p1/graphs/jobs", "start", s)
			checkCall(t, c, e, http.MethodGet, "/v1.0/p1/graphs/jobs?limit=x", "start", s)
			checkCall(t, c, e, http.MethodGet, "/v1.0/p1/graphs/metadatas", "start", s)
			if unknown := checkCall(t, c, e, http.MethodGet, "/v1.0/p2/graphs/jobs", "start", s); unknown.Code != http.StatusNotFound {
				t.Errorf("an unknown project answers %d, want 404", unknown.Code)
			}
			for status := range c.document.Paths.Value(listJobsPath).Get.Responses.Map() {
				if n, err := strconv.Atoi(status); err == nil && s.answers[n] == 0 {
					t.Errorf("no answer has the documented status %s", status)
				}
			}
		})
	}
}

// What the document lets through is answered, and what it refuses gets a 400.
func TestBadRequestsAreThoseTheDocumentRefuses(t *testing.T) {
	// Rules that OpenAPI cannot say, and what Go's own parser of queries drops
	// before the validator sees it.
	exceptions := map[string]int{
		"limit=10;":                http.StatusBadRequest,
		"limit=%zz":                http.StatusBadRequest,
		"graphName=a&graph_name=b": http.StatusBadRequest,
		"offset=99999999999999999999&limit=99999999999999999999": http.StatusOK,
	}
	c := readContract(t, gesemulator.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("every-status"))
	refused := 0
	for _, query := range listQueries() {
		target := "/v1.0/p1/graphs/jobs?" + query
		err := c.checkRequest(newRequest(http.MethodGet, target, ""))
		want := http.StatusOK
		if err != nil {
			want = http.StatusBadRequest
			refused++
		}
		if exception, ok := exceptions[query]; ok {
			want = exception
		}
		if answer := get(e, http.MethodGet, target, ""); answer.Code != want {
			t.Errorf("%s answers %d %s, want %d; the document says: %v", target, answer.Code, answer.Body, want, err)
		}
	}
	if refused < 20 {
		t.Errorf("the document refused only %d requests", refused)
	}
}
