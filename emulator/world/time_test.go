package world_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// happened is a move's changes, in seconds from the start.
func happened(m world.Move) []string {
	var list []string
	for c := range m.Changes() {
		list = append(list, fmt.Sprintf("%s %s→%s %v", c.Job.ID(), c.From, c.To, c.At.Sub(start).Seconds()))
	}
	return list
}

// Where each way of moving leads, and what changes on it.
func TestAdvance(t *testing.T) {
	const s = time.Second
	all := []string{
		"import →waiting 10", "import waiting→running 15", "export →waiting 60",
		"export waiting→running 65", "import running→success 67",
	}
	for name, c := range map[string]struct {
		from   time.Duration
		target world.Target
		to     time.Duration
		want   []string
	}{
		"by":                      {0, world.By(12 * s), 12 * s, all[:1]},
		"by nothing":              {12 * s, world.By(0), 12 * s, nil},
		"to the next":             {0, world.ToNext(), 10 * s, all[:1]},
		"to the previous":         {15 * s, world.ToPrevious(), 10 * s, []string{"import running→waiting 15"}},
		"to the previous between": {12 * s, world.ToPrevious(), 10 * s, nil},
		"to the previous of none": {10 * s, world.ToPrevious(), 10 * s, nil},
		"to the start":            {16 * s, world.ToStart(), 0, []string{"import running→waiting 15", "import waiting→ 10"}},
		"to the next of it":       {10 * s, world.ToNext(), 15 * s, all[1:2]},
		"to the next where none":  {67 * s, world.ToNext(), 67 * s, nil},
		"to the end":              {0, world.ToEnd(), 67 * s, all},
		"to the end from beyond":  {100 * s, world.ToEnd(), 100 * s, nil},
		"to a time":               {12 * s, world.To(start.Add(65 * s)), 65 * s, all[1:4]},
		"back by":                 {16 * s, world.By(-2 * s), 14 * s, []string{"import running→waiting 15"}},
		"back to a time":          {16 * s, world.To(start), 0, []string{"import running→waiting 15", "import waiting→ 10"}},
		"to just before a change": {0, world.To(start.Add(10*s - 1)), 10*s - 1, nil},
		"beyond all time":         {67 * s, world.To(clock.Never), clock.Max.Sub(start), nil},
		"until it waits":          {0, world.Until("import", ges.Waiting), 10 * s, all[:1]},
		"until it runs":           {12 * s, world.Until("import", ges.Running), 15 * s, all[1:2]},
		"until it is done":        {12 * s, world.Until("import", ges.Success), 67 * s, all[1:]},
		"until what it is":        {70 * s, world.Until("import", ges.Success), 70 * s, nil},
		"until it runs for ever":  {0, world.Until("export", ges.Running), 65 * s, all[:4]},
	} {
		p := in(newWorld(t, world1(), newWall()), "p1")
		if _, err := p.Advance(world.By(c.from)); err != nil {
			t.Fatal(err)
		}
		move, err := p.Advance(c.target)
		if err != nil || move.From.Sub(start) != c.from || move.To.Sub(start) != c.to || p.Time().Now != move.To {
			t.Errorf("%s: from %s to %s, %v, the clock shows %s; want to %s", name, move.From.Sub(start), move.To.Sub(start), err, p.Time().Now.Sub(start), c.to)
		}
		if got := happened(move); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v changes, want %v", name, got, c.want)
		}
	}
}

// A move that would leave virtual time is an error, and time stands.
func TestAdvanceOutside(t *testing.T) {
	const bounds = " is outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59"
	p := in(newWorld(t, world1(), newWall()), "p1")
	for by, want := range map[time.Duration]string{
		100_000 * 24 * time.Hour:  "100000d from 2018-12-17T12:55:00",
		-100_000 * 24 * time.Hour: "-100000d from 2018-12-17T12:55:00",
		math.MinInt64:             "-2562047h47m16.854775808s from 2018-12-17T12:55:00",
		clock.Max.Sub(start) + 1:  "66123d11h4m59.000000001s from 2018-12-17T12:55:00",
		-time.Duration(start) - 1: "-17882d12h55m0.000000001s from 2018-12-17T12:55:00",
	} {
		_, err := p.Advance(world.By(by))
		if !errors.Is(err, clock.ErrOutside) || err.Error() != want+bounds || p.Time().Now != start {
			t.Errorf("by %s: %v, want %s; now %s", by, err, want+bounds, p.Time().Now)
		}
	}
	for _, by := range []time.Duration{clock.Max.Sub(start), -clock.Max.Sub(clock.Min)} { // to the very bounds
		if _, err := p.Advance(world.By(by)); err != nil {
			t.Errorf("by %s: %v", by, err)
		}
	}
}

