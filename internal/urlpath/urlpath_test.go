package urlpath_test

import (
	"net/url"
	"testing"

	"github.com/ges-emulator/ges-emulator/internal/urlpath"
)

func TestNormalize(t *testing.T) {
	for received, want := range map[string]string{
		"/":                             "/",
		"//":                            "/",
		"/v1.0/p1/graphs/jobs":          "/v1.0/p1/graphs/jobs",
		"//v1.0/p1/graphs/jobs":         "/v1.0/p1/graphs/jobs",
		"///v1.0//graphs/jobs/":         "/v1.0//graphs/jobs/",
		"/v1.0/p1/graphs/job%73":        "/v1.0/p1/graphs/jobs",
		"/v1%2E0/a%5Fb%2Dc%7e/%67raphs": "/v1.0/a_b-c~/graphs",
		"/v1.0/p1/graphs%2Fjobs":        "/v1.0/p1/graphs%2Fjobs",
		"/v1.0/p1/graphs%2fjob%73":      "/v1.0/p1/graphs%2fjobs",
		"//%5Femulator/a%2F%2fb%25%32":  "/_emulator/a%2F%2fb%252",
		"/a%20b/%C3%A9":                 "/a%20b/%C3%A9",
		"/%2573":                        "/%2573",
		"/%2F_emulator":                 "/%2F_emulator",
		"//%2F/a%2Bb+c":                 "/%2F/a%2Bb+c",
	} {
		u, err := url.ParseRequestURI(received)
		if err != nil {
			t.Fatal(err)
		}
		before := *u
		n := urlpath.Normalize(u)
		if got := n.EscapedPath(); got != want {
			t.Errorf("%s: got %s, want %s", received, got, want)
		}
		if *u != before {
			t.Errorf("%s: the URL itself was changed", received)
		}
		if again := urlpath.Normalize(n); again.EscapedPath() != want {
			t.Errorf("%s: twice it is %s", received, again.EscapedPath())
		}
	}
}
