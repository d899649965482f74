package auth_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Sign gives a signature that the checker takes, whatever has to be sorted and encoded; the
// host is signed.
func TestSign(t *testing.T) {
	a := withKeys()
	a.Clock = scenario.AuthVirtual
	c, at := checker(a), time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	for _, target := range []string{
		"http://ges.test/v1.0/p1/graphs/jobs",
		"http://ges.test:8080/v1.0/p1/graphs/jobs?limit=2&offset=1&graphName=a%20b&empty=",
		"https://ges.test//v1.0/p1/graphs%2Fjobs?b=2&a=%2B1&a=1",
	} {
		r, err := http.NewRequest(http.MethodGet, target, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		auth.Sign(r, "AK", "SK", at)
		if got := r.Header.Get("X-Sdk-Date"); got != "20181217T125500Z" {
			t.Errorf("%s: the date is %s", target, got)
		}
		if got := refusal(c, r, "p1", clock.Of(at)); got != "" {
			t.Errorf("%s: %s", target, got)
		}
		r.Host = "another.test"
		if got := refusal(c, r, "p1", clock.Of(at)); got != "APIGW.0301: verify aksk signature fail" {
			t.Errorf("%s, at another host: %q", target, got)
		}
	}
}
