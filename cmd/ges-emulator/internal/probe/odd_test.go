package probe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// Whatever a server answers, the check ends with a report or says that this is no GES.
func TestOddAnswers(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(rich(5)))
	for _, c := range [][2]string{
		{`^.*$`, ""}, {`^.*$`, "null"}, {`^.*$`, "[]"}, {`^.*$`, `"x"`}, {`^.*$`, `{}`}, {`^.*$`, `{"jobCount":3,"jobList":[1,null,[]]}`}, {`^.*$`, `{"jobCount":1e9,"jobList":[{}]}`},
		{`^.*$`, `{"jobCount":2,"jobList":[{},{"jobId":"a","jobId":"b"}],"graphs":[{}],"backupList":[null]}`},
		{`"[^"]*"([,}\]])`, "null$1"}, {`"[^"]*"([,}\]])`, `""$1`}, {`"[^"]*"([,}\]])`, `{}$1`}, {`"[^"]*"([,}\]])`, `["x"]$1`},
		{`:\d+`, `:"1"`}, {`:\d+`, `:-1`}, {`:\d+`, `:1.5`}, {`:\d+`, `:99999999999999999999`}, {`:\[`, `:[null,`}, {`null`, `{}`},
		{`"(begin|end|start)Time":"[^"]*"`, `"${1}Time":"9999-99-99T99:99:99"`}, {`"beginTime":"[^"]*"`, `"beginTime":"x"`}, {`"relatedGraph":"\w+"`, `"relatedGraph":"é"`},
		{`"name":"\w+"`, `"name":"same"`}, {`"(id|jobId)":"[^"]*"`, `"$1":"a/b?c#d"`}, {`}$`, `} {}`}, {`}$`, ``},
	} {
		pattern := regexp.MustCompile(c[0])
		for _, spare := range []string{"", "/v1.0/p1/graphs/jobs"} { // the call that must succeed, or none
			client, _ := newClient(roundTrip(func(r *http.Request) (*http.Response, error) {
				response, err := e.Transport().RoundTrip(r)
				if err != nil || r.URL.RequestURI() == spare {
					return response, err
				}
				body, err := io.ReadAll(response.Body)
				response.Body = io.NopCloser(strings.NewReader(pattern.ReplaceAllString(string(body), c[1])))
				return response, err
			}))
			report, err := probe.Run(context.Background(), client, "p1")
			if u := new(probe.Unusable); err != nil && !errors.As(err, &u) {
				t.Errorf("%q for %q: %v", c[1], c[0], err)
			}
			if err == nil && (report.Outcome() == probe.Holds || len(report.Text()) == 0) {
				t.Errorf("%q for %q: %s", c[1], c[0], report.Text())
			}
		}
	}
}

// A server that repeats the credentials in its answers does not bring them into a report.
func TestCredentialsAreMasked(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(rich(30)))
	client, _ := newClient(nil)
	client.Credentials = probe.Credentials{Access: "the-access-key", Secret: "the-secret-key", SecurityToken: "the-security-token"}
	client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.RawQuery == "limit=abc" {
			return answerOf(500, nil, `{"error_msg":"the-secret-key `+r.Header.Get("X-Security-Token")+" "+r.Header.Get("Authorization")+`"}`), nil
		}
		return e.Transport().RoundTrip(r)
	})
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil || report.Outcome() != probe.Differs {
		t.Fatal(report, err)
	}
	inJSON, _ := report.JSON()
	inJUnit, _ := report.JUnit()
	for _, text := range []string{report.Text(), string(inJSON), string(inJUnit)} {
		if !strings.Contains(text, "Access=***") || strings.Contains(text, "the-") {
			t.Errorf("%s", text)
		}
	}
}

// A temporary key signs with its security token.
func TestTemporaryKey(t *testing.T) {
	s := rich(100)
	s.Auth = emulator.Auth{Mode: "any", Clock: "virtual", Tokens: []emulator.Token{{Value: "the-token"}}}
	e := newEmulator(t, emulator.WithScenarioValue(s))
	request, _ := http.NewRequest(http.MethodPost, "http://ges.test/v3.0/OS-CREDENTIAL/securitytokens",
		strings.NewReader(`{"auth":{"identity":{"methods":["token"],"token":{"id":"the-token","duration_seconds":86400}}}}`))
	request.Header.Set("X-Auth-Token", "the-token")
	response, err := e.Transport().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	value := func(key string) string {
		m := regexp.MustCompile(`"` + key + `":"([^"]*)"`).FindSubmatch(body)
		if m == nil {
			t.Fatalf("%d without %s: %s", response.StatusCode, key, body)
		}
		return string(m[1])
	}
	client, clock := newClient(e.Transport())
	clock.now = time.Date(2019, 3, 27, 8, 0, 0, 0, time.UTC)
	client.Credentials = probe.Credentials{Access: value("access"), Secret: value("secret"), SecurityToken: value("securitytoken")}
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	if report.Outcome() != probe.Holds || report.Count(probe.Untold) != 0 {
		t.Errorf("%s", report.Text())
	}
}

// Every switch of compat is told by a probe.
func TestEverySwitchHasAProbe(t *testing.T) {
	var want, got []string
	for c, i := reflect.TypeFor[emulator.Compat](), 0; i < c.NumField(); i++ {
		name, _, _ := strings.Cut(c.Field(i).Tag.Get("json"), ",")
		want = append(want, name)
	}
	table := probe.Table()
	for i := range table {
		if s := table[i].Switch; s != "" {
			got = append(got, s)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("the probes tell %v, the switches are %v", got, want)
	}
}

// The block of a report is one that a scenario can have, and makes the emulator behave so.
func TestBlockIsThatOfAScenario(t *testing.T) {
	compat := emulator.Compat{Order: "newest-first", QueuedStatus: "pending", DateRange: "begin", ErrorBody: "errCode", Progress: "elapsed", UnknownGraph: "GES.0047"}
	block := check(t, newEmulator(t, emulator.WithScenarioValue(rich(30)), emulator.WithCompat(compat)).Transport()).Compat()
	for _, text := range []string{block, check(t, newEmulator(t, emulator.WithScenario("empty")).Transport()).Compat()} {
		scenario := "version: 1\n" + text + "projects:\n  \"*\":\n    jobs:\n      - {jobName: ImportGraph, relatedGraph: movies, begin: -14h, running: 3h}\n" +
			"      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h, waiting: 2h}\n"
		again := check(t, newEmulator(t, emulator.WithScenarioYAML("mine.yaml", []byte(scenario))).Transport()).Compat()
		if text == block && again != block {
			t.Errorf("the server has\n%sthe emulator\n%s", block, again)
		}
	}
}