// What never will be is an error that says why, and time stands.
func TestUntilNever(t *testing.T) {
	for _, c := range []struct {
		at     time.Duration
		job    string
		status ges.Status
		want   string
	}{
		{0, "nosuch", ges.Success, `job "nosuch" will never be success: there is no such job`},
		{0, "import", ges.Failed, `job "import" will never be failed: it will be success at 2018-12-17T12:56:07`},
		{20 * time.Second, "import", ges.Waiting, `job "import" will never be waiting: it will be success at 2018-12-17T12:56:07`},
		{67 * time.Second, "import", ges.Running, `job "import" will never be running: it was success at 2018-12-17T12:56:07`},
		{0, "export", ges.Success, `job "export" will never be success: it runs from 2018-12-17T12:56:05 on and never ends`},
		{time.Hour, "export", ges.Waiting, `job "export" will never be waiting: it is running and never ends`},
	} {
		p := in(newWorld(t, world1(), newWall()), "p1")
		if _, err := p.Advance(world.By(c.at)); err != nil {
			t.Fatal(err)
		}
		_, err := p.Advance(world.Until(c.job, c.status))
		var never *world.NeverError
		if !errors.As(err, &never) || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
		if got := p.Time().Now.Sub(start); got != c.at {
			t.Errorf("after the error the clock shows the start %+v, want %+v", got, c.at)
		}
	}
}

func TestSteppedProject(t *testing.T) {
	s := world1()
	s.Clock.Mode, s.Clock.Step = clock.Stepped, clock.Step{Next: true}
	p := in(newWorld(t, s, newWall()), "p1")
	for i, want := range []time.Duration{0, 10, 15, 60, 65, 67, 67} {
		if got := p.Call(listing()).Now.Sub(start); got != want*time.Second {
			t.Errorf("call %d sees the start %+v, want %+v", i+1, got, want*time.Second)
		}
	}
	if _, err := p.Advance(world.To(start.Add(12 * time.Second))); err != nil {
		t.Fatal(err)
	}
	for _, want := range []time.Duration{12, 15} {
		if got := p.Call(listing()).Now.Sub(start); got != want*time.Second {
			t.Errorf("after a way back a call sees the start %+v, want %+v", got, want*time.Second)
		}
	}
}

func TestRealtimeProject(t *testing.T) {
	w, s := newWall(), world1()
	s.Clock.Mode = clock.Realtime
	all := newWorld(t, s, w)
	w.at = w.at.Add(12 * time.Second)
	p := in(all, "p1")
	if got := p.Time(); got.Now != start.Add(12*time.Second) || got.Next != start.Add(15*time.Second) {
		t.Errorf("12 s later it stands at %s, the next change is at %s", got.Now, got.Next)
	}
	p.Reset()
	if got := p.Call(listing()).Now; got != start {
		t.Errorf("after a reset it stands at %s, want %s", got, start)
	}
	w.at = w.at.Add(10 * time.Second)
	if got, want := shown(p), []string{"import waiting"}; !slices.Equal(got, want) {
		t.Errorf("10 s after a reset it shows %v, want %v", got, want)
	}
	if got, want := shown(in(all, "p2")), []string{"import running"}; !slices.Equal(got, want) {
		t.Errorf("a project that comes then shows %v, want %v", got, want)
	}
}

func TestSetClock(t *testing.T) {
	w := newWall()
	p := in(newWorld(t, world1(), w), "p1")
	p.must(func(tx *world.Tx) {
		before := tx.Time()
		if before.Now != start || before.Next != start.Add(10*time.Second) || before.Settings.Mode != clock.Manual {
			t.Errorf("the clock stands at %+v", before)
		}
		to := start.Add(12 * time.Second)
		before.Settings.Mode, before.Settings.Rate = clock.Realtime, 2
		tx.SetClock(before.Settings, &to)
	})
	w.at = w.at.Add(time.Second)
	if got := p.Time(); got.Now != start.Add(14*time.Second) || got.Next != start.Add(15*time.Second) || got.Settings.Rate != 2 {
		t.Errorf("a second after it was set the clock stands at %+v", got)
	}
	p.Reset()
	w.at = w.at.Add(time.Second)
	if got := p.Time(); got.Now != start || got.Settings.Mode != clock.Manual {
		t.Errorf("after a reset the clock stands at %+v", got)
	}
}

