package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// The answers of the identity service's calls fit the document, and a request
// for a token that the document lets through is answered, others get a 400.
func TestIdentityCallsFitTheDocument(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	e := newEmulator(t, emulator.WithScenarioYAML("iam.yaml", []byte(
		"version: 1\nauth: {mode: any, users: [{name: me, password: right}]}\nprojects: {p1: {}, p2: {}}\n")))
	const whole = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":"right","domain":{"name":"us"}}}},` +
		`"scope":{"project":{"id":"p1"}}}}`
	replace := func(from, to string) string {
		t.Helper()
		if !strings.Contains(whole, from) {
			t.Fatalf("the request has no %s", from)
		}
		return strings.Replace(whole, from, to, 1)
	}
	for _, call := range []struct {
		method, target, body string
		status               int
	}{
		{http.MethodPost, "/v3/auth/tokens", whole, http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens?nocatalog=true", whole, http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens", replace(`{"id":"p1"}`, `{"name":"cn-north-4"}`), http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens", replace(`{"project":{"id":"p1"}}`, `{"domain":{"name":"us"}}`), http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens", replace(`,"scope":{"project":{"id":"p1"}}`, ``), http.StatusCreated},
		{http.MethodPost, "/v3/auth/tokens", replace(`"right"`, `"wrong"`), http.StatusUnauthorized},
		{http.MethodPost, "/v3/auth/tokens", replace(`"p1"`, `"p3"`), http.StatusNotFound},
		{http.MethodPost, "/v3/auth/tokens", replace(`["password"]`, `["token"]`), http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", replace(`["password"]`, `[]`), http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", replace(`,"password":"right"`, ``), http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", replace(`"right"`, `1`), http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", `{}`, http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", `{"auth":`, http.StatusBadRequest},
		{http.MethodPost, "/v3/auth/tokens", strings.Repeat(" ", 1<<20) + whole, http.StatusRequestEntityTooLarge},
		{http.MethodGet, "/v3/projects", "", http.StatusOK},
		{http.MethodGet, "/v3/projects?name=p2", "", http.StatusOK},
		{http.MethodGet, "/v3/projects?name=cn-north-4&enabled=true", "", http.StatusOK},
		{http.MethodGet, "/v3/auth/tokens", "", http.StatusNotFound},
		{http.MethodDelete, "/v3/projects", "", http.StatusNotFound},
	} {
		answer := get(e, call.method, call.target, call.body)
		if answer.Code != call.status {
			t.Errorf("%s %s %.200s answers %d %s, want %d", call.method, call.target, call.body, answer.Code, answer.Body, call.status)
		}
		if err := c.checkAnswer(newRequest(call.method, call.target, call.body), listJobsPath, answer.Code, answer.Header(), answer.Body.Bytes()); err != nil {
			t.Errorf("%s %s answers %d %.300s\n%v", call.method, call.target, answer.Code, answer.Body, err)
		}
		if _, _, known := c.route(newRequest(call.method, call.target, ""), listJobsPath); !known {
			continue
		}
		refused := c.checkRequest(newRequest(call.method, call.target, call.body))
		if (refused != nil) != (call.status == http.StatusBadRequest) {
			t.Errorf("%s %s %.200s is answered %d; the document says: %v", call.method, call.target, call.body, answer.Code, refused)
		}
	}
}
