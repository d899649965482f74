package gesapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

const (
	keys      = "POST /v3.0/OS-CREDENTIAL/securitytokens "
	keyByAny  = keys + `{"auth":{"identity":{"methods":["token"]}}}`
	accountID = "2bf75f055006b3737386976ae0467348"
	regionID  = "ee4a8774be46365fa25c1a2b7ac4a142" // the id of cn-north-4
)

// What the identity service shows of accounts and projects, byte for byte.
func TestAccountsAndProjects(t *testing.T) {
	const here = "http://example.com/v3/"
	project := func(id, name string) string {
		return fmt.Sprintf(`{"domain_id":%q,"is_domain":false,"parent_id":%q,"name":%q,"description":"","links":{"self":"%sprojects/%s"},"id":%q,"enabled":true}`,
			accountID, accountID, name, here, id, id)
	}
	shown := func(id, name string) string {
		return fmt.Sprintf(`{"project":{"is_domain":false,"description":"","links":{"self":"%sprojects/%s"},"enabled":true,"id":%q,"parent_id":%q,"domain_id":%q,"name":%q}}`,
			here, id, id, accountID, accountID, name)
	}
	domain := func(name string) string {
		return fmt.Sprintf(`{"domains":[{"description":"","enabled":true,"id":%q,"links":{"self":"%sdomains/%s"},"name":%q}],"links":{"self":"%sauth/domains"}}`,
			accountID, here, accountID, name, here)
	}
	missing := func(id string) string {
		return fmt.Sprintf(`{"error":{"code":404,"message":"Could not find project: %s.","title":"Not Found"}}`, id)
	}
	for _, c := range []struct {
		scenario, call string
		status         int
		body           string
	}{
		{`projects: {"*": {}}`, "GET /v3/auth/domains", 200, domain("IAMDomain")},
		{"auth: {users: [{name: me, password: x}]}\n" + `projects: {"*": {}}`, "GET /v3/auth/domains", 200, domain("IAMDomain")},
		{"auth: {users: [{name: me, password: x, domain: us}]}\n" + `projects: {"*": {}}`, "GET /v3/auth/domains", 200, domain("us")},
		{`projects: {"*": {}}`, "GET /v3/auth/projects", 200, `{"projects":[` + project(regionID, "cn-north-4") + `],"links":{"self":"` + here + `auth/projects"}}`},
		{`projects: {p2: {}, p1: {}}`, "GET /v3/auth/projects", 200, `{"projects":[` + project("p2", "p2") + "," + project("p1", "p1") + `],"links":{"self":"` + here + `auth/projects"}}`},
		{`projects: {"*": {}}`, "GET /v3/projects/" + regionID, 200, shown(regionID, "cn-north-4")},
		{`projects: {"*": {}}`, "GET /v3/projects/any", 200, shown("any", "any")},
		{`projects: {p1: {}}`, "GET /v3/projects/p1", 200, shown("p1", "p1")},
		{`projects: {p1: {}}`, "GET /v3/projects/p2", 404, missing("p2")},
		{`projects: {"*": {}}`, "GET /v3/projects/a%20b", 404, missing("a b")},
	} {
		api, w, _ := asking(t, c.scenario+"\n")
		for range 2 {
			want(t, send(api, c.call), c.status, c.body)
		}
		if n := w.Len(); c.scenario == `projects: {"*": {}}` && n != 0 {
			t.Errorf("after %s %d projects live", c.call, n)
		}
	}
	api, _, _ := asking(t, tokenMode)
	token := fetch(t, api, `{"id":"p1"}`)
	want(t, send(api, "GET /v3/auth/domains", "X-Auth-Token: "+token), 200, domain("us"))
}

func TestRegions(t *testing.T) {
	api, _, _ := asking(t, `projects: {"*": {}}`+"\n")
	rec := send(api, "GET /v3/regions")
	begin := `{"regions":[{"parent_region_id":null,"description":"","links":{"self":"http://example.com/v3/regions/cn-north-4"},"type":"public","id":"cn-north-4","locales":{"zh-cn":"华北-北京四","en-us":"CN North-Beijing4"}},`
	end := `],"links":{"self":"http://example.com/v3/regions","previous":null,"next":null}}`
	if body := rec.Body.String(); rec.Code != 200 || !strings.HasPrefix(body, begin) || !strings.HasSuffix(body, end) || strings.Count(body, `"id":`) != 9 {
		t.Errorf("%d %s", rec.Code, body)
	}
}

