package auth_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// replica is the checker of one replica, of which nothing is shared with others.
func replica(name, key string, seed int64) *auth.Checker {
	return auth.New(scenario.Auth{Mode: scenario.AuthAny}, fake.NewKey(seed), wall, &auth.Replica{Name: name, Key: key, Seed: fake.NewKey(seed)})
}

func TestReplicasTakeEachOthersTokens(t *testing.T) {
	now := clock.Of(wall())
	one, two := replica("r1", "", 1), replica("r2", "", 1)
	holder := auth.Holder{User: "me", Account: "us"}
	token := one.NewTokens("*").Seal(now, 24*time.Hour, "p1", holder)
	if other := two.NewTokens("*").Seal(now, 24*time.Hour, "p1", holder); other == token {
		t.Error("two replicas issued the same token")
	}
	home := two.NewTokens("p1")
	for _, c := range []struct {
		what    string
		checker *auth.Checker
		issued  *auth.Tokens
		token   string
		project string
		now     clock.Instant
		want    string // a part of the refusal; "": none
	}{
		{"elsewhere", two, two.NewTokens("p2"), token, "p2", now, "the token is for the projects p1, not for p2"},
		{"at home", two, home, token, "p1", now, ""},
		{"in its last moment", two, home, token, "p1", now.Add(24*time.Hour - 1), ""},
		{"a day after its first use", two, home, token, "p1", now.Add(24 * time.Hour), "token expires"},
		{"much later, where it was not used yet", two, two.NewTokens("p1"), token, "p1", now.Add(1000 * time.Hour), ""},
		{"with another seed", replica("r2", "", 2), two.NewTokens("p1"), token, "p1", now, "decrypt token fail"},
		{"with another key", replica("r2", "0123456789abcdef", 1), two.NewTokens("p1"), token, "p1", now, "decrypt token fail"},
		{"no replica", checker(scenario.Auth{Mode: scenario.AuthAny}), two.NewTokens("p1"), token, "p1", now, "decrypt token fail"},
		{"of an account", two, two.NewTokens("p1"), one.NewTokens("*").Seal(now, time.Hour, "", holder), "p1", now, "the token is of a whole account"},
	} {
		r := judge(c.checker, c.issued, withToken(c.token), ges.ListJobs, c.project, c.now)
		if got := refusalText(r); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if got := home.State(); got.Count != 1 || len(got.Issued) != 1 || got.Issued[0].Value != token {
		t.Errorf("the project knows %+v", got)
	}
	info, ok := two.LookUp(token, nil, now)
	if !ok || info.User != "me" || !slices.Equal(info.Projects, []string{"p1"}) {
		t.Errorf("looked up: %+v, %t", info, ok)
	}
}

// The same logins get the same tokens in every run, and each another one. What was sealed
// is counted between what was adopted, and not listed.
func TestSealedTokensAreCounted(t *testing.T) {
	now := clock.Of(wall())
	home := replica("r1", "", 1).NewTokens("p1")
	again := replica("r1", "", 1).NewTokens("p1")
	c := replica("r1", "", 1)
	first := home.Seal(now, time.Hour, "p1", auth.Holder{})
	if same := again.Seal(now, time.Hour, "p1", auth.Holder{}); same != first {
		t.Error("another token in another run")
	}
	if second := again.Seal(now, time.Hour, "p1", auth.Holder{}); second == first {
		t.Error("the same token twice")
	}
	p1 := c.NewTokens("p1")
	for range 2 {
		judge(c, p1, withToken(p1.Seal(now, time.Hour, "p1", auth.Holder{})), ges.ListJobs, "p1", now)
		p1.Seal(now, time.Hour, "p2", auth.Holder{})
	}
	for n, want := range []int{2, 2, 1, 1, 1, 0, 0} {
		if got := p1.Since(n); got.Count != 6 || len(got.Issued) != want {
			t.Errorf("since %d: %d of %d, want %d", n, len(got.Issued), got.Count, want)
		}
	}
}

// A key that is valid in several projects expires in each by its own time.
func TestSealedKeysExpireEachInItsOwnProject(t *testing.T) {
	now := clock.Of(wall())
	c := replica("r1", "", 1)
	key, _ := c.NewTokens("*").SealKey(now, 15*time.Minute, auth.Rights{Projects: []string{"p1", "p2"}})
	p1, p2 := registered(c, "p1"), registered(c, "p2")
	for _, use := range []struct {
		in      *auth.Tokens
		project string
		now     clock.Instant
		want    string
	}{
		{p1, "p1", now, ""},
		{p2, "p2", now.Add(10 * time.Minute), ""},
		{p1, "p1", now.Add(15 * time.Minute), "token expires"},
		{p2, "p2", now.Add(20 * time.Minute), ""},
	} {
		if got := refusalText(judge(c, use.in, signedBy(key), ges.ListJobs, use.project, use.now)); (use.want == "") != (got == "") || !strings.Contains(got, use.want) {
			t.Errorf("in %s: %s, want %s", use.project, got, use.want)
		}
	}
}

func refusalText(r *auth.Refusal) string {
	if r == nil {
		return ""
	}
	return r.Detail + r.Log
}

func TestReplicasTakeEachOthersKeys(t *testing.T) {
	now := clock.Of(wall())
	one, two := replica("r1", "a key of 16 bytes", 1), replica("r2", "a key of 16 bytes", 2)
	key, refusal := one.NewTokens("*").SealKey(now, 15*time.Minute, auth.Rights{Projects: []string{"p1"}, Deny: []ges.Operation{ges.Operation("ShowJob")}})
	if refusal != nil {
		t.Fatal(refusal)
	}
	home := two.NewTokens("p1")
	for _, c := range []struct {
		operation ges.Operation
		project   string
		now       clock.Instant
		want      string
	}{
		{ges.ListJobs, "p1", now, ""},
		{ges.Operation("ShowJob"), "p1", now, "the key denies ShowJob"},
		{ges.ListJobs, "p2", now, "the key is for the projects p1, not for p2"},
		{ges.ListJobs, "p1", now.Add(15 * time.Minute), "token expires"},
	} {
		in := home
		if c.project != "p1" {
			in = two.NewTokens(c.project)
		}
		if got := refusalText(judge(two, in, signedBy(key), c.operation, c.project, c.now)); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s in %s: %s, want %s", c.operation, c.project, got, c.want)
		}
	}
	forged := key
	forgedKey := *key.Key
	forgedKey.Secret, forged.Key = "guess", &forgedKey
	if judge(two, two.NewTokens("p1"), signedBy(forged), ges.ListJobs, "p1", now) == nil {
		t.Error("a key with another secret is accepted")
	}
	many := make([]string, 1000)
	for i := range many {
		many[i] = strings.Repeat("p", 60)
	}
	if _, refusal := one.NewTokens("*").SealKey(now, time.Hour, auth.Rights{Projects: many}); refusal == nil {
		t.Error("a token for a thousand projects is issued")
	}
}

// Whatever is sent as a token, only those of replicas with the same key are taken, and
// nothing panics.
func FuzzSealedToken(f *testing.F) {
	of := replica("r1", "", 1)
	sealed := of.NewTokens("*").Seal(0, time.Hour, "p1", auth.Holder{User: "é"})
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add("MII")
	f.Add(sealed[:9] + "\n" + sealed[9:])
	f.Add("MII" + base64.StdEncoding.EncodeToString([]byte("{}")))
	f.Fuzz(func(t *testing.T, value string) {
		if _, ok := of.LookUp(value, nil, 0); ok != (value == sealed) {
			t.Errorf("%q: %t", value, ok)
		}
	})
}
