package emulator_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// eventful is a project with an import, and faults on two of its calls.
const eventful = `
version: 1
name: eventful
clock: {start: 2018-12-17T12:55:00}
projects:
  "*":
    jobs:
      - {jobId: import, jobName: ImportGraph, relatedGraph: movies, begin: +10s, waiting: 5s, running: 52s}
  own: {}
faults:
  - {name: second, when: {calls: 2}, reply: {errorCode: GES.9999}}
  - {name: cut, when: {query: {graphName: cut}}, connection: close}
`

func startEventful(t *testing.T) *emulator.Server {
	t.Helper()
	return emulator.Start(t, emulator.WithScenarioYAML("eventful.yaml", []byte(eventful)))
}

// stream is a stream of events as a client reads it.
type stream struct {
	t     testing.TB
	body  io.ReadCloser
	lines *bufio.Reader
}

// follow opens the stream of a project, with headers, «Name: value». Its first
// block, which is always the same, is read.
func follow(t testing.TB, client *http.Client, url, project string, headers ...string) *stream {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_emulator/projects/"+project, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || kind != "text/event-stream" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%s %v", resp.Status, resp.Header)
	}
	s := &stream{t, resp.Body, bufio.NewReader(resp.Body)}
	if first := s.next(); first != "retry: 1000\n" {
		t.Errorf("the stream begins with %q", first)
	}
	return s
}

// next reads a block, without the empty line behind it; "" at the end.
func (s *stream) next() string {
	s.t.Helper()
	var block strings.Builder
	for {
		line, err := s.lines.ReadString('\n')
		switch {
		case err == io.EOF && line == "" && block.Len() == 0:
			return ""
		case err != nil:
			s.t.Fatalf("the stream breaks off with %v after %q", err, block.String()+line)
		case line == "\n":
			return block.String()
		}
		block.WriteString(line)
	}
}

// text reads n blocks.
func (s *stream) text(n int) string {
	s.t.Helper()
	var all strings.Builder
	for range n {
		all.WriteString(s.next())
	}
	return all.String()
}

// events reads n events, each with its id, written «1 call {…}».
func (s *stream) events(n int) (list []string) {
	s.t.Helper()
	for range n {
		block := strings.NewReplacer("id: ", "", "\nevent: ", " ", "\ndata: ", " ", "\n", "").Replace(s.next())
		list = append(list, block)
	}
	return list
}

// control makes a control call over HTTP, written «METHOD path [body]», the path
// without its prefix.
func doControl(t testing.TB, url, what string) {
	t.Helper()
	method, rest, _ := strings.Cut(what, " ")
	path, body, _ := strings.Cut(rest, " ")
	resp, text, err := call(http.DefaultClient, method, url+"/_emulator/projects/"+path, body)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("%s: %v %s", what, err, text)
	}
}

// poll makes a call of the emulated API, on a connection of its own: net/http
// would try again on one that has broken.
func poll(t testing.TB, url, query string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if _, _, err := call(client, "GET", url+listPath+query, ""); err != nil && !strings.Contains(query, "cut") {
		t.Fatal(err)
	}
}

// live takes a project through all that can happen to it.
func live(t testing.TB, url string) {
	t.Helper()
	poll(t, url, "")
	poll(t, url, "?limit=1&graphName=%C3%A4")
	doControl(t, url, `POST p1/clock/advance {"by":"20s"}`)
	doControl(t, url, `POST p1/clock/advance {"by":"-15s"}`)
	doControl(t, url, `POST p1/clock/advance {"to":"end"}`)
	doControl(t, url, `POST p1/jobs {"jobId":"export","jobName":"ExportGraph","relatedGraph":"movies","running":"forever"}`)
	doControl(t, url, `PATCH p1/jobs/export {"outcome":"failed","endAt":"now"}`)
	doControl(t, url, `POST p1/jobs {"jobName":"ExportGraph","relatedGraph":"movies","begin":"+1h","running":"45s"}`)
	doControl(t, url, `DELETE p1/jobs/export`)
	doControl(t, url, `PATCH p1/clock {"mode":"stepped","step":"next"}`)
	poll(t, url, "?graphName=cut")
	poll(t, url, "")
	poll(t, url, "?limit=x")
	doControl(t, url, `POST p2/clock/advance {"by":"20s"}`)
	doControl(t, url, `POST p1/reset`)
	doControl(t, url, `PUT p1/scenario {"version":1,"clock":{"start":"2020-02-02T20:20:20"},"projects":{"*":{}}}`)
}

