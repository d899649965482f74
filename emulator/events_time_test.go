package emulator_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// running is a project whose time runs 60 times as fast as real time.
const running = `
version: 1
name: running
clock: {start: 2018-12-17T12:55:00, mode: realtime, rate: 60}
projects:
  "*":
    jobs:
      - {jobId: import, jobName: ImportGraph, relatedGraph: movies, begin: +1m, waiting: 30s, running: 1h}
`

// timed is a bubble with an emulator whose time runs, and how much real time has
// passed in it.
func timed(t *testing.T, f func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, emulator.WithScenarioYAML("running.yaml", []byte(running)))
		began := clock.Wall()
		f(t, e, func() time.Duration { return clock.Since(began) })
	})
}

// close ends a stream.
func (s *stream) close() { _ = s.body.Close() }

// Changes of jobs come at the very moment, without a call.
func TestEventsOfARunningClock(t *testing.T) {
	timed(t, func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration) {
		events := follow(t, portless(e), "http://ges", "p1/events")
		defer events.close()
		for _, want := range []struct {
			after time.Duration
			event string
		}{
			{time.Second, `1 job {"project":"p1","jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:56:00"}`},
			{1500 * time.Millisecond, `2 job {"project":"p1","jobId":"import","from":"waiting","to":"running","at":"2018-12-17T12:56:30"}`},
			{61500 * time.Millisecond, `3 job {"project":"p1","jobId":"import","from":"running","to":"success","at":"2018-12-17T13:56:30"}`},
		} {
			for got := events.events(1)[0]; ; got = events.events(1)[0] {
				if got == ": nothing new" {
					continue
				}
				if got != want.event || elapsed() != want.after {
					t.Errorf("after %s: %s\nwant after %s: %s", elapsed(), got, want.after, want.event)
				}
				break
			}
		}
	})
}

// What the control API does is heard while a reader waits for the next change,
// and another change may then be the next.
func TestEventsOfAClockThatIsChanged(t *testing.T) {
	timed(t, func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration) {
		p := project(t, e, "p1")
		ctx, closeStream := context.WithCancel(t.Context())
		defer closeStream()
		var got []string
		go func() {
			for event := range p.Events(ctx) {
				got = append(got, fmt.Sprintf("%s %d %s %s%s→%s", elapsed(), event.ID, event.Kind, event.Change.JobID, event.Change.From, event.Change.To))
			}
			got = append(got, "the end")
		}()
		synctest.Wait()
		if _, err := p.AddJob(emulator.Job{JobID: "soon", JobName: "StopGraph", RelatedGraph: "movies", Begin: emulator.After(30 * time.Second), Running: emulator.Forever}); err != nil {
			t.Fatal(err)
		}
		clock.Wait(ctx, 600*time.Millisecond)
		synctest.Wait()
		p.Advance(14 * time.Second) // 12:55:50
		request(t, e, `PATCH /_emulator/projects/p1/clock {"rate":1}`)
		clock.Wait(ctx, 11*time.Second)
		synctest.Wait()
		request(t, e, `PATCH /_emulator/projects/p1/clock {"mode":"manual"}`)
		clock.Wait(ctx, time.Hour)
		closeStream()
		synctest.Wait()
		want := []string{"500ms 1 job soon→running", "600ms 2 clock →", "600ms 3 clock →", "10.6s 4 job import→waiting", "11.6s 5 clock →", "the end"}
		if !slices.Equal(got, want) {
			t.Errorf("%q\nwant %q", got, want)
		}
	})
}

// Of all projects, changes are noticed four times a second.
func TestEventsOfAllRunningClocks(t *testing.T) {
	timed(t, func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration) {
		early := project(t, e, "early")
		events := follow(t, portless(e), "http://ges", "*/events")
		defer events.close()
		clock.Wait(t.Context(), 100*time.Millisecond)
		early.Advance(10 * time.Second)
		project(t, e, "later").Events(t.Context()) // of "*", whose time runs too; to listen begins its life
		for _, want := range []string{"event: project\n", "event: clock\n", "event: project\n"} {
			if got := events.next(); !strings.Contains(got, want) {
				t.Errorf("%s, want %s", got, want)
			}
		}
		for _, want := range []string{`"project":"early","jobId":"import","from":null,`, `"project":"later","jobId":"import","from":null,`} {
			got := events.next()
			due := map[bool]time.Duration{true: time.Second - time.Second/6, false: time.Second}[strings.Contains(want, "early")]
			if !strings.Contains(got, want) || !strings.Contains(got, `"at":"2018-12-17T12:56:00"`) || elapsed() < due || elapsed() > due+250*time.Millisecond {
				t.Errorf("after %s, due after %s: %s\nwant %s", elapsed(), due, got, want)
			}
		}
	})
}

