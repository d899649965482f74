package probe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answerOf(status int, header http.Header, body string) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// Calls are at least half a second apart at two a second, and all of them are GETs.
func TestPace(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(rich(30)))
	var times []time.Time
	client, clock := newClient(nil)
	client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		times = append(times, clock.now)
		if r.Method != http.MethodGet || r.Body != nil && r.Body != http.NoBody {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		return e.Transport().RoundTrip(r)
	})
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(times); i++ {
		if gap := times[i].Sub(times[i-1]); gap != 500*time.Millisecond {
			t.Errorf("call %d comes %s after the one before", i+1, gap)
		}
	}
	if report.Calls != len(times) || len(times) < 50 {
		t.Errorf("%d calls were made, %d are reported", len(times), report.Calls)
	}
}

// A throttled call is made again after as long as the server asks for.
func TestRetryAfter(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(rich(30)))
	for _, c := range []struct {
		header http.Header
		status int
		wait   time.Duration
	}{
		{http.Header{"Retry-After": {"7"}}, 429, 7 * time.Second},
		{http.Header{"Retry-After": {"Thu, 01 Jan 1970 00:01:05 GMT"}, "Date": {"Thu, 01 Jan 1970 00:01:00 GMT"}}, 429, 5 * time.Second},
		{http.Header{"Retry-After": {"Thu, 01 Jan 1970 00:00:00 GMT"}, "Date": {"Thu, 01 Jan 1970 00:01:00 GMT"}}, 429, 0},
		{nil, 429, time.Second},
		{http.Header{"Retry-After": {"soon"}}, 503, time.Second},
		{nil, 502, time.Second},
	} {
		client, clock := newClient(nil)
		first := true
		client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			if first {
				first = false
				return answerOf(c.status, c.header, ""), nil
			}
			return e.Transport().RoundTrip(r)
		})
		report, err := probe.Run(context.Background(), client, "p1")
		if err != nil || report.Outcome() != probe.Holds {
			t.Fatalf("%v: %v, %v", c.header, report, err)
		}
		if clock.sleeps[0] != c.wait {
			t.Errorf("%d %v: it waits for %s, want %s", c.status, c.header, clock.sleeps[0], c.wait)
		}
	}
}

// One that is throttled for good, or for too long, is not told; one that is throttled from
// the first call on cannot be checked.
func TestThrottledForGood(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(rich(30)))
	client, _ := newClient(nil)
	calls := 0
	client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.RawQuery == "limit=2" {
			calls++
			return answerOf(429, http.Header{"Retry-After": {"30"}}, ""), nil
		}
		return e.Transport().RoundTrip(r)
	})
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if r.Probe == "limit" && (r.Outcome != probe.Untold || r.Why != "GET /v1.0/p1/graphs/jobs?limit=2: the server answers 429, even after 5 tries") {
			t.Errorf("%s: %s", r.Outcome, r.Why)
		}
	}
	if calls != 5 || report.Outcome() != probe.Holds {
		t.Errorf("%d calls, %s", calls, report.Outcome())
	}

	client, clock := newClient(roundTrip(func(*http.Request) (*http.Response, error) {
		return answerOf(429, http.Header{"Retry-After": {"3600"}}, ""), nil
	}))
	_, err = probe.Run(context.Background(), client, "p1")
	if err == nil || err.Error() != "GET /v1.0/p1/graphs/jobs: the server answers 429 and asks to wait for 1h0m0s" || len(clock.sleeps) != 0 {
		t.Errorf("%v, after %v", err, clock.sleeps)
	}
}

// A server that cannot be checked is told apart from one that differs.
func TestUnusable(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func() (*http.Response, error)
		reason probe.Reason
		want   string
	}{
		{"no answer", func() (*http.Response, error) { return nil, errors.New("connection refused") }, probe.Unreachable, "connection refused"},
		{"a web page", func() (*http.Response, error) {
			return answerOf(200, http.Header{"Content-Type": {"text/html"}}, "<html>"), nil
		}, probe.NoGES, "this is no GES: the answer is 200 with text/html, and no jobCount with a jobList"},
		{"another API", func() (*http.Response, error) { return answerOf(404, nil, "{}"), nil }, probe.NoGES, "this is no GES: the answer is 404 with no Content-Type, and no jobCount with a jobList"},
		{"deep JSON", func() (*http.Response, error) { return answerOf(200, nil, strings.Repeat("[", 1_000_000)), nil }, probe.NoGES, "this is no GES: the answer is 200 with no Content-Type, and no jobCount with a jobList"},
		{"401", func() (*http.Response, error) {
			return answerOf(401, nil, `{"error_msg":"ak the-access-key not exist the-secret-key","error_code":"APIGW.0301"}`), nil
		}, probe.NotAllowed, "the credentials are refused: 401 APIGW.0301 ak *** not exist ***"},
		{"403", func() (*http.Response, error) { return answerOf(403, nil, ""), nil }, probe.NotAllowed, "the credentials do not allow it: 403"},
		{"400", func() (*http.Response, error) {
			return answerOf(400, nil, `{"errorMessage":"failed","errorCode":"GES.9999"}`), nil
		}, probe.Refused, "the list of jobs is answered 400 GES.9999: failed"},
	} {
		client, _ := newClient(roundTrip(func(*http.Request) (*http.Response, error) { return c.answer() }))
		client.Credentials = probe.Credentials{Access: "the-access-key", Secret: "the-secret-key"}
		_, err := probe.Run(context.Background(), client, "p1")
		u := new(probe.Unusable)
		if !errors.As(err, &u) || u.Reason != c.reason || u.Error() != "GET /v1.0/p1/graphs/jobs: "+c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Calls are signed by an access key, also a temporary one.
func TestSignature(t *testing.T) {
	s := rich(30)
	s.Auth = emulator.Auth{Mode: "signature", Clock: "virtual", Keys: []emulator.AccessKey{{Access: "the-access-key", Secret: "the-secret-key"}}}
	client, clock := newClient(newEmulator(t, emulator.WithScenarioValue(s)).Transport())
	clock.now = time.Date(2019, 3, 27, 8, 0, 0, 0, time.UTC)
	client.Credentials = probe.Credentials{Access: "the-access-key", Secret: "the-secret-key"}
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if r.Outcome == probe.Differs && r.Probe != "unknown-token" { // in this mode no token is looked at
			t.Errorf("%s: %s\n%s\n%s", r.Probe, r.Why, r.Call, r.Answer)
		}
	}
	client.Credentials.Secret = "another"
	if _, err := probe.Run(context.Background(), client, "p1"); err == nil || !strings.HasSuffix(err.Error(), "verify aksk signature fail") {
		t.Error(err)
	}
}

// A run ends when its context does.
func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	client, _ := newClient(newEmulator(t).Transport())
	cancel()
	if _, err := probe.Run(ctx, client, "p1"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// An empty project tells nothing of jobs, graphs and backups.
func TestEmptyProject(t *testing.T) {
	report := check(t, newEmulator(t, emulator.WithScenario("empty")).Transport())
	if report.Outcome() != probe.Untold {
		t.Errorf("%s", report.Text())
	}
	want := "compat:\n  # order: could not be told: there are no two values of beginTime to compare\n  # queuedStatus: could not be told: no job is waiting\n" +
		"  # dateRange: could not be told: no job ended on a later day than it began\n  errorBody: errorMessage\n" +
		"  # progress: could not be told: no job has ended\n  unknownGraph: by-version\n"
	if got := report.Compat(); got != want {
		t.Errorf("%s", got)
	}
}
