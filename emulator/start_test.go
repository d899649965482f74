package emulator_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// scope is a test that ends when it is told to.
type scope struct {
	testing.TB
	cleanups []func()
}

func (s *scope) Cleanup(f func()) { s.cleanups = append(s.cleanups, f) }

func (s *scope) end() {
	for _, f := range s.cleanups {
		f()
	}
}

// firstAnswer makes one call over a connection of its own.
func firstAnswer(tb testing.TB, rt http.RoundTripper, url string) {
	tb.Helper()
	resp, err := (&http.Client{Transport: rt}).Get(url + listPath)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n == 0 || resp.StatusCode != http.StatusOK {
		tb.Fatalf("%s, %d bytes, %v", resp.Status, n, err)
	}
}

// overPort starts an emulator, calls it and stops it.
func overPort(tb testing.TB, options ...emulator.Option) {
	s := &scope{TB: tb}
	server := emulator.Start(s, options...)
	firstAnswer(tb, server.Client().Transport, server.URL)
	s.end()
}

// overTransport does so without a port.
func overTransport(tb testing.TB, options ...emulator.Option) {
	e, err := emulator.New(options...)
	if err != nil {
		tb.Fatal(err)
	}
	firstAnswer(tb, e.Transport(), "http://ges")
}

func TestThousandStartsLeaveNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	small := emulator.WithScenarioValue(emulator.Scenario{Projects: map[string]emulator.ProjectSpec{"*": {}}})
	for i := range 1000 {
		overPort(t, small)
		overTransport(t, small)
		if i%100 == 0 {
			overPort(t, small, emulator.WithTLS())
		}
	}
	goleak.VerifyNone(t, before)
}

// A test that forgets to read an answer, or to close it, does not fail for that.
func TestForgottenBodyDoesNotFailTheTest(t *testing.T) {
	t.Parallel()
	s, log := &scope{TB: t}, &logLines{}
	server := emulator.Start(s, emulator.WithScenarioYAML("long.yaml", []byte(`{version: 1, projects: {"*": {generate: [{count: 60000}]}}}`)),
		emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get(server.URL + listPath + "?limit=60000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	s.end() // fails this test for an error
	if got := log.String(); strings.Count(got, "open call cut off") != 1 || !strings.Contains(got, "method=GET path="+listPath+" project=p1") {
		t.Errorf("the log has %s", got)
	}
}

// BenchmarkStart is from nothing to the first answer, read to its end, and to
// nothing again.
func BenchmarkStart(b *testing.B) {
	b.Run("port", func(b *testing.B) {
		for b.Loop() {
			overPort(b)
		}
	})
	b.Run("transport", func(b *testing.B) {
		for b.Loop() {
			overTransport(b)
		}
	})
}
