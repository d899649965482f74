package history_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// model is the simplest implementation of a history: a list of jobs that is evaluated for
// every query.
type model struct {
	compat scenario.Compat
	list   []modelJob
}

// modelJob is the part of a job on which lists and changes depend.
type modelJob struct {
	id, graph         string
	begin, start, end clock.Instant
	outcome           ges.Status
}

func modelOf(j history.Job) modelJob {
	return modelJob{j.ID(), j.Graph(), j.Begin(), j.Start(), j.End(), j.Outcome()}
}

func (m *model) index(id string) int {
	return slices.IndexFunc(m.list, func(j modelJob) bool { return j.id == id })
}

// clone returns an independent copy.
func (m *model) clone() *model { return &model{m.compat, slices.Clone(m.list)} }

func (m *model) sort() {
	slices.SortFunc(m.list, func(a, b modelJob) int { return cmp.Or(cmp.Compare(a.begin, b.begin), strings.Compare(a.id, b.id)) })
}

func (j modelJob) statusAt(now clock.Instant) ges.Status {
	switch {
	case now < j.begin:
		return ges.None
	case now < j.start:
		return ges.Waiting
	case now < j.end:
		return ges.Running
	default:
		return j.outcome
	}
}

// view returns the ids of the jobs that match a filter, according to the contract.
func (m *model) view(f history.Filter, now clock.Instant) []string {
	var ids []string
	for _, j := range m.list {
		status, last := j.statusAt(now), j.begin.Day()
		if status.Ended() && m.compat.DateRange == scenario.BeginEnd {
			last = j.end.Day()
		}
		if status == ges.None || f.Status != ges.None && status != f.Status || f.Graph != "" && j.graph != f.Graph ||
			f.StartTime != nil && j.begin.Day() < *f.StartTime || f.EndTime != nil && last > *f.EndTime {
			continue
		}
		ids = append(ids, j.id)
	}
	if m.compat.Order == scenario.NewestFirst {
		slices.Reverse(ids)
	}
	return ids
}

// changes returns the changes after one instant and up to another, in order.
func (m *model) changes(from, to clock.Instant) []string {
	var moments []clock.Instant
	for _, j := range m.list {
		moments = append(moments, j.begin, j.start, j.end)
	}
	slices.Sort(moments)
	var changes []string
	for _, at := range slices.Compact(moments) {
		for _, j := range m.list {
			if was, is := j.statusAt(at-1), j.statusAt(at); from < at && at <= to && was != is {
				changes = append(changes, fmt.Sprintf("%s %s→%s at %d", j.id, was, is, at))
			}
		}
	}
	return changes
}

// track is a history with the model of it and a board that follows it.
type track struct {
	history *history.History
	model   *model
	board   *history.Board
}

// legal returns random jobs that are valid in a scenario.
func (d *rng) legal(n int) []scenario.Job {
	list := d.jobs(n)
	for i := range list {
		if list[i].Name != ges.ImportGraph && list[i].Outcome == ges.PartiallyFailed {
			list[i].Outcome = ges.Failed
		}
	}
	return list
}

