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
	return auth.New(scenario.Auth{Mode: scenario.AuthAny}, fake.NewKey(seed), wall, &auth.Replica{Name: name, Key: key})
}

func TestReplicasTakeEachOthersTokens(t *testing.T) {
	now := clock.Of(wall())
	one, two := replica("r1", "", 1), replica("r2", "", 1)
	holder := auth.Holder{User: "me", Account: "us"}
	token := one.Seal(24*time.Hour, "p1", holder)
	if other := two.Seal(24*time.Hour, "p1", holder); other == token {
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
		{"of an account", two, two.NewTokens("p1"), one.Seal(time.Hour, "", holder), "p1", now, "the token is of a whole account"},
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

func refusalText(r *auth.Refusal) string {
	if r == nil {
		return ""
	}
	return r.Detail + r.Log
}

func TestReplicasTakeEachOthersKeys(t *testing.T) {
	now := clock.Of(wall())
	one, two := replica("r1", "a key of 16 bytes", 1), replica("r2", "a key of 16 bytes", 2)
	key, refusal := one.SealKey(15*time.Minute, now, auth.Rights{Projects: []string{"p1"}, Deny: []ges.Operation{ges.Operation("ShowJob")}})
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
	if _, refusal := one.SealKey(time.Hour, now, auth.Rights{Projects: many}); refusal == nil {
		t.Error("a token for a thousand projects is issued")
	}
}

// Whatever is sent as a token, only those of replicas with the same key are taken, and
// nothing panics.
func FuzzSealedToken(f *testing.F) {
	of := replica("r1", "", 1)
	sealed := of.Seal(time.Hour, "p1", auth.Holder{User: "é"})
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add("MII")
	f.Add("MII" + base64.StdEncoding.EncodeToString([]byte("{}")))
	f.Fuzz(func(t *testing.T, value string) {
		if _, ok := of.LookUp(value, nil, 0); ok != (value == sealed) {
			t.Errorf("%q: %t", value, ok)
		}
	})
}
