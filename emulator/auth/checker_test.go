package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// wall is the real time of these tests.
func wall() time.Time { return time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC) }

var start = clock.DefaultStart()

func checker(a scenario.Auth) *auth.Checker { return auth.New(a, fake.NewKey(1), wall) }

// refusal is what a request's credentials get, «code: detail», or "" when they
// allow a list call of project p1 at an instant.
func refusal(c *auth.Checker, r *http.Request, project string, now clock.Instant) string {
	got := c.Read(r).Refuse(ges.ListJobs, project, now)
	if got == nil {
		return ""
	}
	return strings.TrimSpace(got.Code + got.Detail)
}

func withToken(value string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/v1.0/p1/graphs/jobs", nil)
	if value != "" {
		r.Header.Set("X-Auth-Token", value)
	}
	return r
}

func tokens() scenario.Auth {
	return scenario.Auth{Mode: scenario.AuthToken, Tokens: []scenario.Token{
		{Value: "day", Expires: start.Add(24 * time.Hour)},
		{Value: "ever", Expires: clock.Never},
		{Value: "p2-only", Expires: clock.Never, Projects: []string{"p2", "p3"}},
		{Value: "reads-nothing", Expires: clock.Never, Deny: []ges.Operation{ges.ListJobs}},
		{Value: "old-and-denied", Expires: start, Projects: []string{"p2"}, Deny: []ges.Operation{ges.ListJobs}},
	}}
}

func TestTokens(t *testing.T) {
	c := checker(tokens())
	day := start.Add(24 * time.Hour)
	for _, k := range []struct {
		token, project string
		now            clock.Instant
		want           string
	}{
		{"day", "p1", start, ""},
		{"day", "p1", day - 1, ""},
		{"day", "p1", day, "APIGW.0301: token expires, expires_at: 2018-12-18T12:55:00.000000Z"},
		{"day", "p1", clock.Max, "APIGW.0301: token expires, expires_at: 2018-12-18T12:55:00.000000Z"},
		{"ever", "any-project", clock.Max, ""},
		{"p2-only", "p2", start, ""},
		{"p2-only", "p3", start, ""},
		{"p2-only", "p1", start, "APIGW.0302"},
		{"p2-only", "P2", start, "APIGW.0302"},
		{"reads-nothing", "p1", start, "APIGW.0302"},
		{"old-and-denied", "p1", start, "APIGW.0301: token expires, expires_at: 2018-12-17T12:55:00.000000Z"},
		{"", "p1", start, "APIGW.0301: x-auth-token not found"},
		{"unknown", "p1", start, "APIGW.0301: decrypt token fail"},
		{"DAY", "p1", start, "APIGW.0301: decrypt token fail"},
	} {
		if got := refusal(c, withToken(k.token), k.project, k.now); got != k.want {
			t.Errorf("token %q, project %s, %s: %q, want %q", k.token, k.project, k.now.Exact(), got, k.want)
		}
	}
}

// A token denies what it names and nothing else.
func TestDenyIsOfOneOperation(t *testing.T) {
	c := checker(tokens()).Read(withToken("reads-nothing"))
	if c.Refuse("ShowJob", "p1", start) != nil || c.Refuse(ges.ListJobs, "p1", start) == nil {
		t.Error("the token denies another operation than ListJobs")
	}
}

// Why, for the log: enough to help, and never a token's value.
func TestLogTellsWhyWithoutSecrets(t *testing.T) {
	c := checker(tokens())
	for token, want := range map[string]string{
		"p2-only":       "the token is for the projects p2, p3, not for p1",
		"reads-nothing": "the token denies ListJobs",
		"unknown":       "the token is not in the scenario, nor was it issued since its start",
	} {
		got := c.Read(withToken(token)).Refuse(ges.ListJobs, "p1", start)
		if got == nil || got.Log != want || strings.Contains(got.Log+got.Detail, token) {
			t.Errorf("token %q: %+v, want the log %q", token, got, want)
		}
	}
}

// Which header counts in which mode.
func TestModes(t *testing.T) {
	m := signedMessage()
	for _, k := range []struct {
		mode          scenario.AuthMode
		token, signed bool
		want          string
	}{
		{scenario.AuthOff, false, false, ""},
		{scenario.AuthToken, true, false, ""},
		{scenario.AuthToken, false, true, "APIGW.0301: x-auth-token not found"},
		{scenario.AuthSignature, false, true, ""},
		{scenario.AuthSignature, true, false, "APIGW.0301: authorization not found"},
		{scenario.AuthAny, true, false, ""},
		{scenario.AuthAny, false, true, ""},
		{scenario.AuthAny, false, false, "APIGW.0301: x-auth-token not found"},
	} {
		a := tokens()
		a.Mode, a.Keys = k.mode, []scenario.AccessKey{{Access: m.access, Secret: m.secret}}
		r := m.request(m.authorization())
		if !k.signed {
			r.Header.Del("Authorization")
		}
		if k.token {
			r.Header.Set("X-Auth-Token", "ever")
		}
		if got := refusal(checker(a), r, "p1", start); got != k.want {
			t.Errorf("%s, token %t, signed %t: %q, want %q", k.mode, k.token, k.signed, got, k.want)
		}
	}
	a := tokens()
	a.Mode, a.Keys = scenario.AuthAny, []scenario.AccessKey{{Access: m.access, Secret: m.secret}}
	r := m.request(m.authorization())
	r.Header.Set("X-Auth-Token", "unknown")
	if got := refusal(checker(a), r, "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("with both, the token must count: %q", got)
	}
}

