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

func checker(a scenario.Auth) *auth.Checker { return auth.New(a, fake.NewKey(1), wall, nil) }

// refusal returns the refusal of a request's credentials as «code: detail», or "" if they
// allow a list call in a project at an instant.
func refusal(c *auth.Checker, r *http.Request, project string, now clock.Instant) string {
	return refusalWith(c, nil, r, project, now)
}

// refusalWith is like refusal, for a project in which tokens were issued.
func refusalWith(c *auth.Checker, issued *auth.Tokens, r *http.Request, project string, now clock.Instant) string {
	got := judge(c, issued, r, ges.ListJobs, project, now)
	if got == nil {
		return ""
	}
	return strings.TrimSpace(got.Code + got.Detail)
}

// judge returns a checker's refusal of the credentials of a request.
func judge(c *auth.Checker, issued *auth.Tokens, r *http.Request, operation ges.Operation, project string, now clock.Instant) *auth.Refusal {
	by := auth.CredentialsOf(r)
	if !c.Ready(&by) {
		by.Prepare()
	}
	return c.Refuse(&by, issued, operation, project, now)
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

// A token denies only the operations that it names.
func TestDenyIsOfOneOperation(t *testing.T) {
	c, r := checker(tokens()), withToken("reads-nothing")
	if judge(c, nil, r, "ShowJob", "p1", start) != nil || judge(c, nil, r, ges.ListJobs, "p1", start) == nil {
		t.Error("the token denies another operation than ListJobs")
	}
}

// The log has enough details to help, and never a token's value.
func TestLogTellsWhyWithoutSecrets(t *testing.T) {
	c := checker(tokens())
	for token, want := range map[string]string{
		"p2-only":       "the token is for the projects p2, p3, not for p1",
		"reads-nothing": "the token denies ListJobs",
		"unknown":       "the token is not in the scenario, nor was it issued since its start",
	} {
		got := judge(c, nil, withToken(token), ges.ListJobs, "p1", start)
		if got == nil || got.Log != want || strings.Contains(got.Log+got.Detail, token) {
			t.Errorf("token %q: %+v, want the log %q", token, got, want)
		}
	}
}

// Each mode uses its own header.
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

// Without required credentials, the check of a call does not allocate.
func TestOffCostsNothing(t *testing.T) {
	c, r := checker(scenario.Auth{Mode: scenario.AuthOff}), withToken("x")
	if n := testing.AllocsPerRun(100, func() { judge(c, nil, r, ges.ListJobs, "p1", start) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// registered returns the tokens of a project's life that has begun.
func registered(c *auth.Checker, project string) *auth.Tokens {
	t := c.NewTokens(project)
	t.Register()
	return t
}

func TestIssuedTokens(t *testing.T) {
	a := tokens()
	c, again := checker(a), checker(a)
	day := start.Add(24 * time.Hour)
	p1, p2 := registered(c, "p1"), registered(c, "p2")
	first, second, other := p1.Issue(day, auth.Holder{}), p1.Issue(day, auth.Holder{}), p2.Issue(day, auth.Holder{})
	if first == second || first == other || len(first) < 100 || !strings.HasPrefix(first, "MII") {
		t.Errorf("tokens are %q, %q and %q", first, second, other)
	}
	if again.NewTokens("p2").Issue(day, auth.Holder{}) != other || again.NewTokens("p1").Issue(day, auth.Holder{}) != first {
		t.Error("tokens do not follow from the project and the number alone")
	}
	account := c.IssueToAccount(day, auth.Holder{})
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
		issued := map[string]*auth.Tokens{"p1": p1, "p2": p2}[k.project]
		if got := refusalWith(c, issued, withToken(k.token), k.project, k.now); got != k.want {
			t.Errorf("token %.8q…, project %s, %s: %q, want %q", k.token, k.project, k.now, got, k.want)
		}
	}
	p1.Unregister() // its life has ended
	p1 = registered(c, "p1")
	if got := refusalWith(c, p1, withToken(first), "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("a token of before the start: %q", got)
	}
	if got := refusalWith(c, p2, withToken(other), "p2", start); got != "" {
		t.Errorf("another project's token went too: %q", got)
	}
	if p1.Issue(day, auth.Holder{}) != first {
		t.Error("the first token after the start is another one")
	}
}

// When a project has more than a thousand tokens, its oldest ones are discarded, and none
// of other projects.
func TestIssuedTokensAreBounded(t *testing.T) {
	c := checker(tokens())
	p1, p2 := registered(c, "p1"), registered(c, "p2")
	first, second, other := p1.Issue(clock.Max, auth.Holder{}), p1.Issue(clock.Max, auth.Holder{}), p2.Issue(clock.Max, auth.Holder{})
	for range 999 {
		p1.Issue(clock.Max, auth.Holder{})
	}
	for token, want := range map[string]string{first: "APIGW.0301: decrypt token fail", second: ""} {
		if got := refusalWith(c, p1, withToken(token), "p1", start); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := refusalWith(c, p2, withToken(other), "p2", start); got != "" {
		t.Errorf("another project's: %q", got)
	}
}

// A token that a snapshot restored in two projects expires in each of them independently.
func TestTokensEndEachInItsOwnProject(t *testing.T) {
	c := checker(tokens())
	p1, p2 := registered(c, "p1"), c.NewTokens("p2")
	token := p1.Issue(start.Add(time.Hour), auth.Holder{})
	p2.Restore(auth.IssuedTokens{Count: 1, Issued: []auth.IssuedToken{{Value: token, Expires: start.Add(time.Minute)}}})
	p2.Register()
	late := start.Add(time.Minute)
	if got := refusalWith(c, p1, withToken(token), "p1", late); got != "" {
		t.Errorf("where it is valid: %q", got)
	}
	if got := refusalWith(c, p2, withToken(token), "p2", late); !strings.HasPrefix(got, "APIGW.0301: token expires") {
		t.Errorf("where it has ended: %q", got)
	}
	p2.Unregister()
	if got := refusalWith(c, nil, withToken(token), "p3", late); got != "APIGW.0302" {
		t.Errorf("of another project: %q", got)
	}
}

// Tokens are issued, looked up and discarded concurrently, each project's under its own
// lock.
func TestIssueInParallel(t *testing.T) {
	c := checker(tokens())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			id := string(rune('a' + i))
			for range 50 {
				issued := registered(c, id)
				if got := refusalWith(c, issued, withToken(issued.Issue(clock.Max, auth.Holder{})), id, start); got != "" {
					t.Errorf("its own token: %q", got)
				}
				issued.Unregister()
			}
		})
	}
	wg.Wait()
}
