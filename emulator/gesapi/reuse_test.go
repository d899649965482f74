package gesapi_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// reuseScenario has a fault for each way that a call can take, by its X-Case header.
const reuseScenario = `version: 1
projects: {"*": {jobs: [
  {jobName: ImportGraph, relatedGraph: a, begin: 0s, running: 5s}, {jobName: ExportGraph, relatedGraph: b, begin: -1h, running: 5s}]}}
faults:
  - {name: reply, when: {header: {X-Case: reply}}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "7"}}}
  - {name: stale, when: {header: {X-Case: stale}}, stale: 30m}
  - {name: delay, when: {header: {X-Case: delay}}, delay: 1ms}
  - {name: reset, when: {header: {X-Case: reset}}, connection: reset}
  - {name: close, when: {header: {X-Case: close}}, connection: close}
  - {name: garbage, when: {header: {X-Case: garbage}}, connection: garbage}
  - {name: truncate, when: {header: {X-Case: truncate}}, connection: truncate}
  - {name: trickle, when: {header: {X-Case: trickle}}, delay: 4ms, connection: trickle}
  - {name: panic, when: {header: {X-Case: panic}}, reply: {status: 503, body: panics}}
`

// reuseCalls are made of each project: the query and the X-Case of each.
var reuseCalls = [...][2]string{
	{"", ""}, {"?limit=1", ""}, {"?limit=1", "reply"}, {"?graphName=b&offset=0", "stale"}, {"?limit=x", ""}, {"", "delay"},
	{"?unknown=1", ""}, {"?status=success", "reset"}, {"?limit=1", "close"}, {"", "garbage"}, {"?status=running", "truncate"},
	{"?status=nothing", "trickle"}, {"?limit=1", "panic"}, {"?limit=0", "reply"}, {"?startTime=2019-01-01", ""},
}

const reuseProjects = 8

// hijackable is a recorder with a connection, of which it reads what comes behind the
// answer.
type hijackable struct {
	*httptest.ResponseRecorder

	last chan []byte // nil: the connection was not taken
}

func (h *hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	server, client := net.Pipe()
	h.last = make(chan []byte, 1)
	go func() {
		last, _ := io.ReadAll(client)
		h.last <- last
	}()
	return server, nil, nil
}

// reuse is a world whose calls are observed in all ways there are.
type reuse struct {
	world   *world.World
	follows []*events.Subscription // of each project

	mu    sync.Mutex
	infos map[string][]gesapi.CallInfo
}

func newReuse(t *testing.T) *reuse {
	t.Helper()
	s, err := scenario.Parse("reuse.yaml", []byte(reuseScenario), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.SetJournalSize(1000)
	r := &reuse{world: w, infos: map[string][]gesapi.CallInfo{}}
	for i := range reuseProjects {
		inProject(t, w, reuseProject(i), func(tx *world.Tx) { r.follows = append(r.follows, tx.Subscribe(events.FromNow)) })
	}
	return r
}

func reuseProject(i int) string { return fmt.Sprintf("p%d", i) }

func (r *reuse) newAPI() *gesapi.API {
	return gesapi.New(r.world, slog.New(slog.DiscardHandler), gesapi.Observe(func(i gesapi.CallInfo) {
		i.Duration = 0
		r.mu.Lock()
		r.infos[i.Project] = append(r.infos[i.Project], i)
		r.mu.Unlock()
		if i.Fault == "panic" {
			panic("of an observer")
		}
	}))
}

// call makes one call. The function that it returns describes the answer, as it is
// when that is called.
func (r *reuse) call(api *gesapi.API, project string, number int) (answer func() string) {
	of := reuseCalls[number%len(reuseCalls)]
	request := httptest.NewRequest(http.MethodGet, "/v1.0/"+project+"/graphs/jobs"+of[0], nil)
	request.Header.Set("X-Case", of[1])
	request.Header.Set("X-Sdk-Date", fmt.Sprint(project, number))
	rec := &hijackable{ResponseRecorder: httptest.NewRecorder()}
	var cause any
	func() {
		defer func() { cause = recover() }()
		api.ServeHTTP(rec, request)
	}()
	var last []byte
	if rec.last != nil {
		last = <-rec.last
	}
	return func() string {
		return fmt.Sprintf("%s %d: %v, %v %d %q, then %q", project, number, cause, rec.Header(), rec.Code, rec.Body, last)
	}
}

// observed describes what else there is to know of the calls of a project: what the
// observer was told, the events and the journal.
func (r *reuse) observed(t *testing.T, i int) (lines []string) {
	t.Helper()
	for _, info := range r.infos[reuseProject(i)] {
		lines = append(lines, fmt.Sprintf("%+v", info))
	}
	for {
		e, ok := r.follows[i].Next(t.Context(), 0)
		if !ok || e.Kind == "" {
			break
		}
		lines = append(lines, fmt.Sprintf("%+v", e))
	}
	inProject(t, r.world, reuseProject(i), func(tx *world.Tx) {
		all := tx.Requests()(math.MaxInt, func(*journal.Request) bool { return true })
		for _, request := range all.Requests {
			request.Real, request.Duration = time.Time{}, 0
			lines = append(lines, fmt.Sprintf("%+v", request))
		}
	})
	return lines
}

// The memory of a call is used again for a later one. Whatever becomes of the calls
// that had it before, and at once with it, each gets its own answer and is recorded as
// itself: as where no memory is used twice, with an API for each call.
func TestReusedMemoryMixesNoCalls(t *testing.T) {
	const calls = 5 * len(reuseCalls)
	want, got := newReuse(t), newReuse(t)
	var wanted, answers [reuseProjects][calls]func() string
	for i := range reuseProjects {
		for n := range calls {
			wanted[i][n] = want.call(want.newAPI(), reuseProject(i), n)
		}
	}
	api := got.newAPI()
	var wg sync.WaitGroup
	for i := range reuseProjects {
		wg.Go(func() {
			for n := range calls {
				answers[i][n] = got.call(api, reuseProject(i), n)
			}
		})
	}
	wg.Wait()
	for i := range reuseProjects {
		for n := range calls {
			if got, want := answers[i][n](), wanted[i][n](); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
		observed, wanted := got.observed(t, i), want.observed(t, i)
		if !slices.Equal(observed, wanted) {
			t.Errorf("%s is observed to have\n%s\nwant\n%s", reuseProject(i), strings.Join(observed, "\n"), strings.Join(wanted, "\n"))
		}
	}
}