// A call or a control call notices what has changed before a reader does, and
// tells it once.
func TestEventsOfARunningClockAreToldOnce(t *testing.T) {
	timed(t, func(t *testing.T, e *emulator.Emulator, _ func() time.Duration) {
		follow(t, portless(e), "http://ges", "p1/events").close()
		clock.Wait(t.Context(), time.Second)
		request(t, e, "GET "+listPath)
		clock.Wait(t.Context(), 500*time.Millisecond)
		request(t, e, "GET /_emulator/projects/p1/clock")
		clock.Wait(t.Context(), 2*time.Minute)
		request(t, e, "POST /_emulator/projects/p1/reset")
		events := follow(t, portless(e), "http://ges", "p1/events?since=0")
		defer events.close()
		want := []string{
			`1 job {"project":"p1","jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:56:00"}`,
			`2 call {"project":"p1","call":1,"operation":"ListJobs","query":"","now":"2018-12-17T12:56:00","fault":null}`,
			`3 answer {"project":"p1","call":1,"status":200,"errorCode":null}`,
			`4 job {"project":"p1","jobId":"import","from":"waiting","to":"running","at":"2018-12-17T12:56:30"}`,
			`5 job {"project":"p1","jobId":"import","from":"running","to":"success","at":"2018-12-17T13:56:30"}`,
			`6 reset {"project":"p1","now":"2018-12-17T12:55:00","why":"reset"}`,
		}
		if got := events.events(len(want)); !slices.Equal(got, want) {
			t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// Who reads of all from now on is not told what was over by then.
func TestEventsOfAllFromNowOn(t *testing.T) {
	timed(t, func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration) {
		project(t, e, "p1").Events(t.Context())
		follow(t, portless(e), "http://ges", "*/events").close()
		clock.Wait(t.Context(), 1400*time.Millisecond)
		events := follow(t, portless(e), "http://ges", "*/events")
		defer events.close()
		if got := events.next(); !strings.HasPrefix(got, "id: 2\n") || !strings.Contains(got, `"to":"running"`) || elapsed() > 1750*time.Millisecond {
			t.Errorf("after %s: %s", elapsed(), got)
		}
	})
}

// A quiet stream says every 15 s that it is there, and one that is not quiet
// does not.
func TestEventsKeepAlive(t *testing.T) {
	for _, of := range []string{"p1", "*"} {
		timed(t, func(t *testing.T, e *emulator.Emulator, elapsed func() time.Duration) {
			p := project(t, e, "p1")
			request(t, e, `PATCH /_emulator/projects/p1/clock {"mode":"manual"}`)
			events := follow(t, portless(e), "http://ges", of+"/events")
			defer events.close()
			for i := range 3 {
				if got := events.next(); got != ": nothing new\n" || elapsed() != time.Duration(i+1)*15*time.Second {
					t.Errorf("%s: after %s: %q", of, elapsed(), got)
				}
			}
			clock.Wait(t.Context(), 10*time.Second)
			p.Advance(0)
			if got := events.next(); !strings.Contains(got, "event: clock\n") || elapsed() != 55*time.Second {
				t.Errorf("%s: after %s: %q", of, elapsed(), got)
			}
			if got := events.next(); got != ": nothing new\n" || elapsed() != 70*time.Second {
				t.Errorf("%s: after %s: %q", of, elapsed(), got)
			}
		})
	}
}

// open opens a stream over a connection of the server's.
func (b *bubble) open() (net.Conn, *stream) {
	b.t.Helper()
	ours, theirs := net.Pipe()
	b.l.conns <- theirs
	if _, err := io.WriteString(ours, "GET /_emulator/projects/p1/events HTTP/1.1\r\nHost: ges\r\n\r\n"); err != nil {
		b.t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(ours), nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%v %v", resp, err)
	}
	return ours, &stream{b.t, resp.Body, bufio.NewReader(resp.Body)}
}

// A stream outlives the server's time limits, and ends at once with the server.
func TestEventsOutliveTheLimits(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		conn, events := b.open()
		defer conn.Close()
		events.next()
		for range 4 * 60 * 2 { // two hours
			if got := events.next(); got != ": nothing new\n" {
				t.Fatalf("after %s: %q", b.elapsed(), got)
			}
		}
		w := b.call("between")
		w.answer()
		_ = w.Close()
		if got := events.text(3); !strings.HasPrefix(got, "id: 1\nevent: call\n") || !strings.Contains(got, "id: 3\nevent: answer\n") {
			t.Errorf("%s", got)
		}
		before := b.elapsed()
		b.stop()
		if got := events.next(); got != "" || b.elapsed() != before {
			t.Errorf("after %s: %q", b.elapsed()-before, got)
		}
	})
}

// A client that reads nothing is let go, and holds up nobody before.
func TestEventsOfASlowClient(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		conn, _ := b.open()
		defer conn.Close()
		p := project(t, b.e, "p1")
		for range 5 { // it reads none of these
			p.Advance(time.Second)
			synctest.Wait()
		}
		w := b.call("")
		if _, body := w.answer(); !strings.HasPrefix(body, `{"jobCount":1,`) || b.elapsed() != 0 {
			t.Errorf("after %s: %s", b.elapsed(), body)
		}
		_ = w.Close()
		clock.Wait(t.Context(), 6*time.Minute)
		if _, err := io.Copy(io.Discard, conn); err != nil { // what is on its way; then the end
			t.Error(err)
		}
		if b.elapsed() != 6*time.Minute {
			t.Errorf("it was still served after %s", b.elapsed())
		}
	})
}

// A reader that is too slow is told how much it missed.
func TestEventsThatWereMissed(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"))
	events := follow(t, portless(e), "http://ges", "p1/events")
	defer events.close()
	const calls = 3000
	for range calls { // many times what is on its way to a client that does not read
		request(t, e, "GET "+listPath+"?graphName="+strings.Repeat("g", 500))
	}
	want, missed := 1, 0
	for want <= 2*calls {
		event := events.events(1)[0]
		var id, count int
		if n, _ := fmt.Sscanf(event, `event: missed {"count":%d}`, &count); n == 1 {
			missed++
			want += count
			continue
		}
		if _, err := fmt.Sscan(event, &id); err != nil || id != want {
			t.Fatalf("%d is missing: %s", want, event)
		}
		want++
	}
	if missed == 0 {
		t.Error("nothing was missed")
	}
	late := follow(t, portless(e), "http://ges", "p1/events", "Last-Event-ID: 7")
	defer late.close()
	if got := late.events(2); got[0] != `event: missed {"count":4993}` || !strings.HasPrefix(got[1], "5001 call ") {
		t.Errorf("%q", got)
	}
}
