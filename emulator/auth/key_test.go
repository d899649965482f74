package auth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// signedBy returns a call that a temporary key signs.
func signedBy(key auth.IssuedToken) *http.Request {
	m := signedMessage()
	m.access, m.secret = key.Key.Access, key.Key.Secret
	r := m.request(m.authorization())
	r.Header.Set("X-Security-Token", key.Value)
	return r
}

// issueKey returns a key for a caller with a token.
func issueKey(t *testing.T, c *auth.Checker, in *auth.Tokens, token string, life time.Duration) auth.IssuedToken {
	t.Helper()
	by := auth.CredentialsOf(withToken(token))
	rights, refusal := c.Authenticate(&by, token, in, start)
	if refusal != nil {
		t.Fatalf("token %q: %+v", token, refusal)
	}
	return in.IssueKey(start.Add(life), rights)
}

func withKeys() scenario.Auth {
	a := tokens()
	a.Mode, a.Keys = scenario.AuthAny, []scenario.AccessKey{{Access: "AK", Secret: "SK"}}
	return a
}

// A temporary key may do what the token may for which it was issued, until it expires.
func TestTemporaryKeys(t *testing.T) {
	c := checker(withKeys())
	p1 := registered(c, "p1")
	projectToken, account := p1.Issue(clock.Max, auth.Holder{}), c.IssueToAccount(clock.Max, auth.Holder{})
	for _, k := range []struct {
		token, project string
		after          time.Duration
		want           string
	}{
		{"ever", "p1", 0, ""},
		{"ever", "p2", 15*time.Minute - 1, ""},
		{"ever", "p1", 15 * time.Minute, "APIGW.0301: token expires, expires_at: 2018-12-17T13:10:00.000000Z"},
		{"p2-only", "p3", 0, ""},
		{"p2-only", "p1", 0, "APIGW.0302"},
		{"reads-nothing", "p1", 0, "APIGW.0302"},
		{projectToken, "p1", 0, ""},
		{projectToken, "p2", 0, "APIGW.0302"},
		{account, "p2", 0, ""},
	} {
		r := signedBy(issueKey(t, c, p1, k.token, 15*time.Minute))
		if got := refusal(c, r, k.project, start.Add(k.after)); got != k.want {
			t.Errorf("a key by token %.20q, project %s, %s later: %q, want %q", k.token, k.project, k.after, got, k.want)
		}
	}
}

// A temporary key needs its own security token, and a permanent key none.
func TestSecurityTokens(t *testing.T) {
	c := checker(withKeys())
	p1 := registered(c, "p1")
	key, other := issueKey(t, c, p1, "ever", time.Hour), issueKey(t, c, p1, "ever", time.Hour)
	permanent := signedMessage()
	permanent.access, permanent.secret = "AK", "SK"
	for what, k := range map[string]struct {
		change func(http.Header)
		want   string
	}{
		"its own":   {func(http.Header) {}, ""},
		"none":      {func(h http.Header) { h.Del("X-Security-Token") }, "APIGW.0301: ak " + key.Key.Access + " not exist"},
		"unknown":   {func(h http.Header) { h.Set("X-Security-Token", "unknown") }, "APIGW.0301: decrypt token fail"},
		"a token":   {func(h http.Header) { h.Set("X-Security-Token", "ever") }, "APIGW.0301: decrypt token fail"},
		"another's": {func(h http.Header) { h.Set("X-Security-Token", other.Value) }, "APIGW.0301: verify aksk signature fail"},
		"changed": {func(h http.Header) {
			h.Set("Authorization", strings.Replace(h.Get("Authorization"), "Signature=", "Signature=0", 1))
		}, "APIGW.0301: verify aksk signature fail"},
		"as token": {func(h http.Header) { h.Set("X-Auth-Token", key.Value) }, "APIGW.0301: decrypt token fail"},
	} {
		r := signedBy(key)
		k.change(r.Header)
		if got := refusal(c, r, "p1", start); got != k.want {
			t.Errorf("%s: %q, want %q", what, got, k.want)
		}
	}
	r := permanent.request(permanent.authorization())
	if got := refusal(c, r, "p1", start); got != "" {
		t.Errorf("a permanent key: %q", got)
	}
	r.Header.Set("X-Security-Token", "unknown")
	if got := refusal(c, r, "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("a permanent key with a security token: %q", got)
	}
}

