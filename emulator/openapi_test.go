package emulator_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// contract is an OpenAPI document that answers are held against.
type contract struct{ document *openapi3.T }

func readContract(t *testing.T, data []byte) contract {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatalf("the document cannot be read: %v", err)
	}
	return contract{document}
}

// route finds the operation that a request calls by its path's shape. What is
// no call of the document goes as the one call that answers for all else.
func (c contract) route(r *http.Request, otherwise string) (routers.Route, map[string]string, bool) {
	for path, item := range c.document.Paths.Map() {
		params, ok := matchPath(path, r.URL.Path)
		if ges.ReservedSegment(cmp.Or(params["graphId"], params["graph_id"])) {
			continue
		}
		if operation := item.GetOperation(r.Method); ok && operation != nil {
			return routers.Route{Spec: c.document, Path: path, PathItem: item, Method: r.Method, Operation: operation}, params, true
		}
	}
	item := c.document.Paths.Value(otherwise)
	for method, operation := range item.Operations() {
		return routers.Route{Spec: c.document, Path: otherwise, PathItem: item, Method: method, Operation: operation}, nil, false
	}
	panic("the document has no path " + otherwise)
}

// matchPath gives the values of a path's {parameters}.
func matchPath(template, path string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i := range want {
		switch name, ok := strings.CutPrefix(want[i], "{"); {
		case ok && got[i] != "":
			params[strings.TrimSuffix(name, "}")] = got[i]
		case want[i] != got[i]:
			return nil, false
		}
	}
	return params, true
}

// strictOptions make the validator as strict as it can be. It knows dates by their
// shape only; days that no calendar has are refused here.
func strictOptions() *openapi3filter.Options {
	day := openapi3.NewCallbackValidator(func(s string) error {
		_, err := time.Parse(time.DateOnly, s)
		return err
	})
	return &openapi3filter.Options{
		IncludeResponseStatus: true,
		AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{
			openapi3.EnableFormatValidation(),
			openapi3.WithStringFormatValidator("date", day),
		},
	}
}

// listJobsPath answers for every path that the service does not have.
const listJobsPath = "/v1.0/{projectId}/graphs/jobs"

// checkAnswer says how an answer departs from the document. The status must be
// written there: default is for what a scenario's author invents.
func (c contract) checkAnswer(r *http.Request, otherwise string, status int, header http.Header, body []byte) error {
	route, params, _ := c.route(r, otherwise)
	if route.Operation.Responses.Status(status) == nil {
		return fmt.Errorf("status %d is not documented", status)
	}
	if want := "application/json"; header.Get("Content-Type") != want && !strings.HasSuffix(r.URL.Path, "openapi.yaml") {
		return fmt.Errorf("header Content-Type is %q, want %q", header.Get("Content-Type"), want)
	}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: &route, PathParams: params},
		Status:                 status,
		Header:                 header,
		Body:                   io.NopCloser(strings.NewReader(string(body))),
		Options:                strictOptions(),
	})
}

// checkRequest says how a request departs from the document.
func (c contract) checkRequest(r *http.Request) error {
	route, params, ok := c.route(r, "")
	if !ok {
		return errors.New("no such call")
	}
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: r, Route: &route, PathParams: params, Options: strictOptions(),
	})
}