// lived is what live shows.
const lived = `id: 1
event: call
data: {"project":"p1","call":1,"operation":"ListJobs","query":"","now":"2018-12-17T12:55:00","fault":null}
id: 2
event: answer
data: {"project":"p1","call":1,"status":200,"errorCode":null}
id: 3
event: call
data: {"project":"p1","call":2,"operation":"ListJobs","query":"limit=1&graphName=%C3%A4","now":"2018-12-17T12:55:00","fault":"second"}
id: 4
event: fault
data: {"project":"p1","fault":"second","call":2,"now":"2018-12-17T12:55:00"}
id: 5
event: answer
data: {"project":"p1","call":2,"status":400,"errorCode":"GES.9999"}
id: 6
event: clock
data: {"project":"p1","from":"2018-12-17T12:55:00","to":"2018-12-17T12:55:20","mode":"manual"}
id: 7
event: job
data: {"project":"p1","jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:55:10"}
id: 8
event: job
data: {"project":"p1","jobId":"import","from":"waiting","to":"running","at":"2018-12-17T12:55:15"}
id: 9
event: clock
data: {"project":"p1","from":"2018-12-17T12:55:20","to":"2018-12-17T12:55:05","mode":"manual"}
id: 10
event: job
data: {"project":"p1","jobId":"import","from":"running","to":"waiting","at":"2018-12-17T12:55:15"}
id: 11
event: job
data: {"project":"p1","jobId":"import","from":"waiting","to":null,"at":"2018-12-17T12:55:10"}
id: 12
event: clock
data: {"project":"p1","from":"2018-12-17T12:55:05","to":"2018-12-17T12:56:07","mode":"manual"}
id: 13
event: job
data: {"project":"p1","jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:55:10"}
id: 14
event: job
data: {"project":"p1","jobId":"import","from":"waiting","to":"running","at":"2018-12-17T12:55:15"}
id: 15
event: job
data: {"project":"p1","jobId":"import","from":"running","to":"success","at":"2018-12-17T12:56:07"}
id: 16
event: job
data: {"project":"p1","jobId":"export","from":null,"to":"running","at":"2018-12-17T12:56:07"}
id: 17
event: job
data: {"project":"p1","jobId":"export","from":"running","to":"failed","at":"2018-12-17T12:56:07"}
id: 18
event: job
data: {"project":"p1","jobId":"export","from":"failed","to":null,"at":"2018-12-17T12:56:07"}
id: 19
event: clock
data: {"project":"p1","from":"2018-12-17T12:56:07","to":"2018-12-17T12:56:07","mode":"stepped"}
id: 20
event: call
data: {"project":"p1","call":3,"operation":"ListJobs","query":"graphName=cut","now":"2018-12-17T12:56:07","fault":"cut"}
id: 21
event: fault
data: {"project":"p1","fault":"cut","call":3,"now":"2018-12-17T12:56:07"}
id: 22
event: answer
data: {"project":"p1","call":3,"status":null,"errorCode":null}
id: 23
event: clock
data: {"project":"p1","from":"2018-12-17T12:56:07","to":"2018-12-17T13:56:07","mode":"stepped"}
id: 24
event: job
data: {"project":"p1","jobId":"ff80808167bc3be00167bc73d4d83ca9","from":null,"to":"running","at":"2018-12-17T13:56:07"}
id: 25
event: call
data: {"project":"p1","call":4,"operation":"ListJobs","query":"","now":"2018-12-17T13:56:07","fault":null}
id: 26
event: answer
data: {"project":"p1","call":4,"status":200,"errorCode":null}
id: 27
event: clock
data: {"project":"p1","from":"2018-12-17T13:56:07","to":"2018-12-17T13:56:52","mode":"stepped"}
id: 28
event: job
data: {"project":"p1","jobId":"ff80808167bc3be00167bc73d4d83ca9","from":"running","to":"success","at":"2018-12-17T13:56:52"}
id: 29
event: call
data: {"project":"p1","call":5,"operation":"ListJobs","query":"limit=x","now":"2018-12-17T13:56:52","fault":null}
id: 30
event: answer
data: {"project":"p1","call":5,"status":400,"errorCode":"GES.0001"}
id: 31
event: reset
data: {"project":"p1","now":"2018-12-17T12:55:00","why":"reset"}
id: 32
event: reset
data: {"project":"p1","now":"2020-02-02T20:20:20","why":"scenario"}
`