// Validation shows of a token what its issue did, until it expires.
func TestValidatedTokens(t *testing.T) {
	api, w, _ := asking(t, "auth: {mode: token, tokens: [{value: known, projects: [p2]}, {value: ever}]}\nprojects: {\"*\": {}}\n")
	var issued []string
	for _, scope := range []string{`,"scope":{"project":{"id":"p1"}}`, `,"scope":{"project":{"name":"cn-north-4"}}`, ""} {
		rec := send(api, login("x", scope))
		token := rec.Header().Get("X-Subject-Token")
		again := send(api, "GET /v3/auth/tokens", "X-Auth-Token: "+token, "X-Subject-Token: "+token)
		want(t, again, 200, rec.Body.String())
		if again.Header().Get("X-Subject-Token") != token {
			t.Error("the answer has another token")
		}
		issued = append(issued, token)
	}
	if rec := send(api, "GET /v3/auth/tokens?nocatalog=1", "X-Auth-Token: ever", "X-Subject-Token: "+issued[0]); !strings.Contains(rec.Body.String(), `"catalog":[]`) {
		t.Errorf("without the catalog: %s", rec.Body)
	}
	for subject, text := range map[string]string{
		"known": `"project":{"domain":{"id":"` + accountID + `","name":"IAMDomain"},"id":"p2","name":"p2"},"issued_at":"2018-12-17T12:55:00.000000Z"`,
		"ever":  `"project":{"domain":{"id":"` + accountID + `","name":"IAMDomain"},"id":"` + regionID + `","name":"cn-north-4"},"issued_at":"2018-12-17T12:55:00.000000Z"`,
	} {
		if rec := send(api, "GET /v3/auth/tokens", "X-Auth-Token: ever", "X-Subject-Token: "+subject); rec.Code != 200 || !strings.Contains(rec.Body.String(), text) {
			t.Errorf("%s: %d %s", subject, rec.Code, rec.Body)
		}
	}
	advance(t, w, world.By(24*time.Hour))
	missing := `{"error":{"code":404,"message":"Could not find token.","title":"Not Found"}}`
	for _, subject := range []string{issued[0], "unknown"} {
		want(t, send(api, "GET /v3/auth/tokens", "X-Auth-Token: ever", "X-Subject-Token: "+subject), 404, missing)
	}
	rec := send(api, "GET /v3/auth/tokens", "X-Auth-Token: "+issued[0], "X-Subject-Token: ever")
	want(t, rec, 401, gatewayError("APIGW.0301", "Incorrect IAM authentication information: token expires, expires_at: 2018-12-18T12:55:00.000000Z", rec))
}

