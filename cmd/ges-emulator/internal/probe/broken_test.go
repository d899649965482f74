package probe_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// exchange is a call and its answer, which a broken server changes.
type exchange struct {
	path, query string // as sent
	header      http.Header

	status int // of the answer
	answer http.Header
	body   string
}

// broken is a server with one broken rule: it changes what comes in, and what goes out. Nil
// changes nothing.
type broken struct {
	in  func(x *exchange)
	out func(x *exchange)
}

// proxy passes calls on to an emulator as a broken server would.
type proxy struct {
	next http.RoundTripper
	broken
}

func (p proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	x := &exchange{path: r.URL.EscapedPath(), query: r.URL.RawQuery, header: r.Header}
	sent := *x
	if p.in != nil {
		p.in(x)
	}
	call := r.Clone(r.Context())
	u, err := url.Parse("http://ges.test" + x.path)
	if err != nil {
		return nil, err
	}
	u.RawQuery = x.query
	call.URL = u
	response, err := p.next.RoundTrip(call)
	if err != nil || p.out == nil {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	sent.status, sent.answer, sent.body = response.StatusCode, response.Header, string(body)
	p.out(&sent)
	response.StatusCode, response.Body = sent.status, io.NopCloser(bytes.NewReader([]byte(sent.body)))
	return response, nil
}

// A server with one broken rule: that rule is named, and no other.
func TestBrokenRuleIsNamed(t *testing.T) {
	few, many := newEmulator(t, emulator.WithScenarioValue(rich(30))), newEmulator(t, emulator.WithScenarioValue(rich(100)))
	table := probe.Table()
	for i := range table {
		name := table[i].Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, ok := brokenServers()[name]
			if !ok {
				t.Fatal("no server breaks this rule")
			}
			e := few // is faster
			if name == "limit-no-maximum" {
				e = many
			}
			client, _ := newClient(proxy{e.Transport(), b})
			if slices.Contains([]string{"no-credentials", "no-credentials-message", "unknown-token"}, name) {
				s := rich(30)
				s.Auth = emulator.Auth{Mode: "token", Tokens: []emulator.Token{{Value: "the-token"}}}
				client.HTTP.Transport = proxy{newEmulator(t, emulator.WithScenarioValue(s)).Transport(), b}
				client.Credentials = probe.Credentials{Token: "the-token"}
			}
			report, err := probe.Run(context.Background(), client, "p1")
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, r := range report.Results {
				if r.Outcome == probe.Differs && r.Probe != name {
					t.Errorf("%s differs too: %s\n%s\n%s", r.Probe, r.Why, r.Call, r.Answer)
				}
				found = found || r.Outcome == probe.Differs && r.Probe == name
				if r.Outcome == probe.Differs && (r.Why == "" || r.Call == "" || r.Answer == "") {
					t.Errorf("%s: why %q, call %q, answer %q", r.Probe, r.Why, r.Call, r.Answer)
				}
			}
			if !found {
				t.Error("it is not named")
			}
			if report.Outcome() != probe.Differs {
				t.Errorf("the outcome is %s", report.Outcome())
			}
		})
	}
	for name := range brokenServers() {
		if !slices.ContainsFunc(table, func(p probe.Probe) bool { return p.Name == name }) {
			t.Errorf("there is no probe %s", name)
		}
	}
}

// The same over a socket, through a reverse proxy.
func TestBrokenRuleOverASocket(t *testing.T) {
	ges := emulator.Start(t, emulator.WithScenarioValue(rich(30)))
	target, err := url.Parse(ges.URL)
	if err != nil {
		t.Fatal(err)
	}
	reverse := httputil.NewSingleHostReverseProxy(target)
	reverse.ModifyResponse = func(r *http.Response) error { r.Header.Set("Content-Type", "text/json"); return nil }
	server := httptest.NewServer(reverse)
	defer server.Close()
	client, _ := newClient(http.DefaultTransport)
	client.Base = server.URL
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if (r.Outcome == probe.Differs) != (r.Probe == "content-type") {
			t.Errorf("%s %s: %s", r.Probe, r.Outcome, r.Why)
		}
	}
}
