package world_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// published reads what is there to read.
func published(t *testing.T, s *events.Subscription) (list []string) {
	t.Helper()
	for {
		e, ok := s.Next(t.Context(), 0)
		switch {
		case !ok:
			return append(list, "the end")
		case e.Kind == "":
			return list
		}
		text := fmt.Sprintf("%d %s %s", e.ID, e.Project, e.Kind)
		switch e.Kind {
		case events.Job:
			text += fmt.Sprintf(" %s %s→%s +%s", e.Change.JobID, e.Change.From, e.Change.To, e.Change.At.Sub(start.Time()))
		case events.Clock:
			text += fmt.Sprintf(" +%s→+%s", e.From.Sub(start.Time()), e.Now.Sub(start.Time()))
		case events.Reset:
			text += fmt.Sprintf(" %s +%s", e.Why, e.Now.Sub(start.Time()))
		case events.Missed:
			text += fmt.Sprint(" ", e.Count)
		default:
			text += fmt.Sprint(" ", e.Call, e.Fault)
		}
		list = append(list, text)
	}
}

func wantTold(t *testing.T, s *events.Subscription, want ...string) {
	t.Helper()
	if got := published(t, s); !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The numbers of a project's events are its own, whoever reads of all.
func TestNumbersOfEvents(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	in(w, "before").Call(listing())
	all := w.Subscribe(events.FromNow)
	in(w, "p1").Call(listing())
	own := in(w, "p1").Subscribe(events.FromNow)
	in(w, "p2").Call(listing())
	in(w, "p1").Call(listing())
	in(w, "before").Call(listing())
	wantTold(t, own, "1 p1 call 2")
	wantTold(t, all, "1 p1 project 0", "2 p1 call 1", "3 p2 project 0", "4 p2 call 1", "5 p1 call 2", "6 before call 2")
	wantTold(t, w.Subscribe(4), "5 p1 call 2", "6 before call 2")
}

// Each step of a stepped clock comes before the call that makes it; the first
// call makes none.
func TestStepsAreTold(t *testing.T) {
	s := world1(third())
	s.Clock.Mode = clock.Stepped
	p := in(newWorld(t, s, newWall()), "p1")
	feed := p.Subscribe(events.FromNow)
	for range 3 {
		p.Call(listing())
	}
	wantTold(t, feed, "1 p1 call 1", "2 p1 clock +0s→+5s", "3 p1 call 2", "4 p1 clock +5s→+10s", "5 p1 job import →waiting +10s",
		"6 p1 call 3third", "7 p1 fault 3third")
}

// The answer to a call of a world that is no more is none of its successor's.
func TestAnswersOfAnotherLife(t *testing.T) {
	p := in(newWorld(t, world1(), newWall()), "p1")
	slow := p.Call(listing())
	feed := p.Subscribe(events.FromNow)
	slow.PublishAnswer(200, "")
	p.Reset()
	slow.PublishAnswer(200, "")
	quick := p.Call(listing())
	quick.PublishAnswer(400, "GES.0001")
	wantTold(t, feed, "1 p1 answer 1", "2 p1 reset reset +0s", "3 p1 call 1", "4 p1 answer 1")
}

// Those who read of a project that is forgotten learn so; what comes later under
// its id is another project's, and numbers go on.
func TestForgottenProjectsEndTheirFeeds(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	p := in(w, "p1")
	all, own := w.Subscribe(events.FromNow), p.Subscribe(events.FromNow)
	slow := p.Call(listing())
	w.Forget("p1")
	slow.PublishAnswer(200, "")
	wantTold(t, own, "1 p1 call 1", "2 p1 reset forgotten +0s", "the end")
	p.Call(listing())
	wantTold(t, p.Subscribe(0))
	wantTold(t, all, "1 p1 project 0", "2 p1 call 1", "3 p1 reset forgotten +0s", "4 p1 project 0", "5 p1 call 1")

	p = in(w, "own") // the scenario names it: it stays
	own = p.Subscribe(events.FromNow)
	w.Forget("own")
	p.Call(listing())
	wantTold(t, own, "1 own reset forgotten +0s", "the end")
	wantTold(t, all, "6 own reset forgotten +0s", "7 own call 1")
	feed := p.Subscribe(0)
	p.Call(listing())
	wantTold(t, feed, "2 own call 2")
}

// Another scenario is heard by who reads of all, in its projects too.
func TestAnotherScenarioIsHeard(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	in(w, "p1").Call(listing())
	all := w.Subscribe(events.FromNow)
	if err := w.Load(world1()); err != nil {
		t.Fatal(err)
	}
	in(w, "own").Call(listing())
	in(w, "p1").Call(listing())
	wantTold(t, all, "1 own reset forgotten +0s", "2 p1 reset forgotten +0s", "3 own call 1", "4 p1 project 0", "5 p1 call 1")
}

// A wall clock that is set back takes a running clock with it, and what it had
// changed.
func TestWallClockSetBack(t *testing.T) {
	s, wall := world1(), newWall()
	s.Clock.Mode = clock.Realtime
	w := newWorld(t, s, wall)
	feed := in(w, "p1").Subscribe(events.FromNow)
	wall.at = wall.at.Add(12 * time.Second)
	wantTold(t, feed, "1 p1 job import →waiting +10s")
	wall.at = wall.at.Add(-5 * time.Second)
	wantTold(t, feed, "2 p1 job import waiting→ +10s")
	wall.at = wall.at.Add(10 * time.Second)
	in(w, "p1").Reset()
	wantTold(t, feed, "3 p1 job import →waiting +10s", "4 p1 job import waiting→running +15s", "5 p1 reset reset +0s")
}

// A long query is cut, as the journal cuts it.
func TestQueriesOfEventsAreCut(t *testing.T) {
	p := in(newWorld(t, world1(), newWall()), "p1")
	feed := p.Subscribe(events.FromNow)
	r := listing()
	r.RawQuery = "a=" + strings.Repeat("x", 100_000)
	p.Call(r)
	e, ok := feed.Next(context.Background(), 0)
	if !ok || !strings.HasPrefix(e.Query, "a=xxx") || len(e.Query) > 2100 {
		t.Errorf("%v, %d bytes", ok, len(e.Query))
	}
}

// A way over very many changes costs no memory for each, and leaves the last
// 1,000 events.
func TestManyChangesAreTold(t *testing.T) {
	p := in(newWorld(t, busy(), newWall()), "p1")
	feed := p.Subscribe(events.FromNow)
	var changes int
	allocations := testing.AllocsPerRun(1, func() { // which runs it twice
		changes = 0
		for _, target := range []world.Target{world.ToEnd(), world.To(start)} {
			move, err := p.Advance(target)
			if err != nil {
				t.Fatal(err)
			}
			for range move.Changes() {
				changes++
			}
		}
	})
	if changes < 150_000 || allocations > float64(changes)/100 {
		t.Errorf("%d changes took %.0f allocations", changes, allocations)
	}
	list, last := published(t, feed), 2*(changes+2)
	if want := fmt.Sprintf("0  missed %d", last-1000); len(list) != 1001 || list[0] != want || !strings.HasPrefix(list[1000], fmt.Sprintf("%d p1 job ", last)) {
		t.Errorf("%d events, from %s and %s to %s", len(list), list[0], list[1], list[len(list)-1])
	}
}