// Where nothing is asked, nothing is done: no allocation on the way of a call.
func TestOffCostsNothing(t *testing.T) {
	c, r := checker(scenario.Auth{Mode: scenario.AuthOff}), withToken("x")
	if n := testing.AllocsPerRun(100, func() { c.Read(r).Refuse(ges.ListJobs, "p1", start) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestIssuedTokens(t *testing.T) {
	a := tokens()
	c, again := checker(a), checker(a)
	day := start.Add(24 * time.Hour)
	first, second, other := c.Issue("p1", day), c.Issue("p1", day), c.Issue("p2", day)
	if first == second || first == other || len(first) < 100 || !strings.HasPrefix(first, "MII") {
		t.Errorf("tokens are %q, %q and %q", first, second, other)
	}
	otherAgain, firstAgain := again.Issue("p2", day), again.Issue("p1", day) // in another order
	if firstAgain != first || otherAgain != other {
		t.Error("tokens do not follow from the project and the number alone")
	}
	account := c.Issue("", day)
	for _, k := range []struct {
		token, project string
		now            clock.Instant
		want           string
	}{
		{first, "p1", day - 1, ""},
		{first, "p1", day, "APIGW.0301: token expires, expires_at: 2018-12-18T12:55:00.000000Z"},
		{second, "p1", start, ""},
		{first, "p2", start, "APIGW.0302"},
		{other, "p2", start, ""},
		{account, "p1", start, "APIGW.0302"},
	} {
		if got := refusal(c, withToken(k.token), k.project, k.now); got != k.want {
			t.Errorf("token %.8q…, project %s, %s: %q, want %q", k.token, k.project, k.now, got, k.want)
		}
	}
	c.Forget("p1")
	if got := refusal(c, withToken(first), "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("a token of before the start: %q", got)
	}
	if got := refusal(c, withToken(other), "p2", start); got != "" {
		t.Errorf("another project's token went too: %q", got)
	}
	if c.Issue("p1", day) != first {
		t.Error("the first token after the start is another one")
	}
}

// Of more than ten thousand tokens the oldest go.
func TestIssuedTokensAreBounded(t *testing.T) {
	c := checker(tokens())
	first := c.Issue("p1", clock.Max)
	second := c.Issue("p2", clock.Max)
	for range 9_999 {
		c.Issue("p3", clock.Max)
	}
	if got := refusal(c, withToken(first), "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("the oldest token: %q", got)
	}
	if got := refusal(c, withToken(second), "p2", start); got != "" {
		t.Errorf("the second: %q", got)
	}
}

// Tokens are issued, looked up and forgotten at once.
func TestIssueInParallel(t *testing.T) {
	c := checker(tokens())
	seen := make([]string, 400)
	var wg sync.WaitGroup
	for i := range seen {
		wg.Add(1)
		go func() {
			defer wg.Done()
			seen[i] = c.Issue("p1", clock.Max)
			if got := refusal(c, withToken(seen[i]), "p1", start); got != "" {
				t.Errorf("its own token: %q", got)
			}
			c.Issue("gone", clock.Max)
			c.Forget("gone")
		}()
	}
	wg.Wait()
	distinct := map[string]bool{}
	for _, value := range seen {
		distinct[value] = true
	}
	if len(distinct) != len(seen) {
		t.Errorf("%d tokens, %d of them distinct", len(seen), len(distinct))
	}
}

func TestLogin(t *testing.T) {
	open := checker(scenario.Auth{})
	closed := checker(scenario.Auth{Users: []scenario.User{{Name: "u", Password: "p"}, {Name: "d", Password: "p", Domain: "account"}}})
	for _, k := range []struct {
		name, password, domain string
		want                   bool
	}{
		{"u", "p", "any", true},
		{"u", "P", "any", false},
		{"u", "", "any", false},
		{"U", "p", "any", false},
		{"d", "p", "account", true},
		{"d", "p", "other", false},
		{"", "", "", false},
	} {
		if got := closed.Login(k.name, k.password, k.domain); got != k.want {
			t.Errorf("%q %q of %q: %t, want %t", k.name, k.password, k.domain, got, k.want)
		}
		if !open.Login(k.name, k.password, k.domain) {
			t.Errorf("%q %q of %q is refused where any will do", k.name, k.password, k.domain)
		}
	}
}
