package redact

import (
	"net/url"
	"testing"
)

func TestSecret(t *testing.T) {
	for _, name := range []string{
		"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Auth-Token", "x-subject-token", "X-Security-Token", "X-Auth-Key", "authKey", "x_auth_key",
		"X-Api-Key", "Client-Secret", "secretKey", "SK-Secret", "access_token", "PASSWORD", "X-Amz-Credential", "X-Amz-Signature", "auth[token]", "X-Amz-Security-Token",
	} {
		if !Secret(name) || Value(name, "v") != Mask || Value(name, "") != "" {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range []string{
		"", "limit", "offset", "graphName", "jobName", "startTime", "status", "User-Agent", "X-Project-Id", "X-Sdk-Date", "X-Sdk-Content-Sha256", "Accept", "Host", "key", "tok",
	} {
		if Secret(name) || Value(name, "v") != "v" {
			t.Errorf("%s is masked", name)
		}
	}
}

func TestQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                "",
		"limit=5&status=running":          "limit=5&status=running",
		"token=a":                         "token=***",
		"limit=5&X-Auth-Token=a%20b&x=1":  "limit=5&X-Auth-Token=***&x=1",
		"token=a&token=b&&to%6Ben=c=d&":   "token=***&token=***&&to%6Ben=***&",
		"token=&token&secret=x":           "token=&token&secret=***",
		"tok%zzen=1&%zztoken=2&a=token=b": "tok%zzen=1&%zztoken=***&a=token=b",
	} {
		if got := Query(raw); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
		u := url.URL{Path: "/a b", RawQuery: raw}
		if want != "" {
			want = "?" + want
		}
		if got := URI(&u); got != "/a%20b"+want {
			t.Errorf("%s: %s", raw, got)
		}
	}
}
