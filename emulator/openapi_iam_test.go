package emulator_test

import (
	"net/http"
	"net/http/httptest"
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
		"version: 1\nauth: {mode: any, tokens: [{value: known}], users: [{name: me, password: right}]}\nprojects: {p1: {}, p2: {}}\n")))
	const whole = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":"right","domain":{"name":"us"}}}},` +
		`"scope":{"project":{"id":"p1"}}}}`
	const wholeKey = `{"auth":{"identity":{"methods":["token"],"token":{"id":"known","duration_seconds":900}}}}`
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
		{http.MethodDelete, "/v3/projects", "", http.StatusNotFound},
		{http.MethodGet, "/v3/auth/projects", "", http.StatusOK},
		{http.MethodPost, "/v3/auth/projects", "", http.StatusNotFound},
		{http.MethodGet, "/v3/projects/p2", "", http.StatusOK},
		{http.MethodGet, "/v3/projects/p3", "", http.StatusNotFound},
		{http.MethodPatch, "/v3/projects/p2", "", http.StatusNotFound},
		{http.MethodGet, "/v3/auth/domains", "", http.StatusOK},
		{http.MethodPut, "/v3/auth/domains", "", http.StatusNotFound},
		{http.MethodGet, "/v3/regions", "", http.StatusOK},
		{http.MethodPost, "/v3/regions", "", http.StatusNotFound},
		{http.MethodGet, "/v3/auth/tokens", "", http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", wholeKey, http.StatusCreated},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", `{"auth":{"identity":{"methods":["token"],"token":{"id":"known","duration_seconds":"86400"}}}}`, http.StatusCreated},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", `{"auth":{"identity":{"methods":["token"]}}}`, http.StatusUnauthorized},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", strings.Replace(wholeKey, "900", "899", 1), http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", strings.Replace(wholeKey, "900", "86401", 1), http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", strings.Replace(wholeKey, "900", `"a day"`, 1), http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", strings.Replace(wholeKey, "token", "assume_role", 1), http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", `{}`, http.StatusBadRequest},
		{http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", strings.Repeat(" ", 1<<20) + wholeKey, http.StatusRequestEntityTooLarge},
		{http.MethodPut, "/v3.0/OS-CREDENTIAL/securitytokens", "", http.StatusNotFound},
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

// The answers to a caller with a token fit the document too.
func TestTokenValidationFitsTheDocument(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	e := newEmulator(t, emulator.WithScenarioYAML("iam.yaml", []byte(
		"version: 1\nauth: {mode: token, tokens: [{value: known}, {value: over, expires: 0s}]}\nprojects: {p1: {}}\n")))
	for _, call := range []struct {
		caller, subject string
		status          int
	}{
		{"known", "known", http.StatusOK},
		{"known", "over", http.StatusNotFound},
		{"known", "unknown", http.StatusNotFound},
		{"unknown", "known", http.StatusUnauthorized},
		{"over", "known", http.StatusUnauthorized},
		{"", "known", http.StatusUnauthorized},
	} {
		r := newRequest(http.MethodGet, "/v3/auth/tokens", "")
		r.Header.Set("X-Auth-Token", call.caller)
		r.Header.Set("X-Subject-Token", call.subject)
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, r)
		if answer.Code != call.status {
			t.Errorf("%+v answers %d %s", call, answer.Code, answer.Body)
		}
		if err := c.checkAnswer(r, listJobsPath, answer.Code, answer.Header(), answer.Body.Bytes()); err != nil {
			t.Errorf("%+v answers %d %s\n%v", call, answer.Code, answer.Body, err)
		}
		if err := c.checkRequest(r); err != nil {
			t.Errorf("%+v: %v", call, err)
		}
	}
}