func TestResetStartsAfresh(t *testing.T) {
	p := in(newWorld(t, world1(third()), newWall()), "p1")
	trace := func() (list []string) {
		for range 4 {
			c := p.Call(listing())
			list = append(list, fmt.Sprint(requestID(c), c.Number, c.Now, c.Hit.Fault != nil))
		}
		if _, err := p.Advance(world.By(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		return append(list, shown(p)...)
	}
	first := trace()
	p.Reset()
	if again := trace(); !slices.Equal(again, first) {
		t.Errorf("first\n%v\nafter a reset\n%v", first, again)
	}
}

func TestProjectCounts(t *testing.T) {
	p := in(newWorld(t, world1(), newWall()), "p1")
	for at, want := range map[time.Duration]history.Counts{
		0: {}, 10 * time.Second: {Waiting: 1}, 62 * time.Second: {Running: 1, Waiting: 1}, time.Hour: {Success: 1, Running: 1},
	} {
		if _, err := p.Advance(world.To(start.Add(at))); err != nil {
			t.Fatal(err)
		}
		if got := p.Counts(); got != want {
			t.Errorf("%s after the start the counts are %+v, want %+v", at, got, want)
		}
	}
}

// cached asks for a page that is cached for a query, as a call does.
func cached(p project, query string) (body string, ok bool) {
	c := world.Call{Request: listing()}
	_ = p.w.Do(p.id, &c, func(tx *world.Tx) error {
		var b []byte
		b, _, ok = tx.CachedPage(query)
		body = string(b)
		return nil
	})
	return body, ok
}

// cache caches a page as a call does that has worked it out; change, if any, comes
// in between.
func cache(p project, query string, body []byte, change func(tx *world.Tx)) {
	c := world.Call{Request: listing()}
	var view history.View
	_ = p.w.Do(p.id, &c, func(tx *world.Tx) error {
		view = tx.View(history.Filter{})
		return nil
	})
	if change != nil {
		p.must(change)
	}
	c.CachePage(query, view, body, &journal.Shown{})
}

// A page is cached for its query, as long as no job's state is another.
func TestPagesAreCached(t *testing.T) {
	p := in(newWorld(t, world1(), newWall()), "p1")
	at := func(seconds time.Duration) clock.Instant { return start.Add(seconds * time.Second) }
	body := []byte("two jobs")
	cache(p.at(at(11)), "a", body, nil)
	copy(body, "XXX")
	for _, c := range []struct {
		query string
		now   clock.Instant
		want  string
	}{
		{"a", at(11), "two jobs"}, {"a", at(10), "two jobs"}, {"a", at(15) - 1, "two jobs"}, {"a", at(15), ""}, {"a", at(10) - 1, ""},
		{"b", at(11), ""}, {"", at(11), ""}, {"a", at(12), "two jobs"},
	} {
		if got, ok := cached(p.at(c.now), c.query); got != c.want || ok != (c.want != "") {
			t.Errorf("%q at %s: %q, %t, want %q", c.query, c.now, got, ok, c.want)
		}
	}
	p.at(at(20))
	cache(p, "a", []byte("new"), nil)
	if got, _ := cached(p, "a"); got != "new" {
		t.Errorf("the page in another state is %q, want new", got)
	}
	for i := range 4 {
		cache(p, fmt.Sprint(i), []byte{byte('0' + i)}, nil)
	}
	if _, ok := cached(p, "a"); ok {
		t.Error("the oldest page has not gone")
	}
	for i := range 4 {
		if got, ok := cached(p, fmt.Sprint(i)); !ok || got != fmt.Sprint(i) {
			t.Errorf("the page of %d is %q", i, got)
		}
	}
	cache(p, "large", make([]byte, 1<<20), nil)
	if _, ok := cached(p, "large"); ok {
		t.Error("a very large page is cached")
	}
}

// What changes the jobs themselves makes pages useless, though no time passes;
// also one that is cached by a call that looked before the change.
func TestPagesOfBeforeAreOutOfUse(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	other, err := w.PrepareScenario(world1(), "own")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*world.Tx){
		"reset": func(tx *world.Tx) { tx.Reset() },
		"load": func(tx *world.Tx) {
			if _, err := tx.Replace(other); err != nil {
				t.Error(err)
			}
		},
		"a job more": func(tx *world.Tx) {
			if _, err := world.AddJob([]*world.Tx{tx}, more); err != nil {
				t.Error(err)
			}
		},
	} {
		p := in(w, strings.ReplaceAll(name, " ", "-"))
		cache(p, "a", []byte("old"), nil)
		p.must(change)
		if got, ok := cached(p, "a"); ok {
			t.Errorf("%s: the page is still %q", name, got)
		}
		cache(p, "a", []byte("late"), change1(name, change))
		if got, ok := cached(p, "a"); ok {
			t.Errorf("%s: the page is %q", name, got)
		}
	}
}

// more is a job more.
func more(*world.Tx) (scenario.Job, error) { return importing("more"), nil }

// change1 is a change that can be made again.
func change1(name string, change func(*world.Tx)) func(*world.Tx) {
	if name != "a job more" {
		return change
	}
	return func(tx *world.Tx) {
		_ = tx.RemoveJob("more")
	}
}

// A project gets the world of another scenario, of which it becomes one project.
func TestAnotherScenario(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	if _, err := w.PrepareScenario(world1(), "nosuch"); err != nil {
		t.Errorf("a scenario with * serves any project: %v", err)
	}
	none := world1()
	none.Projects = none.Projects[1:]
	if _, err := w.PrepareScenario(none, "nosuch"); err == nil {
		t.Error("a scenario without the project is taken")
	}
	other, err := w.PrepareScenario(none, "own")
	if err != nil {
		t.Fatal(err)
	}
	p := in(w, "p1")
	p.must(func(tx *world.Tx) {
		if begins, err := tx.Replace(other); err != nil || begins.History.Len() != 1 || begins.Now != start {
			t.Errorf("it begins with %+v, %v", begins, err)
		}
	})
	p.must(func(tx *world.Tx) {
		if tx.Scenario() != none || tx.History().Len() != 1 {
			t.Errorf("it follows %s, with %d jobs", tx.Scenario().Name, tx.History().Len())
		}
	})
}