// livedEvents is how many events those are.
const livedEvents = 32

// after is what of a stream's text follows an event.
func after(text string, id int) string {
	_, rest, _ := strings.Cut("\n"+text, fmt.Sprintf("\nid: %d\n", id+1))
	return fmt.Sprintf("id: %d\n", id+1) + rest
}

func wantText(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	was, is := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Fatalf("line %d is\n%s\nwant\n%s", i+1, is[i], was[i])
		}
	}
	t.Fatalf("%d lines, want %d:\n%s", len(is), len(was), got)
}

func TestEventsOfAWholeLife(t *testing.T) {
	s := startEventful(t)
	first, second := follow(t, http.DefaultClient, s.URL, "p1/events"), follow(t, http.DefaultClient, s.URL, "p1/events", "Origin: http://page.localhost")
	live(t, s.URL)
	wantText(t, first.text(livedEvents), lived)
	wantText(t, second.text(livedEvents), lived)
}

// TestEventsGoOn reads on behind each event, in both ways.
func TestEventsGoOn(t *testing.T) {
	s := startEventful(t)
	follow(t, http.DefaultClient, s.URL, "p1/events")
	live(t, s.URL)
	for _, id := range []int{0, 1, 7, livedEvents - 1} {
		last := strconv.Itoa(id)
		for _, events := range []*stream{
			follow(t, http.DefaultClient, s.URL, "p1/events?since="+last),
			follow(t, http.DefaultClient, s.URL, "p1/events", "Last-Event-ID: "+last),
			follow(t, http.DefaultClient, s.URL, "p1/events?since=5", "Last-Event-ID: "+last),
		} {
			wantText(t, events.text(livedEvents-id), after(lived, id))
		}
	}
	// An id that it never gave is of another life.
	wantText(t, follow(t, http.DefaultClient, s.URL, "p1/events", "Last-Event-ID: 33").text(livedEvents), lived)
	// Behind the last, and without an id, it begins now.
	now := []*stream{
		follow(t, http.DefaultClient, s.URL, "p1/events?since=32"), follow(t, http.DefaultClient, s.URL, "p1/events"),
	}
	doControl(t, s.URL, "POST p1/reset")
	for _, events := range now {
		wantText(t, events.next(), "id: 33\nevent: reset\ndata: {\"project\":\"p1\",\"now\":\"2020-02-02T20:20:20\",\"why\":\"reset\"}\n")
	}
}

