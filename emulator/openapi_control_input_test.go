package emulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// TestTheControlDocumentIsAsStrictAsTheServer makes calls on both sides of each bound
// that a parameter or a key of a new job or fault has.
func TestTheControlDocumentIsAsStrictAsTheServer(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	const p1 = "/_emulator/projects/p1/"
	put := func(rest string) string { return "PUT " + p1 + "scenario" + rest }
	job := func(key string) string {
		return `POST ` + p1 + `jobs {"jobName":"ImportGraph","relatedGraph":"g",` + key + `}`
	}
	fault := func(rest string) string { return `POST ` + p1 + `faults {` + rest + `}` }
	for _, call := range []string{
		"GET " + p1 + "jobs?limit=1&offset=0", "GET " + p1 + "jobs?limit=2147483647", "GET " + p1 + "timeline?from=2018-12-17T12:55:00&to=%2B1h&limit=5",
		"GET " + p1 + "requests?operation=ListGraphs&status=100&since=0", "GET " + p1 + "jobs?limit=5", "GET " + p1 + "events?since=2147483648x",
		job(`"begin":"now"`), job(`"begin":"+30s","waiting":"5s","running":"forever"`), job(`"jobId":"a.b_c:d-e","jobType":"x"`), job(`"waiting":"-5s"`), job(`"begin":"soon"`),
		job(`"jobId":"a b"`), job(`"jobId":""`), job(`"jobType":""`), job(`"x":1`), job(`"jobProgress":101`), job(`"failReason":"` + strings.Repeat("x", 4097) + `","outcome":"failed"`),
		`POST ` + p1 + `jobs {"jobName":"ImportGraphs","relatedGraph":"g"}`, `POST ` + p1 + `jobs {"jobName":"ImportGraph","relatedGraph":""}`,
		put(`?file=a.yaml {"builtin":"empty"}`), put(`?file= {"builtin":"empty"}`), put(`?file=a%0Ab {"builtin":"empty"}`), put(`?file=` + strings.Repeat("x", 1025) + ` {"builtin":"empty"}`),
		put(`?file=` + strings.Repeat("%C3%A9", 1024) + ` {"builtin":"empty"}`), put(` {"builtin":"emty"}`), put(` {"builtin":"empty","x":1}`), put(` {"builtin":null}`), put(` {}`),
		put(` {"version":1,"projects":{"a":{}}}`), put(` {"version":2,"projects":{"a":{}}}`), put(` {"version":1,"projects":{"a":{},"b":{}}}`), put(` {"version":1,"projects":{}}`), put(` {"projects":{"a":{}}}`),
		"GET " + p1 + "jobs?limit=0", "GET " + p1 + "jobs?limit=2147483648", "GET " + p1 + "jobs?offset=-1", "GET " + p1 + "jobs?limit=1.5",
		"GET " + p1 + "requests?operation=ListGraph", "GET " + p1 + "requests?status=99", "GET " + p1 + "requests?violations=maybe", "GET " + p1 + "timeline?from=soon",
		"GET " + p1 + "verify?maxAtOnce=0", "GET " + p1 + "verify?minGap=5", "GET " + p1 + "verify?clock=wall", "GET " + p1 + "coverage?format=xml",
		"GET " + p1 + "jobs?limit=", "GET " + p1 + "requests?fault=", "GET " + p1 + "requests?operation=", "GET " + p1 + "timeline?to=", "GET " + p1 + "verify?faults=",
		"GET " + p1 + "timeline?to=1969-12-31T00:00:00", "GET " + p1 + "timeline?to=2018-13-01T00:00:00", "GET " + p1 + "verify?minGap=0s", "GET " + p1 + "events?since=",
		fault(`"name":"f","reply":{"errorCode":"GES.9999"}`), fault(`"name":"f","delay":"2s","operations":["ShowJob"]`), fault(`"name":"f","delay":{"from":"1s","to":"2s"}`),
		fault(`"name":"f"`), fault(`"name":"f g","delay":"2s"`), fault(`"name":"f","delay":"2"`), fault(`"name":"f","x":1,"delay":"2s"`), fault(`"name":"f","operations":[],"delay":"2s"`),
		fault(`"name":"f","operations":["ListGraphs"],"delay":"2s"`), fault(`"name":"f","connection":"cut"`), fault(`"delay":"2s"`), fault(`"name":"f","stale":"old"`),
	} {
		method, rest, _ := strings.Cut(call, " ")
		target, body, _ := strings.Cut(rest, " ")
		answer := get(newEmulator(t, emulator.WithScenario("empty")), method, target, body)
		err := c.checkRequest(newRequest(method, target, body))
		if (err == nil) != (answer.Code < http.StatusBadRequest) {
			t.Errorf("%.150s: the server answers %d %.200s, the document says %v", call, answer.Code, answer.Body, err)
		}
	}
}

func TestTheControlDocumentNamesTheOperations(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	var listed []ges.Operation
	for _, id := range c.enum("Operation") {
		listed = append(listed, ges.Operation(id))
	}
	if !slices.Equal(listed, ges.OperationIDs()) {
		t.Errorf("the document lists %v, want %v", listed, ges.OperationIDs())
	}
}

func TestTheControlDocumentNamesTheBuiltInScenarios(t *testing.T) {
	var listed []string
	for _, name := range readContract(t, control.OpenAPI).document.Components.Schemas["BuiltIn"].Value.Properties["builtin"].Value.Enum {
		listed = append(listed, name.(string))
	}
	if !slices.Equal(listed, scenarios.Names()) {
		t.Errorf("the document lists %v, want %v", listed, scenarios.Names())
	}
}
