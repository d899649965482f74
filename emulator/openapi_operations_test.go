package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// emulatedRoutes calls f with each route that the emulator answers.
func emulatedRoutes(f func(*ges.OperationSpec, ges.Route)) {
	operations := ges.Operations()
	for i := range operations {
		for _, r := range operations[i].Routes {
			if o := &operations[i]; o.Answers(r) {
				f(o, r)
			}
		}
	}
}

// The table of operations and the document name the same parameters, with the
// same values. Operations that share a path share its parameters.
func TestParametersAndDocumentAgree(t *testing.T) {
	paths := readContract(t, gesemulator.OpenAPI).document.Paths
	table, actions := map[string][]string{}, map[string][]string{}
	add := func(call, parameter string) {
		if !slices.Contains(table[call], parameter) {
			table[call] = append(table[call], parameter)
		}
	}
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		call := r.Method + " " + r.Path()
		table[call] = slices.Clip(table[call])
		if !o.IsIAM() {
			add(call, map[ges.Version]string{ges.V1: "path projectId", ges.V2: "path project_id"}[r.Version])
		}
		if r.Action != "" {
			add(call, "query "+ges.ActionID)
			actions[call] = append(actions[call], r.Action)
		}
		for _, p := range o.Parameters {
			for _, name := range p.Names(r.Version) {
				add(call, string(p.In)+" "+name)
			}
		}
		for _, ref := range paths.Value(r.Path()).GetOperation(r.Method).Parameters {
			if p := o.Parameter(ref.Value.Name); p != nil {
				wantValues(t, p, ref.Value)
			}
		}
	})
	for call, parameters := range table {
		method, path, _ := strings.Cut(call, " ")
		var document []string
		for _, ref := range paths.Value(path).GetOperation(method).Parameters {
			if ref.Value.In == openapi3.ParameterInHeader {
				continue // the table has none
			}
			document = append(document, ref.Value.In+" "+ref.Value.Name)
			if ref.Value.Name == ges.ActionID {
				wantSameEntries(t, "actions of "+call, actions[call], texts(ref.Value.Schema.Value.Enum))
			}
		}
		if len(parameters)+len(document) > 0 { // some calls of the identity service have none
			wantSameEntries(t, "parameters of "+call, parameters, document)
		}
	}
}

// texts are the values of an enum.
func texts(enum []any) []string {
	list := make([]string, len(enum))
	for i, v := range enum {
		list[i] = fmt.Sprint(v)
	}
	return list
}

// wantValues wants a parameter to have the values that the document says.
func wantValues(t *testing.T, p *ges.Parameter, documented *openapi3.Parameter) {
	t.Helper()
	schema := documented.Schema.Value
	if (p.Kind == ges.Integer) != schema.Type.Is("integer") || (p.Kind == ges.Boolean) != schema.Type.Is("boolean") || (p.Kind == ges.Day) != (schema.Format == "date") {
		t.Errorf("the kind of %s in the document is %v %s", p.Name(), schema.Type, schema.Format)
	}
	if p.Kind == ges.Integer && (*schema.Min != float64(p.Least) || fmt.Sprint(schema.Default) != strconv.Itoa(p.Default)) {
		t.Errorf("%s is %v or more in the document, by default %v", p.Name(), *schema.Min, schema.Default)
	}
	if p.Kind == ges.Word {
		wantSameEntries(t, "words of "+p.Name(), slices.Clone(p.Words), texts(schema.Enum))
	}
}

// The document has each status of the table, and beside these only what is not
// the operation's own.
func TestStatusesAndDocumentAgree(t *testing.T) {
	paths := readContract(t, gesemulator.OpenAPI).document.Paths
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		var table []string
		for _, status := range o.DocumentedStatuses() {
			table = append(table, strconv.Itoa(status))
		}
		if o.Group() == ges.Write && !o.IsIAM() {
			table = append(table, strconv.Itoa(http.StatusRequestEntityTooLarge)) // the gateway's
		}
		documented := slices.Collect(maps.Keys(paths.Value(r.Path()).GetOperation(r.Method).Responses.Map()))
		documented = slices.DeleteFunc(documented, func(status string) bool {
			return slices.Contains([]string{"501", "502", "default"}, status) // another operation's, the gateway's, a fault's
		})
		wantSameEntries(t, "statuses of "+r.Name, table, documented)
	})
}

// Each operation that the table says is emulated has a handler, and no other.
func TestHandlersAndTableAgree(t *testing.T) {
	var handlers, table []string
	for _, id := range api.Handlers() {
		handlers = append(handlers, string(id))
	}
	for _, id := range ges.Emulated() {
		table = append(table, string(id))
	}
	wantSameEntries(t, "handlers", handlers, table)
}

// inPath is values for the parameters of paths.
var inPath = strings.NewReplacer("{projectId}", "p1", "{project_id}", "p1", "{graphId}", "g1", "{graph_id}", "g1", "{jobId}", "j1", "{job_id}", "j1",
	"{backupId}", "b1", "{backup_id}", "b1", "{metadataId}", "m1", "{metadata_id}", "m1")

