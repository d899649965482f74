package emulator_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// callOver makes a call over a connection, with headers, written «Name: value».
func callOver(t *testing.T, s *emulator.Server, call string, headers ...string) (*http.Response, string) {
	t.Helper()
	method, rest, _ := strings.Cut(call, " ")
	target, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequest(method, s.URL+target, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	r.Host = r.Header.Get("Host")
	client := http.DefaultClient
	if r.URL.Scheme == "https" {
		client = s.Client()
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(answer)
}

// controlCheck holds the answers of one route against its document.
type controlCheck struct {
	contract contract
	route    routers.Route
}

func (check controlCheck) makes(t *testing.T, s *emulator.Server, call controlCall, headers ...string) {
	t.Helper()
	for before, rest, more := strings.Cut(call.call, " && "); more; before, rest, more = strings.Cut(rest, " && ") {
		callOver(t, s, before)
		call.call = rest
	}
	resp, body := callOver(t, s, call.call, headers...)
	if resp.StatusCode != call.status || !strings.Contains(body, call.says) {
		t.Errorf("%.200s\n got %d %.500s\nwant %d …%s…", call.call, resp.StatusCode, body, call.status, call.says)
		return
	}
	kind, documented := resp.Header.Get("Content-Type"), check.route.Operation.Responses.Status(call.status)
	switch {
	case documented == nil:
		t.Errorf("%.200s: %d is not documented", call.call, call.status)
		return
	case len(documented.Value.Content) == 0 && body != "", len(documented.Value.Content) > 0 && kind == "":
		t.Errorf("%.200s: Content-Type %q and %d bytes", call.call, kind, len(body))
	}
	request := &openapi3filter.RequestValidationInput{Request: resp.Request, Route: &check.route}
	if err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: resp.StatusCode, Header: resp.Header, Body: io.NopCloser(strings.NewReader(body)), Options: strictOptions(),
	}); err != nil {
		t.Errorf("%.200s: %d %.300s\n%v", call.call, resp.StatusCode, body, err)
	}
	method, rest, _ := strings.Cut(call.call, " ")
	target, sent, _ := strings.Cut(rest, " ")
	if call.status < 300 && (sent == "" || sent[0] == '{') {
		if err := check.contract.checkRequest(newRequest(method, target, sent)); err != nil {
			t.Errorf("%s: the document does not let it through: %v", call.call, err)
		}
	}
}
