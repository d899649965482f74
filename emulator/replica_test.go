package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// Any replica logs a client in, whose project lives in another one, and begins no project
// by that.
func TestReplicasLogIn(t *testing.T) {
	const world = "version: 1\nauth: {mode: any, users: [{name: me, password: secret, domain: us}]}\nprojects: {\"*\": {}}\n"
	start := func(name, key string) *emulator.Emulator {
		return newEmulator(t, emulator.WithScenarioYAML("w.yaml", []byte(world)), emulator.WithReplica(name, key))
	}
	one, two, foreign := start("r1", ""), start("r2", ""), start("r3", "another key of theirs")
	login := func(password string) (int, string) {
		rec := request(t, one, `POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":"`+password+`","domain":{"name":"us"}}}},"scope":{"project":{"id":"p1"}}}}`)
		return rec.Code, rec.Header().Get("X-Subject-Token")
	}
	if status, token := login("guess"); status != http.StatusUnauthorized || token != "" {
		t.Errorf("with a wrong password: %d %q", status, token)
	}
	status, token := login("secret")
	if status != http.StatusCreated || one.Stats().Projects != 0 {
		t.Fatalf("login: %d, %d projects", status, one.Stats().Projects)
	}
	for _, c := range []struct {
		e    *emulator.Emulator
		call string
		want int
	}{
		{two, "GET /v1.0/p1/graphs/jobs", 200},
		{two, "GET /v2/p1/graphs/jobs", 200},
		{two, "GET /v1.0/p2/graphs/jobs", 403},
		{foreign, "GET /v1.0/p1/graphs/jobs", 401},
	} {
		if rec := request(t, c.e, c.call, "X-Auth-Token: "+token); rec.Code != c.want {
			t.Errorf("%s: %d %s", c.call, rec.Code, rec.Body)
		}
	}
	shown := request(t, two, "GET /v3/auth/tokens", "X-Auth-Token: "+token, "X-Subject-Token: "+token)
	if body := shown.Body.String(); shown.Code != 200 || !strings.Contains(body, `"id":"p1"`) || !strings.Contains(body, `"expires_at":"2018-12-18T12:55:00.000000Z"`) {
		t.Errorf("validated: %d %s", shown.Code, body)
	}
	// What the project took over is part of its state.
	snapshot := request(t, two, "GET /_emulator/projects/p1/snapshot").Body.String()
	if !strings.Contains(snapshot, token) {
		t.Errorf("the snapshot has no token: %s", snapshot)
	}
}

func TestReplicaRefusesAll(t *testing.T) {
	e := newEmulator(t, emulator.WithReplica("r1", ""))
	for call, want := range map[string]int{
		"GET /_emulator/projects/*/clock":    409,
		"POST /_emulator/projects/%2A/reset": 409,
		"DELETE /_emulator/projects/*":       409,
		"GET /_emulator/projects/p1/clock":   200,
		"GET /_emulator/projects":            200,
	} {
		if rec := request(t, e, call); rec.Code != want {
			t.Errorf("%s: %d %s, want %d", call, rec.Code, rec.Body, want)
		}
	}
	if rec := request(t, e, "GET /_emulator/projects/*/clock", "Ges-Emulator-Replica: each"); rec.Code != 200 {
		t.Errorf("by a client of each: %d %s", rec.Code, rec.Body)
	}
	for _, name := range []string{"", "a b", strings.Repeat("r", 65)} {
		if _, err := emulator.New(emulator.WithReplica(name, "")); err == nil || err.Error() != fmt.Sprintf("replica: %q is not a replica's name: it is 1 to 64 letters, digits, or . _ -", name) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A project that follows another scenario since, with a seed of its own, takes the tokens
// that other replicas seal.
func TestReplicasSealWhateverAProjectFollows(t *testing.T) {
	start := func(name string) *emulator.Emulator {
		return newEmulator(t, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nprojects: {named: {}}\n")), emulator.WithReplica(name, ""))
	}
	one, two := start("r1"), start("r2")
	const other = `{"version": 1, "seed": 77, "auth": {"mode": "token"}, "projects": {"named": {}}}`
	if rec := request(t, two, "PUT /_emulator/projects/named/scenario "+other); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	login := func(project string) (int, string) {
		rec := request(t, one, `POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":"x","domain":{"name":"us"}}}},"scope":{"project":{"id":"`+project+`"}}}}`)
		return rec.Code, rec.Header().Get("X-Subject-Token")
	}
	_, token := login("named")
	if rec := request(t, two, "GET /v1.0/named/graphs/jobs", "X-Auth-Token: "+token); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if status, token := login("unknown"); status != http.StatusNotFound || token != "" {
		t.Errorf("a project that no replica has: %d %q", status, token)
	}
}

// A replica with a state goes on where it was: it issues no token twice, and what was
// adopted has its time.
func TestReplicaResumes(t *testing.T) {
	dir := t.TempDir()
	start := func() *emulator.Emulator {
		return newEmulator(t, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nauth: {mode: token}\nprojects: {\"*\": {}}\n")),
			emulator.WithReplica("r1", ""), emulator.WithState(dir))
	}
	login := func(e *emulator.Emulator) string {
		return request(t, e, "POST /v3/auth/tokens "+tokenRequest("p1")).Header().Get("X-Subject-Token")
	}
	e := start()
	first := login(e)
	request(t, e, "GET /v1.0/p1/graphs/jobs", "X-Auth-Token: "+first)
	request(t, e, `POST /_emulator/projects/p1/clock/advance {"by":"25h"}`)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = start()
	if rec := request(t, e, "GET /v1.0/p1/graphs/jobs", "X-Auth-Token: "+first); rec.Code != 401 {
		t.Errorf("a token that has expired: %d", rec.Code)
	}
	second := login(e)
	if rec := request(t, e, "GET /v1.0/p1/graphs/jobs", "X-Auth-Token: "+second); rec.Code != 200 || second == first {
		t.Errorf("after a login: %d", rec.Code)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}
