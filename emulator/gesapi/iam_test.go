package gesapi_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// asking serves a scenario of YAML that asks for credentials. Its log is at
// level debug.
func asking(t testing.TB, yaml string) (http.Handler, *world.World, *strings.Builder) {
	t.Helper()
	wall := func() time.Time { return time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC) }
	s, err := scenario.Parse("auth.yaml", []byte("version: 1\n"+yaml), wall())
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.New(s, wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	return gesapi.New(w, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))), w, &log
}

// send makes a call, «METHOD target [body]», with headers «Name: value».
func send(h http.Handler, call string, headers ...string) *httptest.ResponseRecorder {
	method, rest, _ := strings.Cut(call, " ")
	target, body, _ := strings.Cut(rest, " ")
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	h.ServeHTTP(rec, r)
	return rec
}

// login is a request of the user «me» for a token of a scope.
func login(password, scope string) string {
	return fmt.Sprintf(`POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"],"password":{"user":`+
		`{"name":"me","password":%q,"domain":{"name":"us"}}}}%s}}`, password, scope)
}

// fetch gets a token for a project.
func fetch(t *testing.T, h http.Handler, project string) string {
	t.Helper()
	rec := send(h, login("x", `,"scope":{"project":`+project+`}`))
	token := rec.Header().Get("X-Subject-Token")
	if rec.Code != 201 || token == "" {
		t.Fatalf("no token for %s: %d %s", project, rec.Code, rec.Body)
	}
	return token
}

const tokenMode = "auth: {mode: token}\nprojects: {\"*\": {}}\n"

func gatewayError(code, message string, rec *httptest.ResponseRecorder) string {
	return fmt.Sprintf(`{"error_msg":%q,"error_code":%q,"request_id":%q}`, message, code, rec.Header().Get("X-Request-Id"))
}

// A client fetches a token and uses it for a day of its project's time.
func TestTokenOfTheIdentityService(t *testing.T) {
	api, w, log := asking(t, tokenMode)
	token := fetch(t, api, `{"id":"p1"}`)
	want(t, send(api, "GET "+list, "X-Auth-Token: "+token), 200, `{"jobCount":0,"jobList":[]}`)

	rec := send(api, "GET /v1.0/p2/graphs/jobs", "X-Auth-Token: "+token)
	want(t, rec, 403, gatewayError("APIGW.0302", "The IAM user is not authorized to access the API.", rec))
	for _, c := range []struct {
		by     time.Duration
		status int
	}{{24*time.Hour - 1, 200}, {1, 401}} {
		advance(t, w, world.By(c.by))
		if rec := send(api, "GET "+list, "X-Auth-Token: "+token); rec.Code != c.status {
			t.Errorf("%s later: %d %s", c.by, rec.Code, rec.Body)
		}
	}
	rec = send(api, "GET "+list, "X-Auth-Token: "+token)
	want(t, rec, 401, gatewayError("APIGW.0301", "Incorrect IAM authentication information: token expires, expires_at: 2018-12-18T12:55:00.000000Z", rec))
	if rec := send(api, "GET "+list, "X-Auth-Token: "+fetch(t, api, `{"id":"p1"}`)); rec.Code != 200 {
		t.Errorf("a new token: %d %s", rec.Code, rec.Body)
	}

	reset(t, w, "p1")
	rec = send(api, "GET "+list, "X-Auth-Token: "+token)
	want(t, rec, 401, gatewayError("APIGW.0301", "Incorrect IAM authentication information: decrypt token fail", rec))
	if again := fetch(t, api, `{"id":"p1"}`); again != token {
		t.Error("the first token after a reset is another one")
	}
	if strings.Contains(log.String(), token) || !strings.Contains(log.String(), `msg="credentials refused" project=p2 call=1 why="the token is for the projects p1, not for p2"`) {
		t.Errorf("the log is\n%s", log)
	}
}