func TestOpenAPIDocumentsAreValid(t *testing.T) {
	for name, data := range map[string][]byte{"openapi.yaml": gesemulator.OpenAPI, "control/openapi.yaml": control.OpenAPI} {
		c := readContract(t, data)
		if err := c.document.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRoutesAndDocumentsAgree(t *testing.T) {
	var calls []string
	emulatedRoutes(func(_ *ges.OperationSpec, r ges.Route) {
		name := r.Name
		if r.Action != "" {
			name = sharedOperation
		}
		calls = append(calls, fmt.Sprintf("%s %s %s", r.Method, r.Path(), name))
	})
	slices.Sort(calls)
	wantSameEntries(t, "emulated calls", slices.Compact(calls), operations(readContract(t, gesemulator.OpenAPI), true))

	calls = nil
	for _, r := range control.Routes() {
		calls = append(calls, fmt.Sprintf("%s %s", r.Method, r.Path))
	}
	wantSameEntries(t, "control calls", calls, operations(readContract(t, control.OpenAPI), false))
}

// sharedOperation is the operation of the document for a path that several operations
// share: action_id says which.
const sharedOperation = "ActOnGraph"

// operations lists the calls of a document.
func operations(c contract, withID bool) []string {
	var list []string
	for path, item := range c.document.Paths.Map() {
		for method, operation := range item.Operations() {
			call := method + " " + path
			if withID {
				call += " " + operation.OperationID
			}
			list = append(list, call)
		}
	}
	return list
}

// wantSameEntries wants two lists to have the same entries, in any order.
func wantSameEntries(t *testing.T, what string, code, document []string) {
	t.Helper()
	slices.Sort(code)
	slices.Sort(document)
	if len(code) == 0 || !slices.Equal(code, document) {
		t.Errorf("%s differ:\ncode     %q\ndocument %q", what, code, document)
	}
}

// enum lists the values that a schema allows.
func (c contract) enum(schema string, property ...string) []string {
	s := c.document.Components.Schemas[schema].Value
	if len(property) > 0 {
		s = s.Properties[property[0]].Value
	}
	var list []string
	for _, v := range s.Enum {
		list = append(list, fmt.Sprint(v))
	}
	return list
}

func TestVocabularyAndDocumentAgree(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)

	var service, names, statuses, files []string
	gateway := []string{ges.ResourceNotFound, ges.NotImplemented} // for an unknown project, and the emulator's own
	for _, e := range ges.ErrorCodes() {
		if e.Gateway() {
			gateway = append(gateway, e.Code)
		} else {
			service = append(service, e.Code)
		}
	}
	for _, n := range ges.JobNames() {
		names = append(names, n.Name)
	}
	for _, s := range ges.Statuses() {
		statuses = append(statuses, s.String())
	}
	for _, s := range ges.FileStatuses() {
		files = append(files, string(s))
	}
	statuses = append(statuses, "pending")
	var filter []string
	for _, v := range c.document.Components.Parameters["status"].Value.Schema.Value.Enum {
		filter = append(filter, fmt.Sprint(v))
	}
	wantSameEntries(t, "error codes of the service", service, c.enum("ServiceErrorCode"))
	wantSameEntries(t, "error codes of the gateway", gateway, c.enum("GatewayErrorCode"))
	wantSameEntries(t, "filter statuses", slices.Clone(statuses), filter)
	for _, version := range []struct{ suffix, jobName string }{{"", "jobName"}, {"2", "job_name"}} {
		wantSameEntries(t, "job names", slices.Clone(names), c.enum("Job"+version.suffix, version.jobName))
		wantSameEntries(t, "job statuses", slices.Clone(statuses), c.enum("Job"+version.suffix, "status"))
		wantSameEntries(t, "file statuses", slices.Clone(files), c.enum("ImportedFile"+version.suffix, "status"))
	}
}

// The page's two bodies stand in the document, in the fixtures and in what two
// scenarios answer.
func TestPageSamplesAreTheSameEverywhere(t *testing.T) {
	examples := readContract(t, gesemulator.OpenAPI).document.Components.Examples
	for _, sample := range []struct {
		example, fixture, scenario string
		status                     int
	}{
		{"page-success", "list-jobs-success.json", "documented-sample", http.StatusOK},
		{"page-failure", "list-jobs-failure.json", "documented-failure", http.StatusBadRequest},
	} {
		data, err := os.ReadFile(filepath.Join("..", "fixtures", "page", sample.fixture))
		if err != nil {
			t.Fatal(err)
		}
		want := decodeJSON(t, data)
		documented, err := json.Marshal(examples[sample.example].Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		if got := decodeJSON(t, documented); !reflect.DeepEqual(got, want) {
			t.Errorf("example %s is\n%v, fixture %s is\n%v", sample.example, got, sample.fixture, want)
		}
		answer := get(newEmulator(t, emulator.WithScenario(sample.scenario)), http.MethodGet, "/v1.0/p1/graphs/jobs?offset=0&limit=2", "")
		if answer.Code != sample.status || !reflect.DeepEqual(decodeJSON(t, answer.Body.Bytes()), want) {
			t.Errorf("scenario %s answers %d\n%s\nfixture %s is\n%v", sample.scenario, answer.Code, answer.Body, sample.fixture, want)
		}
	}
}

// docs/fidelity.md has a word on each parameter, field, status, job name, body
// shape and switch that there is.
func TestFidelityPageLeavesNothingOut(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "fidelity.md"))
	if err != nil {
		t.Fatal(err)
	}
	schemas := readContract(t, gesemulator.OpenAPI).document.Components.Schemas
	var words []string
	for _, p := range ges.EmulatedQuery() {
		words = append(words, p.V1...)
	}
	for _, name := range []string{
		"JobPage", "Job", "JobDetail", "ImportedFile", "ErrorMessageBody", "ErrCodeBody", "ErrorUnderscoreCodeBody", "GatewayErrorBody",
	} {
		words = append(words, slices.Collect(maps.Keys(schemas[name].Value.Properties))...)
	}
	for _, s := range ges.Statuses() {
		words = append(words, s.String())
	}
	for _, n := range ges.JobNames() {
		words = append(words, n.Name)
	}
	words = append(words, "pending", "partFailed", ges.IncorrectParameter, ges.ResourceNotFound, ges.InternalError, ges.NoSuchAPI,
		"compat.order: "+scenario.NewestFirst, "compat.queuedStatus: "+scenario.QueuedPending, "compat.dateRange: "+scenario.BeginOnly,
		"compat.errorBody: "+scenario.ErrCode, "compat.errorBody: "+scenario.ErrorCode, "compat.progress: "+scenario.Elapsed)
	for _, word := range words {
		if !regexp.MustCompile(`[` + "`" + `"]` + regexp.QuoteMeta(word) + `[` + "`" + `"]`).Match(page) {
			t.Errorf("docs/fidelity.md does not name %s", word)
		}
	}
}

func decodeJSON(t *testing.T, data []byte) (value any) {
	t.Helper()
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return value
}

func newEmulator(t *testing.T, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	e, err := emulator.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// get makes one call without a network.
func get(h http.Handler, method, target, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	record(h, w, newRequest(method, target, body))
	return w
}

func newRequest(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}