// TestEventsOfAllProjects has ids of their own, and those of a project do not
// depend on others.
func TestEventsOfAllProjects(t *testing.T) {
	s := startEventful(t)
	all, own := follow(t, http.DefaultClient, s.URL, "*/events"), follow(t, http.DefaultClient, s.URL, "own/events")
	focused := follow(t, http.DefaultClient, s.URL, "*/events?focus=own")
	doControl(t, s.URL, `POST later/clock/advance {"by":"10s"}`)
	doControl(t, s.URL, `POST own/clock/advance {"by":"10s"}`)
	doControl(t, s.URL, `POST %2A/clock/advance {"by":"-10s"}`)
	doControl(t, s.URL, `DELETE later`)
	doControl(t, s.URL, `POST later/reset`)
	clock := func(project, from, to string) string {
		return fmt.Sprintf(`clock {"project":%q,"from":"2018-12-17T12:%s","to":"2018-12-17T12:%s","mode":"manual"}`, project, from, to)
	}
	for what, c := range map[string]struct {
		events *stream
		want   []string
	}{
		"all": {all, []string{
			`1 project {"project":"later","now":"2018-12-17T12:55:00"}`,
			"2 " + clock("later", "55:00", "55:10"),
			`3 job {"project":"later","jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:55:10"}`,
			"4 " + clock("own", "55:00", "55:10"), "5 " + clock("later", "55:10", "55:00"),
			`6 job {"project":"later","jobId":"import","from":"waiting","to":null,"at":"2018-12-17T12:55:10"}`,
			"7 " + clock("own", "55:10", "55:00"),
			`8 reset {"project":"later","now":"2018-12-17T12:55:00","why":"forgotten"}`,
			`9 project {"project":"later","now":"2018-12-17T12:54:50"}`, // as "*" stands
			`10 reset {"project":"later","now":"2018-12-17T12:55:00","why":"reset"}`,
		}},
		"focused": {focused, []string{
			`1 project {"project":"later","now":"2018-12-17T12:55:00"}`, "4 " + clock("own", "55:00", "55:10"), "7 " + clock("own", "55:10", "55:00"),
			`9 project {"project":"later","now":"2018-12-17T12:54:50"}`,
		}},
		"own": {own, []string{"1 " + clock("own", "55:00", "55:10"), "2 " + clock("own", "55:10", "55:00")}},
	} {
		if got := c.events.events(len(c.want)); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// TestEventsEndWithTheirProject forgets projects in each way. A client that
// comes again finds a feed whose numbers go on: none of the new ones is missed.
func TestEventsEndWithTheirProject(t *testing.T) {
	for _, forget := range []func(s *emulator.Server, id string){
		func(s *emulator.Server, id string) { doControl(t, s.URL, "DELETE "+id) },
		func(s *emulator.Server, _ string) { doControl(t, s.URL, "DELETE *") },
		func(s *emulator.Server, _ string) {
			if err := s.Load(emulator.WithScenarioYAML("eventful.yaml", []byte(eventful))); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for _, id := range []string{"p1", "own"} {
			s := startEventful(t)
			events := follow(t, http.DefaultClient, s.URL, id+"/events")
			doControl(t, s.URL, "POST "+id+"/reset")
			forget(s, id)
			reset := `{"project":"` + id + `","now":"2018-12-17T12:55:00","why":"%s"}`
			want := []string{"1 reset " + fmt.Sprintf(reset, "reset"), "2 reset " + fmt.Sprintf(reset, "forgotten"), ""}
			if got := events.events(3); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			again := follow(t, http.DefaultClient, s.URL, id+"/events", "Last-Event-ID: 2")
			doControl(t, s.URL, "POST "+id+"/reset")
			doControl(t, s.URL, "POST "+id+"/reset")
			late := follow(t, http.DefaultClient, s.URL, id+"/events", "Last-Event-ID: 2")
			for _, events := range []*stream{again, late} {
				if got := events.next(); !strings.HasPrefix(got, "id: 3\n") {
					t.Errorf("the new project's first event is %q", got)
				}
			}
		}
	}
}

// TestProjectsWithListenersStay: one to which somebody listens makes no room for
// others, though nobody has called it.
func TestProjectsWithListenersStay(t *testing.T) {
	s := emulator.Start(t, emulator.WithScenario("empty"), emulator.WithMaxProjects(1))
	events := follow(t, http.DefaultClient, s.URL, "p1/events")
	if rec := request(t, s, "GET /_emulator/projects/p2/clock"); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("another project gets %d", rec.Code)
	}
	doControl(t, s.URL, "POST p1/reset")
	if got := events.next(); !strings.HasPrefix(got, "id: 1\n") {
		t.Errorf("%q", got)
	}
}