// temporaryKey gets a key.
func temporaryKey(t *testing.T, h http.Handler, call string, headers ...string) (access, secret, security, expires string) {
	t.Helper()
	rec := send(h, call, headers...)
	var body struct {
		Credential struct {
			Access, Secret, SecurityToken string
			Expires                       string `json:"expires_at"`
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &body); err != nil || rec.Code != 201 {
		t.Fatalf("no key: %d %s", rec.Code, rec.Body)
	}
	c := body.Credential
	return c.Access, c.Secret, c.SecurityToken, c.Expires
}

// How long a key is valid, and in which project's time.
func TestKeysExpireInTheTimeOfTheirProject(t *testing.T) {
	api, w, _ := asking(t, "auth: {mode: any, tokens: [{value: ever}]}\nprojects: {\"*\": {}}\n")
	token := fetch(t, api, `{"id":"p1"}`)
	advance(t, w, world.By(time.Hour)) // p1
	lasting := func(seconds string) string {
		return keys + `{"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":` + seconds + `}}}}`
	}
	for _, c := range []struct {
		call, want string
		headers    []string
	}{
		{keyByAny, "2018-12-17T14:10:00.000000Z", []string{"X-Auth-Token: " + token}},
		{lasting(`"3600"`), "2018-12-17T14:55:00.000000Z", []string{"X-Auth-Token: " + token}},
		{lasting("86400"), "2018-12-18T13:55:00.000000Z", []string{"X-Auth-Token: " + token}},
		{lasting("null"), "2018-12-17T14:10:00.000000Z", []string{"X-Auth-Token: " + token}},
		{strings.Replace(lasting("900"), `"duration`, `"id":"`+token+`","duration`, 1), "2018-12-17T14:10:00.000000Z", nil},
		{keyByAny, "2018-12-17T13:10:00.000000Z", []string{"X-Auth-Token: ever"}},
		{keyByAny, "2018-12-17T14:10:00.000000Z", []string{"X-Auth-Token: ever", "X-Project-Id: p1"}},
		{keyByAny, "2018-12-17T14:10:00.000000Z", []string{"X-Auth-Token: " + token, "X-Project-Id: p2"}},
	} {
		if _, _, _, expires := temporaryKey(t, api, c.call, c.headers...); expires != c.want {
			t.Errorf("%s %.40q: until %s, want %s", c.call, c.headers, expires, c.want)
		}
	}
}

// The same keys come in each run; the journal, the log and the state have none of a
// caller's secrets but what has to survive.
func TestKeysFollowFromTheSeed(t *testing.T) {
	var first string
	for run := range 2 {
		api, w, log := asking(t, "projects: {\"*\": {}}\n")
		w.SetJournalSize(100)
		access, secret, security, _ := temporaryKey(t, api, keyByAny, "X-Project-Id: p1")
		again, _, _, _ := temporaryKey(t, api, keyByAny, "X-Project-Id: p1")
		if len(access) != 20 || len(secret) != 40 || access == again {
			t.Errorf("%s, %s, then %s", access, secret, again)
		}
		if run == 1 && first != access+secret+security {
			t.Error("another run has another key")
		}
		first = access + secret + security
		send(api, "GET "+list, "X-Security-Token: "+security, "X-Auth-Token: x")
		if strings.Contains(log.String(), security) || strings.Contains(log.String(), secret) {
			t.Errorf("the log is\n%s", log)
		}
		requests := w.Requests(100, func(*journal.Request) bool { return true }).Requests
		for _, r := range requests {
			if text := fmt.Sprintf("%+v", r); strings.Contains(text, security) || strings.Contains(text, secret) {
				t.Errorf("the journal has %s", text)
			}
		}
	}
}

// withIdentityFaults is a world whose identity service fails.
const withIdentityFaults = `
projects: {"*": {}, p1: {}}
faults:
  - {name: second-look-up, operations: [KeystoneListProjects, ListJobs], when: {calls: 2}, reply: {errorCode: APIGW.0613, headers: {Retry-After: "3"}}}
  - {name: no-token, operations: [KeystoneCreateUserTokenByPassword], when: {from: 1h}, reply: {status: 503}}
  - {name: every-service-call, when: {calls: 3}, reply: {errorCode: GES.9999}}
  - {name: of-the-region, operations: [KeystoneListProjects], when: {header: {X-Try: "1"}}, reply: {status: 404, body: none}}
`

// A fault hits calls of the identity service only where it names them, and counts them
// for all projects together, apart from the service's own.
func TestFaultsOfIdentityCalls(t *testing.T) {
	api, w, _ := asking(t, withIdentityFaults)
	w.SetJournalSize(100)
	statuses := func(calls ...string) (got []int) {
		for _, c := range calls {
			got = append(got, send(api, c).Code)
		}
		return got
	}
	const find = "GET /v3/projects?name=p1"
	if got := fmt.Sprint(statuses(find, find, find, "GET /v3/auth/domains", "GET /v3/auth/domains")); got != "[200 503 200 200 200]" {
		t.Errorf("identity calls answer %s", got)
	}
	if got := fmt.Sprint(statuses("GET "+list, "GET "+list, "GET "+list, "GET /v1.0/p2/graphs/jobs")); got != "[200 503 400 200]" {
		t.Errorf("the service answers %s", got)
	}
	rec := send(api, find, "X-Try: 1")
	want(t, rec, 404, "none")
	requests := w.Requests(100, func(*journal.Request) bool { return true }).Requests
	if r := requests[1]; r.Operation != "KeystoneListProjects" || r.Fault != "second-look-up" || r.ErrorCode != "APIGW.0613" || r.Status != 503 || r.RetryAfter != 3*time.Second {
		t.Errorf("the journal has %+v", r)
	}
	problems := w.Verify()
	if len(problems) != 1 || problems[0].Name != "no-token" {
		t.Errorf("verify finds %v", problems)
	}
	if err := w.Load(w.Scenario()); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(statuses(find, find, find)); got != "[200 503 200]" {
		t.Errorf("with the scenario loaded again: %s", got)
	}
}

// A call whose answer a fault replaces issues nothing; conditions on time follow "*".
func TestFaultedTokensAreNotIssued(t *testing.T) {
	second := func(t *testing.T, faulted bool) string {
		t.Helper()
		api, w, _ := asking(t, withIdentityFaults)
		fetch(t, api, `{"id":"p1"}`)
		if faulted {
			inProject(t, w, "*", func(tx *world.Tx) {
				if _, err := tx.Advance(world.By(time.Hour)); err != nil {
					t.Fatal(err)
				}
			})
			rec := send(api, login("x", `,"scope":{"project":{"id":"p1"}}`))
			want(t, rec, 503, gatewayError("APIGW.0613", "The IAM service is currently unavailable.", rec))
			if rec.Header().Get("X-Subject-Token") != "" {
				t.Error("there is a token")
			}
			inProject(t, w, "*", func(tx *world.Tx) { tx.Reset() })
		}
		return fetch(t, api, `{"id":"p1"}`)
	}
	if second(t, true) != second(t, false) {
		t.Error("the call that failed issued a token")
	}
}

// FuzzIdentityBodies posts any body for a token and for a temporary key: it is answered
// with a documented status, in JSON.
func FuzzIdentityBodies(f *testing.F) {
	for _, seed := range []string{
		login("x", `,"scope":{"project":{"id":"p1"}}`), login("x", `,"scope":{"project":{"name":"图"}}`), login("x", `,"scope":{"project":null}`),
		keyByAny, keys + `{"auth":{"identity":{"methods":["token"],"token":{"id":"ever","duration_seconds":"86400"}}}}`,
		keys + `{"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":[900]}}}}`, keys + "null", keys + `{"auth":`,
	} {
		f.Add(strings.SplitN(seed, " ", 3)[2])
	}
	api, _, _ := asking(f, "auth: {mode: token, tokens: [{value: ever}]}\nprojects: {p1: {}}\n")
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"/v3/auth/tokens", "/v3.0/OS-CREDENTIAL/securitytokens"} {
			rec := httptest.NewRecorder()
			api.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
			if !slices.Contains([]int{201, 400, 401, 404, 413}, rec.Code) || !json.Valid(rec.Body.Bytes()) {
				t.Errorf("%s answers %d %s", path, rec.Code, rec.Body)
			}
		}
	})
}

// Parallel calls get keys of their own, and one of them the fault of the third.
func TestParallelIdentityCalls(t *testing.T) {
	api, _, _ := asking(t, `
projects: {"*": {}}
faults: [{name: third, operations: [CreateTemporaryAccessKeyByToken], when: {calls: 3}, reply: {status: 503}}]
`)
	var failed atomic.Int32
	var known sync.Map
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			rec := send(api, keyByAny)
			if rec.Code == 503 {
				failed.Add(1)
			} else if _, taken := known.LoadOrStore(rec.Body.String(), true); taken || rec.Code != 201 {
				t.Errorf("%d %s", rec.Code, rec.Body)
			}
		})
	}
	all.Wait()
	if failed.Load() != 1 {
		t.Errorf("%d of 50 calls are the third", failed.Load())
	}
}
