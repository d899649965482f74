package derive_test

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/derive"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// upstream is an emulator that stands for the service, and what was recorded of it.
type upstream struct {
	t       *testing.T
	e       *emulator.Emulator
	project *emulator.Project
	w       *recording.Writer
	dir     string
}

func newUpstream(t *testing.T, options ...emulator.Option) *upstream {
	t.Helper()
	e, err := emulator.New(append(options, emulator.WithClock(emulator.Clock{Mode: emulator.Manual}))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	dir := filepath.Join(t.TempDir(), "recording")
	w, err := recording.Create(dir, recording.Options{KeepIDs: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.LookupProject("p1")
	if err != nil {
		t.Fatal(err)
	}
	return &upstream{t, e, p, w, dir}
}

// call makes a call, and records it.
func (u *upstream) call(method, uri, body string) string {
	u.t.Helper()
	x := recording.Exchange{Method: method, URI: uri, Request: recording.Message{Body: body, Header: http.Header{"Content-Type": {"application/json"}}}}
	status, header, answer, err := roundTrip(u.t, u.e, x)
	switch {
	case err != nil && status != 0:
		x.Status, x.Response, x.Broken = status, &recording.Message{Header: header, Body: answer}, "cut off"
	case err != nil:
		x.Broken = "no answer: " + err.Error()
	default:
		x.Status, x.Response = status, &recording.Message{Header: header, Body: answer}
	}
	x.At = recording.Date(header)
	if err := u.w.Write(x); err != nil {
		u.t.Fatal(err)
	}
	return answer
}

func (u *upstream) source() iter.Seq2[recording.Exchange, error] { return recording.Read(u.dir, true) }

func roundTrip(t *testing.T, e *emulator.Emulator, x recording.Exchange) (status int, header http.Header, body string, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), x.Method, "http://emulator"+x.URI, strings.NewReader(x.Request.Body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header(x.Request.Header).Clone()
	answer, err := e.Transport().RoundTrip(request)
	if err != nil {
		return 0, nil, "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header, string(data), err
}

// compare replays the recording against a scenario.
func (u *upstream) compare(scenario []byte) (map[int]bool, error) {
	e, err := emulator.New(emulator.WithScenarioYAML("derived.yaml", scenario), emulator.WithClock(emulator.Clock{Mode: emulator.Manual}))
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, scenario)
	}
	defer e.Close()
	unlike := map[int]bool{}
	for x, err := range u.source() {
		if err != nil {
			return nil, err
		}
		if p, err := e.LookupProject(recording.Project(x.URI)); err == nil && !p.Now().Equal(x.At) {
			p.AdvanceTo(x.At)
		}
		status, header, body, err := roundTrip(u.t, e, x)
		same := (err == nil) == (x.Broken == "") && status == x.Status
		if same && err == nil {
			same = reflect.DeepEqual(plain(body), plain(x.Response.Body)) && header.Get("Retry-After") == http.Header(x.Response.Header).Get("Retry-After")
		}
		if !same {
			unlike[x.Number] = true
			if os.Getenv("SHOW") != "" {
				u.t.Logf("exchange %d %s %s at %s\nrecorded %d %+v %s\nderived %d %s %v", x.Number, x.Method, x.URI, x.At, x.Status, x.Response, x.Broken, status, body, err)
			}
		}
	}
	return unlike, nil
}

// plain is a body as a value, without request ids.
func plain(body string) any {
	var value any
	if json.Unmarshal([]byte(body), &value) != nil {
		return body
	}
	if o, ok := value.(map[string]any); ok {
		delete(o, "request_id")
	}
	return value
}

func (u *upstream) derive() derive.Result {
	u.t.Helper()
	if err := u.w.Close(); err != nil {
		u.t.Fatal(err)
	}
	result, err := derive.Scenario("derived", u.source, u.compare)
	if err != nil {
		u.t.Fatal(err)
	}
	if os.Getenv("SHOW") != "" {
		u.t.Logf("%s", result.Scenario)
	}
	if result.Scenario == nil {
		u.t.Fatal("no scenario")
	}
	if len(result.Unlike) > 0 {
		u.t.Errorf("exchanges %v are answered otherwise by\n%s", result.Unlike, result.Scenario)
	}
	return result
}

// poll lists all jobs, by pages, again and again while time passes.
func (u *upstream) poll(times int, step time.Duration, limit int) {
	for range times {
		if u.project != nil {
			u.project.Advance(step)
		}
		for offset := 0; ; offset += limit {
			var page struct {
				JobCount int `json:"jobCount"`
			}
			answer := u.call("GET", fmt.Sprintf("/v1.0/p1/graphs/jobs?offset=%d&limit=%d", offset, limit), "")
			if json.Unmarshal([]byte(answer), &page) != nil || offset+limit >= page.JobCount {
				break
			}
		}
	}
}

// What a client saw that polls each of the built-in scenarios is what the derived one
// answers, most of it without faults.
func TestEveryBuiltInScenario(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			u := newUpstream(t, emulator.WithScenario(name))
			times, limit := 12, 100
			if name == "busy-month" {
				times, limit = 2, 3
			}
			u.poll(times, 7*time.Second, limit)
			for _, uri := range []string{"/v1.0/p1/graphs", "/v2/p1/graphs", "/v1.0/p1/graphs/backups", "/v1.0/p1/graphs/quotas", "/v1.0/p1/graphs/jobs?limit=2&status=running"} {
				u.call("GET", uri, "")
			}
			result := u.derive()
			t.Logf("%d exchanges, %d jobs, %d by a fault", result.Exchanges, result.Jobs, result.Faulty)
		})
	}
}