// change makes a random change to both.
func (tr *track) change(t *testing.T, d *rng) {
	t.Helper()
	now := d.instant()
	switch kind := d.IntN(10); {
	case kind < 6 || len(tr.model.list) == 0:
		j := d.legal(1)[0]
		if d.IntN(4) == 0 && len(tr.model.list) > 0 {
			j.ID = tr.model.list[d.IntN(len(tr.model.list))].id
		}
		after, act, err := tr.history.With(j)
		if j.ID != "" && tr.model.index(j.ID) >= 0 {
			if !errors.Is(err, history.ErrTaken) {
				t.Fatalf("an id was given twice: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		added, ok := after.Find(act.ID())
		if !ok || j.ID != "" && act.ID() != j.ID || tr.model.index(act.ID()) >= 0 {
			t.Fatalf("the job that is added is %q", act.ID())
		}
		tr.history, tr.model.list = after, append(tr.model.list, modelOf(added))
	case kind < 8:
		tr.remove(t, d)
	default:
		tr.patch(t, d, now)
	}
	tr.model.sort()
}

func (tr *track) remove(t *testing.T, d *rng) {
	t.Helper()
	at := d.IntN(len(tr.model.list))
	after, _, err := tr.history.Without(tr.model.list[at].id)
	if err != nil {
		t.Fatal(err)
	}
	tr.history, tr.model.list = after, slices.Delete(tr.model.list, at, at+1)
}

func (tr *track) patch(t *testing.T, d *rng, now clock.Instant) {
	t.Helper()
	j := &tr.model.list[d.IntN(len(tr.model.list))]
	end := max(now, j.begin).Add(time.Duration(d.IntN(1000)) * time.Minute)
	outcome := ges.Outcomes()[d.IntN(2)]
	patch := scenario.JobPatch{Outcome: &outcome, EndAt: &end}
	after, _, err := tr.history.Patched(j.id, patch, now)
	if j.end <= now {
		if !errors.Is(err, history.ErrEnded) {
			t.Fatalf("an ended job was patched: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	tr.history = after
	j.start, j.end, j.outcome = min(j.start, end), end, outcome
}

// compare compares a history and its board with the model at a random instant.
func (tr *track) compare(t *testing.T, d *rng) {
	t.Helper()
	now := d.instant()
	if tr.board == nil {
		tr.board = tr.history.NewBoard()
	}
	if d.IntN(2) == 0 {
		tr.board.MoveTo(now)
		tr.board.Follow(tr.history)
	} else {
		tr.board.Follow(tr.history)
		tr.board.MoveTo(now)
	}
	for range 6 {
		f, offset, limit := d.filter(), d.IntN(80), 1+d.IntN(20)
		want, v := tr.model.view(f, now), tr.board.View(f)
		if got := page(v, offset, limit); v.Count() != len(want) || !slices.Equal(got, slice(want, offset, limit)) {
			t.Fatalf("at %s, %s, offset %d, limit %d: %d jobs\n%v\nwant %d\n%v", now, show(f), offset, limit, v.Count(), got, len(want), slice(want, offset, limit))
		}
	}
	wantNext := clock.Never
	for _, j := range tr.model.list {
		for _, at := range []clock.Instant{j.begin, j.start, j.end} {
			if at > now && j.statusAt(at-1) != j.statusAt(at) {
				wantNext = min(wantNext, at)
			}
		}
	}
	if got := tr.board.Next(); got != wantNext {
		t.Fatalf("after %d the next change is at %d, want %d", now, got, wantNext)
	}
	tr.compareCounts(t, now)
	tr.compareList(t, d)
}

func (tr *track) compareCounts(t *testing.T, now clock.Instant) {
	t.Helper()
	count := func(s ges.Status) int { return len(tr.model.view(history.Filter{Status: s}, now)) }
	want := history.Counts{
		Waiting: count(ges.Waiting), Running: count(ges.Running), Success: count(ges.Success),
		Failed: count(ges.Failed), PartiallyFailed: count(ges.PartiallyFailed),
	}
	if got := tr.board.Counts(); got != want {
		t.Fatalf("the counts are %+v, want %+v", got, want)
	}
}

// compareList compares the whole list, some changes, and the end.
func (tr *track) compareList(t *testing.T, d *rng) {
	t.Helper()
	offset, i := d.IntN(len(tr.model.list)+2), 0
	for j := range tr.history.Jobs(offset) {
		if offset+i >= len(tr.model.list) || modelOf(j) != tr.model.list[offset+i] {
			t.Fatalf("job %d is %+v", offset+i, modelOf(j))
		}
		i++
	}
	if want := max(0, len(tr.model.list)-offset); i != want || tr.history.Len() != len(tr.model.list) {
		t.Fatalf("%d jobs from %d on of %d, want %d of %d", i, offset, tr.history.Len(), want, len(tr.model.list))
	}
	from, to := d.instant(), d.instant()
	from, to = min(from, to), max(from, to)
	var forwards, undone []string
	for c := range tr.history.Changes(from, to) {
		forwards = append(forwards, describe(c))
	}
	for c := range tr.history.Changes(to, from) {
		c.From, c.To = c.To, c.From
		undone = append(undone, describe(c))
	}
	slices.Reverse(undone)
	if want := tr.model.changes(from, to); !slices.Equal(forwards, want) || !slices.Equal(undone, want) {
		t.Fatalf("from %d to %d:\nforwards %v\nundone   %v\nwant     %v", from, to, forwards, undone, want)
	}
	last := clock.Never
	for _, j := range tr.model.list {
		if j.end != clock.Never && (last == clock.Never || j.end > last) {
			last = j.end
		}
	}
	if end, ok := tr.history.End(); ok != (last != clock.Never) || ok && end != last {
		t.Fatalf("the end is %d, %t, want %d", end, ok, last)
	}
}

// After any changes to the jobs of a plan, in any forks, lists, counts and changes are the
// same as those of a plain list; the same holds for a history restored from the acts.
func TestHistoriesAreAsAPlainList(t *testing.T) {
	for seed := range int64(24) {
		d := newDice(1000 + seed)
		s := world(seed, scenario.Project{Jobs: d.legal(d.IntN(60)), Generate: d.blocks(d.IntN(2))})
		s.Compat.Order = []string{scenario.OldestFirst, scenario.NewestFirst}[d.IntN(2)]
		s.Compat.DateRange = []string{scenario.BeginEnd, scenario.BeginOnly}[d.IntN(2)]
		plan := compile(t, s)
		first := track{history: plan.History(), model: &model{compat: s.Compat}}
		for i := range plan.Len() {
			first.model.list = append(first.model.list, modelOf(plan.Job(i)))
		}
		tracks, before := []*track{&first}, plan.History()
		for step := range 400 {
			tr := tracks[d.IntN(len(tracks))]
			if step%20 == 0 {
				wantReplaced(t, before, tr.history, d.instant())
				wantReplaced(t, tr.history, before, d.instant())
				before = tr.history
			}
			if d.IntN(30) == 0 && len(tracks) < 4 {
				fork := &track{history: tr.history, model: tr.model.clone()}
				if tr.board != nil {
					fork.board = tr.board.Fork()
				}
				tracks = append(tracks, fork)
			}
			tr.change(t, d)
			if step%5 == 0 {
				tracks[d.IntN(len(tracks))].compare(t, d)
			}
			if step%40 == 39 {
				tr.history = restored(t, plan, tr.history)
				tr.compare(t, d)
			}
		}
	}
}

// restored returns a history made from the acts of another, written and read.
func restored(t *testing.T, plan *history.Plan, h *history.History) *history.History {
	t.Helper()
	kind := scenario.JobChangesKind()
	text := kind.Write(nil, &scenario.JobChanges{Acts: slices.Collect(h.Acts())})
	changes, err := format.Read(text, kind, format.Options{File: "acts", Start: clock.DefaultStart(), Trusted: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	acts := changes.Acts
	again, err := plan.Restore(acts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := everything(t, again, plan.Start()), everything(t, h, plan.Start()); !slices.Equal(got, want) {
		t.Fatalf("restored, the jobs are\n%v\nwant\n%v", got, want)
	}
	if len(acts) > 0 != h.HasChanges() {
		t.Fatalf("%d acts, changed: %t", len(acts), h.HasChanges())
	}
	return again
}

// everything returns everything observable about a history's jobs.
func everything(t *testing.T, h *history.History, start clock.Instant) []string {
	t.Helper()
	var list []string
	for j := range h.Jobs(0) {
		list = append(list, j.ID()+" "+render(t, j, start))
	}
	return list
}

// Many projects change the jobs of one history concurrently, each in a different way.
func TestHistoriesAreShared(t *testing.T) {
	d := newDice(1500)
	plan := compile(t, world(1, scenario.Project{Jobs: d.legal(80)}))
	common := &track{history: plan.History(), model: &model{compat: plan.Compat()}}
	for i := range plan.Len() {
		common.model.list = append(common.model.list, modelOf(plan.Job(i)))
	}
	for range 150 {
		common.change(t, d)
	}
	common.compare(t, d)
	for seed := range int64(6) {
		fork := &track{history: common.history, model: common.model.clone(), board: common.board.Fork()}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			d := newDice(1600 + seed)
			for range 60 {
				fork.change(t, d)
				fork.compare(t, d)
			}
		})
	}
}
