package emulator_test

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// TestEventsInParallel has eight readers of 200 calls made at once, and wants
// each call and each answer once from each.
func TestEventsInParallel(t *testing.T) {
	s := startEventful(t)
	var readers, callers sync.WaitGroup
	const calls = 200
	for i := range 8 {
		project := []string{"p1", "*"}[i%2]
		events := follow(t, http.DefaultClient, s.URL, project+"/events")
		readers.Go(func() {
			pattern := regexp.MustCompile(`^(\d+) (call|answer) {"project":"p1","call":(\d+),`)
			served, answered := map[string]bool{}, map[string]bool{}
			for n, event := range events.events(2*calls + 1) {
				if strings.Contains(event, " fault ") {
					continue // of the second call
				}
				m := pattern.FindStringSubmatch(event)
				switch {
				case len(m) == 0 || m[1] != strconv.Itoa(n+1):
					t.Errorf("event %d of %s is %s", n+1, project, event)
				case m[2] == "call" && !served[m[3]]:
					served[m[3]] = true
				case m[2] == "answer" && served[m[3]] && !answered[m[3]]:
					answered[m[3]] = true
				default:
					t.Errorf("again or too early: %s", event)
				}
			}
			if len(served) != calls || len(answered) != calls {
				t.Errorf("%d calls, %d answers", len(served), len(answered))
			}
		})
	}
	for range 10 {
		callers.Go(func() {
			for range calls / 10 {
				poll(t, s.URL, "")
			}
		})
	}
	callers.Wait()
	readers.Wait()
}

// TestEventsLeaveNothing has clients that come, read and leave, some after a
// body that no such call has. The server goes on.
func TestEventsLeaveNothing(t *testing.T) {
	s := startEventful(t)
	poll(t, s.URL, "")
	before := goleak.IgnoreCurrent()
	for i := range 40 {
		ctx, cancel := context.WithCancel(t.Context())
		project := []string{"p1", "*"}[i%2]
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/_emulator/projects/"+project+"/events?since=0", strings.NewReader(strings.Repeat("{}", i%3)))
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		if i%4 > 1 {
			client = portless(s.Emulator)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := resp.Body.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		cancel()
		_ = resp.Body.Close()
	}
	goleak.VerifyNone(t, before)
}

func TestBadEventCalls(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("eventful.yaml", []byte(eventful)))
	for _, c := range []struct{ query, id, want string }{
		{"?since=x", "", `{"error":"since: \"x\" is not a number of 0 or more","hint":"It is the id of an event, or 0 for all that are buffered. Leave it out for those from now on."}`},
		{"?since=-1", "", `{"error":"since: \"-1\" is not`},
		{"?since=99999999999999999999", "", `{"error":"since: \"99999999999999999999\" is not`},
		{"?since=1", "x", `{"error":"Last-Event-ID: \"x\" is not a number of 0 or more",`},
		{"", "1.5", `{"error":"Last-Event-ID: \"1.5\" is not`},
		{"?focus=a.b", "", `{"error":"focus`},
		{"?from=1", "", `{"error":"\"from\" is not a parameter of this call","hint":"Its parameters are: since, focus."}`},
	} {
		for _, project := range []string{"p1", "*"} {
			rec := request(t, e, "GET /_emulator/projects/"+project+"/events"+c.query, "Last-Event-ID: "+c.id)
			if rec.Code != http.StatusBadRequest || !strings.HasPrefix(rec.Body.String(), c.want) {
				t.Errorf("%s %q %q: %d %s", project, c.query, c.id, rec.Code, rec.Body)
			}
		}
	}
}