// A project is found by its name as by its id; a token of a whole account is
// given, and refused by the service.
func TestScopes(t *testing.T) {
	for _, c := range []struct{ projects, scope, name, id string }{
		{`{"*": {}}`, `{"id":"p1"}`, "p1", "p1"},
		{`{"*": {}}`, `{"id":"p1","name":"anything"}`, "anything", "p1"},
		{`{"*": {}}`, `{"name":"cn-north-4","domain":{"name":"us"}}`, "cn-north-4", "ee4a8774be46365fa25c1a2b7ac4a142"},
		{`{"*": {}, mine: {}}`, `{"name":"mine"}`, "mine", "mine"},
		{`{first: {}, second: {}}`, `{"name":"second"}`, "second", "second"},
		{`{first: {}, second: {}}`, `{"name":"cn-north-4"}`, "cn-north-4", "first"},
	} {
		api, _, _ := asking(t, "auth: {mode: token}\nprojects: "+c.projects+"\n")
		rec := send(api, login("x", `,"scope":{"project":`+c.scope+`}`))
		var answer struct {
			Token struct{ Project struct{ ID, Name string } }
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%s: %v", rec.Body, err)
		}
		if p := answer.Token.Project; p.ID != c.id || p.Name != c.name {
			t.Errorf("%s of %s is %+v, want %s", c.scope, c.projects, p, c.id)
		}
		if rec := send(api, "GET /v1.0/"+c.id+"/graphs/jobs", "X-Auth-Token: "+rec.Header().Get("X-Subject-Token")); rec.Code != 200 {
			t.Errorf("%s of %s: %s", c.scope, c.projects, rec.Body)
		}
		var projects struct{ Projects []struct{ ID, Name string } }
		if err := json.Unmarshal(send(api, "GET /v3/projects?name="+c.name).Body.Bytes(), &projects); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(c.scope, `"id"`) && (len(projects.Projects) != 1 || projects.Projects[0].ID != c.id || projects.Projects[0].Name != c.name) {
			t.Errorf("%s of %s is listed as %+v", c.name, c.projects, projects)
		}
	}
	api, _, _ := asking(t, tokenMode)
	for _, scope := range []string{"", `,"scope":{"domain":{"name":"us"}}`, `,"scope":null`} {
		rec := send(api, login("x", scope))
		if rec.Code != 201 || strings.Contains(rec.Body.String(), `"project"`) || !strings.Contains(rec.Body.String(), `"catalog":[],"domain":{"id":`) {
			t.Errorf("scope %q: %d %s", scope, rec.Code, rec.Body)
		}
		if rec := send(api, "GET "+list, "X-Auth-Token: "+rec.Header().Get("X-Subject-Token")); rec.Code != 403 {
			t.Errorf("the token of scope %q: %d %s", scope, rec.Code, rec.Body)
		}
	}
}

