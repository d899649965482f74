package control_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// newBusyBench is a bench whose projects have so many jobs, all to come within an
// hour.
func newBusyBench(t *testing.T, jobs int) bench {
	t.Helper()
	start := clock.DefaultStart()
	s := &scenario.Scenario{Name: "busy", Seed: 1, Compat: scenario.DefaultCompat(), Clock: clock.Settings{Start: start, Mode: clock.Manual, Rate: 1},
		Projects: []scenario.Project{{ID: "*", Generate: []scenario.Generate{{
			Count: jobs, Names: []scenario.Weighted{{Name: "ImportGraph", Weight: 1}}, GraphCount: 3, Failed: 0.1,
			Begin:   scenario.Range[clock.Instant]{From: start + 1, To: start.Add(time.Hour)},
			Running: &scenario.Range[time.Duration]{From: time.Minute, To: time.Hour},
		}}}}}
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	return bench{t, w, control.New(w, nil, "", nil, slog.New(slog.DiscardHandler))}
}

// client is one that gets an answer in pieces. each is called before each piece.
type client struct {
	header http.Header
	status int
	size   int
	body   *bytes.Buffer // nil: it is not stored
	pieces int
	each   func(piece int) error
}

func (c *client) Header() http.Header    { return c.header }
func (c *client) WriteHeader(status int) { c.status = status }

func (c *client) Write(p []byte) (int, error) {
	c.pieces++
	if err := c.each(c.pieces); err != nil {
		return 0, err
	}
	c.size += len(p)
	if c.body != nil {
		c.body.Write(p)
	}
	return len(p), nil
}

// get makes a call for a client. It returns false when the connection was broken.
func (b bench) get(ctx context.Context, c *client, path string) (whole bool) {
	b.t.Helper()
	defer func() {
		if cause := recover(); cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // net/http compares in this way too
			panic(cause)
		}
	}()
	c.header = http.Header{}
	b.api.ServeHTTP(c, httptest.NewRequestWithContext(ctx, http.MethodGet, control.Prefix+path, nil))
	return true
}

// liveBytes is what is left on the heap after a collection. The second one takes
// what pools have kept over the first.
func liveBytes() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// longAnswers are the paths of answers that are as long as a project has jobs.
var longAnswers = []string{"/projects/p1/jobs?limit=1000000", "/projects/p1/timeline?limit=1000000"}

// However long an answer is, only a piece of it is in memory at a time.
func TestLongAnswersTakeLittleMemory(t *testing.T) {
	const allowed = 1 << 20
	b := newBusyBench(t, 300_000)
	for _, path := range longAnswers {
		before, most := liveBytes(), 0
		c := client{each: func(piece int) error {
			if piece%500 == 1 {
				most = max(most, liveBytes()-before)
			}
			return nil
		}}
		if !b.get(t.Context(), &c, path) || c.status != 200 || c.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %v", path, c.status, c.header)
		}
		if c.size < 50<<20 || most > allowed {
			t.Errorf("%s: %d bytes took up to %d of memory, allowed are %d", path, c.size, most, allowed)
		}
	}
}

// Where a page ends changes no byte of what it lists.
func TestALongAnswerIsItsPages(t *testing.T) {
	b := newBusyBench(t, 1000)
	_, whole := b.call("GET /projects/p1/jobs?limit=1000")
	var pages []string
	for offset := 0; offset < 1000; offset += 10 {
		_, page := b.call(fmt.Sprint("GET /projects/p1/jobs?limit=10&offset=", offset))
		pages = append(pages, strings.TrimSuffix(strings.TrimPrefix(page, `{"count":1000,"jobs":[`), `]}`))
	}
	if want := `{"count":1000,"jobs":[` + strings.Join(pages, ",") + `]}`; whole != want {
		t.Errorf("%d bytes, want %d", len(whole), len(want))
	}
	_, all := b.call("GET /projects/p1/timeline?limit=2000")
	_, most := b.call("GET /projects/p1/timeline?limit=1999")
	if start, rest := strings.TrimSuffix(most, `],"more":true}`), `,{"jobId":`; start == most || !strings.HasPrefix(all, start+rest) || !strings.HasSuffix(all, `],"more":false}`) {
		t.Errorf("%d and %d bytes", len(all), len(most))
	}
}

// An answer ends with its client: nothing more is written, and what it got does
// not look like a whole answer.
func TestAnAnswerEndsWithItsClient(t *testing.T) {
	b := newBusyBench(t, 5000)
	const left = 3 // the piece at which the client leaves
	for _, path := range longAnswers {
		broken := client{each: func(piece int) error {
			if piece == left {
				return net.ErrClosed
			}
			return nil
		}}
		if b.get(t.Context(), &broken, path) || broken.pieces != left {
			t.Errorf("%s: a broken connection was written %d pieces, want %d", path, broken.pieces, left)
		}
		ctx, hangUp := context.WithCancel(t.Context())
		gone := client{each: func(piece int) error {
			if piece == left {
				hangUp() // what it does not read has room in the connection
			}
			return nil
		}}
		if b.get(ctx, &gone, path) || gone.pieces != left {
			t.Errorf("%s: a client that is gone was written %d pieces, want %d", path, gone.pieces, left)
		}
		ctx, stop := context.WithCancelCause(t.Context())
		stop(timeout.ErrStopping)
		if c := (client{each: func(int) error { return nil }}); !b.get(ctx, &c, path) || c.pieces < 10 {
			t.Errorf("%s: the server's stop ended the answer after %d pieces", path, c.pieces)
		}
	}
}

// A client that does not read its answer keeps nobody from the project, and gets the
// answer of the moment of its call.
func TestASlowClientIsAlone(t *testing.T) {
	for _, path := range longAnswers {
		b := newBusyBench(t, 5000)
		var undisturbed, stalled bytes.Buffer
		b.get(t.Context(), &client{body: &undisturbed, each: func(int) error { return nil }}, path)
		slow := client{body: &stalled, each: func(piece int) error {
			if piece == 2 { // until this returns, the client reads nothing
				b.want(`POST /projects/p1/clock/advance {"by":"-1h"}`, 200, `{"now":"2018-12-17T11:55:00","changes":[],"dropped":0}`)
				if status, body := b.call(`POST /projects/p1/jobs {"jobName":"StopGraph","relatedGraph":"g"}`); status != 201 {
					t.Errorf("%d %s", status, body)
				}
			}
			return nil
		}}
		if !b.get(t.Context(), &slow, path) || slow.pieces < 2 || !bytes.Equal(undisturbed.Bytes(), stalled.Bytes()) {
			t.Errorf("%s: %d bytes, want the %d of a client that reads at once", path, stalled.Len(), undisturbed.Len())
		}
	}
}