// Every operation of both versions is answered, or refused by its name. Such a
// refusal leaves no trace but in the journal.
func TestEveryOperationOfTheVendorIsAnsweredOrRefusedByName(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("empty"), emulator.WithStrict())
	calls, refused := 0, 0
	for _, o := range ges.Operations() {
		for _, r := range o.Routes {
			if o.IsIAM() {
				continue
			}
			calls++
			target, body := inPath.Replace(r.Path()), ""
			if r.Action != "" {
				target += "?action_id=" + r.Action
			}
			if o.Answers(r) && o.Group() == ges.Write {
				body = string(indented(t, exampleOf(c.body(t, &o, r))))
			}
			answer := get(e, r.Method, target, body)
			if o.Answers(r) {
				if answer.Code == http.StatusNotImplemented || strings.Contains(answer.Body.String(), ges.NoSuchAPI) {
					t.Errorf("%s answers %d %s", r.Name, answer.Code, answer.Body)
				}
				get(e, http.MethodDelete, "/_emulator/projects/p1", "")
				continue
			}
			refused++
			wantNotEmulated(t, r, answer.Code, answer.Body.Bytes())
		}
	}
	if calls != 62 || e.Stats().Projects != 0 {
		t.Errorf("there are %d calls, and then %d projects", calls, e.Stats().Projects)
	}
	violations := e.Violations()
	if len(violations) != refused {
		t.Errorf("%d refusals left %d findings", refused, len(violations))
	}
	for _, v := range violations {
		if v.Rule != "not-emulated" || v.Severity() != "notEmulated" || v.Project != "" || v.Count != 1 {
			t.Errorf("a finding is %+v", v)
		}
	}
}

func wantNotEmulated(t *testing.T, r ges.Route, status int, body []byte) {
	t.Helper()
	var got struct {
		Message   string `json:"error_msg"`
		Code      string `json:"error_code"`
		RequestID string `json:"request_id"`
	}
	err := json.Unmarshal(body, &got)
	want := "ges-emulator does not emulate " + r.Name + " (" + r.String() + ")."
	if err != nil || status != http.StatusNotImplemented || got.Code != "EMULATOR.NotImplemented" || got.Message != want || len(got.RequestID) != 32 {
		t.Errorf("%s answers %d %s", r.Name, status, body)
	}
}

// A literal segment is never a graph's id, and what has no route is a path or a
// method that the service does not have.
func TestLiteralSegmentsWinOverGraphIDs(t *testing.T) {
	for call, want := range map[string]string{
		"DELETE /v1.0/p1/graphs/jobs":               "404 wrong-method DELETE is not a method of this path; it takes GET",
		"PUT /v1.0/p1/graphs":                       "404 wrong-method PUT is not a method of this path; it takes GET, POST",
		"GET /v1.0/p1/graphs/action":                "404 wrong-method GET is not a method of this path; it takes POST",
		"GET /v1.0/p1/graphs/scenes":                "404 unknown-path",
		"GET /v1.0/p1/graphs/metadata":              "404 unknown-path",
		"DELETE /v1.0/p1/graphs/quotas":             "404 wrong-method DELETE is not a method of this path; it takes GET",
		"GET /v1.0/p1/graphs//backups":              "404 unknown-path",
		"POST /v1.0/p1/graphs/g1/action":            "400 unknown-path",
		"POST /v1.0/p1/graphs/g1/action?action_id=": "400 unknown-path",
		"GET /v1.0/p1/graphs/g1/action":             "404 wrong-method GET is not a method of this path; it takes POST",
		"GET /v2/p1/graphs/scenes":                  "501 not-emulated ges-emulator does not emulate ListScenes2 (GET /v2/{project_id}/graphs/scenes)",
		"DELETE /v1.0/p1/graphs/metadatas/g%2F1":    "501 not-emulated ges-emulator does not emulate DeleteMetadata (DELETE /v1.0/{projectId}/graphs/metadatas/{metadataId})",
	} {
		e := newEmulator(t, emulator.WithScenario("empty"))
		method, target, _ := strings.Cut(call, " ")
		status := get(e, method, target, "").Code
		list := e.Violations()
		last := list[len(list)-1]
		got := fmt.Sprint(status, " ", last.Rule, " ", last)
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", call, got, want)
		}
	}
}

// In a project that has begun, a call of what is not emulated is in its journal
// and among its findings, but no call of its: it moves no clock and hits no fault.
func TestWhatIsNotEmulatedInAProject(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("x.yaml", []byte(`version: 1
clock: {mode: stepped, step: 1m}
projects: {p1: {jobs: []}}
faults: [{name: every, reply: {errorCode: GES.9999}, when: {calls: "2-"}}]
`)), emulator.WithStrict())
	get(e, http.MethodGet, "/v1.0/p1/graphs/jobs", "")
	p := e.Project("p1")
	now := p.Now()
	for range 2 {
		get(e, http.MethodPost, "/v1.0/p1/graphs/metadatas?x=1", `{"name": "m"}`)
	}
	if got := p.Now(); !got.Equal(now) {
		t.Errorf("the clock went on to %s", got)
	}
	requests := p.Requests(emulator.RequestFilter{Operation: "CreateMetadata"})
	if len(requests) != 2 || requests[0].Call != 0 || requests[0].Status != http.StatusNotImplemented || requests[0].Fault != "" {
		t.Errorf("the journal has %+v", requests)
	}
	if list := p.Violations(); len(list) != 1 || list[0].Rule != "not-emulated" || list[0].Count != 2 || emulator.FormatViolations(list) != "" {
		t.Errorf("the findings are %+v", list)
	}
}