func TestListedProjects(t *testing.T) {
	for projects, names := range map[string]string{
		`{"*": {}}`:               "cn-north-4",
		`{"*": {}, b: {}, a: {}}`: "b a",
		`{b: {}, a: {}}`:          "b a",
	} {
		api, _, _ := asking(t, "projects: "+projects+"\n")
		var answer struct{ Projects []struct{ Name string } }
		if err := json.Unmarshal(send(api, "GET /v3/projects?name=").Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range answer.Projects {
			got = append(got, p.Name)
		}
		if strings.Join(got, " ") != names {
			t.Errorf("%s lists %v, want %s", projects, got, names)
		}
	}
}

func TestBadTokenRequests(t *testing.T) {
	api, _, log := asking(t, "auth: {mode: token, users: [{name: me, password: right, domain: us}]}\nprojects: {p1: {}}\n")
	const post = "POST /v3/auth/tokens "
	good := login("right", `,"scope":{"project":{"id":"p1"}}`)
	for _, c := range []struct {
		call    string
		status  int
		message string
	}{
		{post, 400, "The request body is invalid: it is not JSON, or has a value of another type"},
		{post + `{"auth":{"identity":{"methods":"password"}}}`, 400, "The request body is invalid: it is not JSON, or has a value of another type"},
		{post + `{}`, 400, `The request body is invalid: auth.identity.methods must be ["password"]`},
		{strings.Replace(good, `["password"]`, `["password","totp"]`, 1), 400, `The request body is invalid: auth.identity.methods must be ["password"]`},
		{strings.Replace(good, `"name":"me",`, "", 1), 400, "The request body is invalid: auth.identity.password.user needs a name"},
		{strings.Replace(good, `,"domain":{"name":"us"}`, "", 1), 400, "The request body is invalid: auth.identity.password.user needs a domain"},
		{strings.Replace(good, `"right"`, `""`, 1), 400, "The request body is invalid: auth.identity.password.user needs a password"},
		{strings.Replace(good, `"id":"p1"`, "", 1), 400, "The request body is invalid: auth.scope.project needs an id or a name"},
		{strings.Replace(good, `"id":"p1"`, `"id":"p 1"`, 1), 400, "The request body is invalid: auth.scope.project.id is not 1 to 64 letters, digits, - or _"},
		{strings.Replace(good, `"id":"p1"`, `"id":"p2"`, 1), 404, "Could not find project: p2."},
		{strings.Replace(good, `"right"`, `"wrong"`, 1), 401, "The username or password is wrong."},
		{strings.Replace(good, `"me"`, `"you"`, 1), 401, "The username or password is wrong."},
		{strings.Replace(good, `"us"`, `"them"`, 1), 401, "The username or password is wrong."},
		{post + strings.Repeat(" ", 1<<20) + "{}", 413, "The request body is larger than 1048576 bytes"},
	} {
		rec := send(api, c.call)
		want(t, rec, c.status, fmt.Sprintf(`{"error":{"code":%d,"message":%q,"title":%q}}`, c.status, c.message, http.StatusText(c.status)))
		if rec.Header().Get("X-Subject-Token") != "" {
			t.Errorf("%.200s: there is a token", c.call)
		}
	}
	if rec := send(api, good); rec.Code != 201 {
		t.Errorf("the right one: %d %s", rec.Code, rec.Body)
	}
	if strings.Contains(log.String(), "right") || strings.Contains(log.String(), "wrong\"") {
		t.Errorf("a password is in the log:\n%s", log)
	}
}

// The identity service's calls move no clock and meet no fault, and they answer
// where no credentials are asked for as well.
func TestIdentityCallsTouchNoProject(t *testing.T) {
	api, w, _ := asking(t, "clock: {mode: stepped, step: 1h}\nprojects: {p1: {}}\nfaults: [{name: second, when: {calls: 2}, reply: {errorCode: GES.9999}}]\n")
	if rec := send(api, "GET "+list); rec.Code != 200 {
		t.Fatal(rec.Body)
	}
	for range 5 {
		fetch(t, api, `{"id":"p1"}`)
		send(api, "GET /v3/projects?name=p1")
	}
	if rec := send(api, "GET "+list); rec.Code != 400 || rec.Header().Get("Date") != "Mon, 17 Dec 2018 13:55:00 GMT" {
		t.Errorf("the second call: %d %s at %s", rec.Code, rec.Body, rec.Header().Get("Date"))
	}
	if n := calls(t, w, "p1"); n != 2 {
		t.Errorf("%d calls are counted, want 2", n)
	}
}

// A token for a project that nobody called yet begins its life: it is valid in
// that alone. A look at projects does not.
func TestTokensBeginTheirProjectsLife(t *testing.T) {
	api, w, _ := asking(t, tokenMode)
	send(api, "GET /v3/projects?name=later")
	if n := w.Len(); n != 0 {
		t.Errorf("%d projects live", n)
	}
	token := fetch(t, api, `{"id":"later"}`)
	if n := w.Len(); n != 1 || calls(t, w, "later") != 0 {
		t.Errorf("%d projects live", n)
	}
	if rec := send(api, "GET /v1.0/later/graphs/jobs", "X-Auth-Token: "+token); rec.Code != 200 {
		t.Errorf("its first call: %d %s", rec.Code, rec.Body)
	}
}

// Where credentials are refused the call counts and moves the clock, but counts
// for no fault: it got no further than the gateway.
func TestRefusedCallsCountForNoFault(t *testing.T) {
	api, w, _ := asking(t, "clock: {mode: stepped, step: 1s}\nauth: {mode: token, tokens: [{value: good}]}\nprojects: {p1: {}}\n"+
		"faults: [{name: first, when: {calls: 1}, reply: {errorCode: GES.9999}}]\n")
	for _, c := range []struct {
		token  string
		status int
	}{{"bad", 401}, {"", 401}, {"good", 400}, {"good", 200}} {
		if rec := send(api, "GET "+list, "X-Auth-Token: "+c.token); rec.Code != c.status {
			t.Errorf("token %q: %d %s, want %d", c.token, rec.Code, rec.Body, c.status)
		}
	}
	inProject(t, w, "p1", func(tx *world.Tx) {
		if tx.Calls() != 4 || tx.Now().Sub(at(t, "12:55:00")) != 3*time.Second {
			t.Errorf("%d calls, now %s", tx.Calls(), tx.Now())
		}
	})
}

// The gateway's answer to a signature, and what the log has of it.
func TestSignatureRefusals(t *testing.T) {
	api, _, log := asking(t, "auth: {mode: signature, keys: [{access: AK, secret: top-secret}]}\nprojects: {\"*\": {}}\n")
	rec := send(api, "GET "+list)
	want(t, rec, 401, gatewayError("APIGW.0301", "Incorrect IAM authentication information: authorization not found", rec))
	const signed = "Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=00"
	rec = send(api, "GET "+list+"?limit=1", "X-Sdk-Date: 20240229T120000Z", signed)
	want(t, rec, 401, gatewayError("APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail", rec))
	if !strings.Contains(log.String(), "canonicalRequest:GET|/v1.0/p1/graphs/jobs/|limit=1|x-sdk-date:20240229T120000Z||x-sdk-date|e3b0c442") || strings.Contains(log.String(), "top-secret") {
		t.Errorf("the log is\n%s", log)
	}
	rec = send(api, "GET "+list+" "+strings.Repeat("x", 12<<20+1), "X-Sdk-Date: 20240229T120000Z", signed)
	want(t, rec, 413, gatewayError("APIGW.0201", "Request entity too large.", rec))
}