// The log of a refused temporary key has none of its secrets.
func TestTheLogHasNoSecurityToken(t *testing.T) {
	c := checker(withKeys())
	key := issueKey(t, c, registered(c, "p1"), "ever", time.Hour)
	m := signedMessage()
	m.headers = [][2]string{{"X-Security-Token", key.Value}}
	m.access, m.secret = key.Key.Access, "another"
	got := judge(c, nil, m.request(m.authorization()), ges.ListJobs, "p1", start)
	if got == nil || !strings.Contains(got.Log, "x-security-token:***|") || strings.Contains(got.Log+got.Detail, key.Value) {
		t.Errorf("%+v", got)
	}
}

// A key of the scenario denies only what it names, by the operation or by its group.
func TestKeysDeny(t *testing.T) {
	m := signedMessage()
	a := signing(m)
	for deny, want := range map[ges.Operation]map[ges.Operation]string{
		"ListJobs": {"ListJobs": "APIGW.0302", "ShowJob": "", "StopGraph": ""},
		"Write":    {"ListJobs": "", "ShowJob": "", "StopGraph": "APIGW.0302"},
		"Read":     {"ListJobs": "APIGW.0302", "ShowJob": "APIGW.0302", "StopGraph": ""},
	} {
		a.Keys[0].Deny = []ges.Operation{deny}
		c := checker(a)
		for operation, code := range want {
			got := ""
			if r := judge(c, nil, m.request(m.authorization()), operation, "p1", start); r != nil {
				got = r.Code
			}
			if got != code {
				t.Errorf("deny %s, %s: %q, want %q", deny, operation, got, code)
			}
		}
		by := auth.CredentialsOf(m.request(m.authorization()))
		by.Prepare()
		rights, refusal := c.Authenticate(&by, "", nil, start)
		if refusal != nil || len(rights.Deny) != 1 || rights.Deny[0] != deny {
			t.Errorf("a temporary key by a key that denies %s: %+v, %+v", deny, rights, refusal)
		}
	}
}

// Keys follow from the seed, the project and what was issued before, and come back from
// a state. In another project they are valid there, if they were in their own alone.
func TestKeysInAState(t *testing.T) {
	c := checker(withKeys())
	p1, again := registered(c, "p1"), checker(withKeys()).NewTokens("p1")
	first, second := issueKey(t, c, p1, p1.Issue(clock.Max, auth.Holder{}), time.Hour), issueKey(t, c, p1, "p2-only", time.Hour)
	again.Issue(clock.Max, auth.Holder{})
	if same := again.IssueKey(first.Expires, auth.Rights{}); same.Value != first.Value || same.Key.Access != first.Key.Access || same.Key.Secret != first.Key.Secret {
		t.Errorf("%+v, in another run %+v", first, same)
	}
	state := p1.State()
	p1.Unregister()
	if got := refusal(c, signedBy(first), "p1", start); got != "APIGW.0301: decrypt token fail" {
		t.Errorf("after a reset: %q", got)
	}
	p9 := c.NewTokens("p9")
	p9.Restore(state)
	p9.Register()
	for _, k := range []struct {
		key     auth.IssuedToken
		project string
		want    string
	}{{first, "p9", ""}, {first, "p1", "APIGW.0302"}, {second, "p2", ""}, {second, "p9", "APIGW.0302"}} {
		if got := refusal(c, signedBy(k.key), k.project, start); got != k.want {
			t.Errorf("restored, in project %s: %q, want %q", k.project, got, k.want)
		}
	}
}

// Who has no valid credentials gets no key; without auth everybody does.
func TestAuthenticate(t *testing.T) {
	for _, k := range []struct {
		mode  scenario.AuthMode
		token string
		want  string
	}{
		{scenario.AuthOff, "", ""},
		{scenario.AuthOff, "unknown", ""},
		{scenario.AuthAny, "ever", ""},
		{scenario.AuthSignature, "ever", ""},
		{scenario.AuthToken, "day", ""},
		{scenario.AuthToken, "", "APIGW.0301: x-auth-token not found"},
		{scenario.AuthToken, "unknown", "APIGW.0301: decrypt token fail"},
		{scenario.AuthToken, "old-and-denied", "APIGW.0301: token expires, expires_at: 2018-12-17T12:55:00.000000Z"},
	} {
		a := withKeys()
		a.Mode = k.mode
		by := auth.CredentialsOf(withToken(k.token))
		by.Prepare()
		got := ""
		if _, r := checker(a).Authenticate(&by, k.token, nil, start); r != nil {
			got = r.Code + r.Detail
		}
		if got != k.want {
			t.Errorf("mode %s, token %q: %q, want %q", k.mode, k.token, got, k.want)
		}
	}
}
