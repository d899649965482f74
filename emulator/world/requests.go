package world

import (
	"iter"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
)

// SetJournalSize sets how many requests of each project the journal holds; 0:
// none. It is called before the first request.
func (w *World) SetJournalSize(most int) { w.requests = max(0, most) }

// JournalEnabled says whether the journal holds requests.
func (w *World) JournalEnabled() bool { return w.requests > 0 }

// Requests is the last requests that named the project; list selects among them.
func (tx *Tx) Requests() (list func(limit int, selects func(*journal.Request) bool) journal.Selection) {
	ring, id := tx.life.record.requests, tx.project.id
	return func(limit int, selects func(*journal.Request) bool) journal.Selection {
		return ring.Select(id, limit, selects)
	}
}

// ForgetRequests forgets the project's requests.
func (tx *Tx) ForgetRequests() {
	tx.stage(func(l *life) { l.record.requests.Clear() })
}

// Requests selects among the requests of all projects and those that reached none,
// oldest first in real time. Numbers are each project's own.
func (w *World) Requests(limit int, selects func(*journal.Request) bool) journal.Selection {
	w.unrouted.mu.Lock()
	ring := w.unrouted.record.requests
	w.unrouted.mu.Unlock()
	all := ring.Select("", limit, selects)
	oldest := func() {
		slices.SortStableFunc(all.Requests, func(a, b journal.Request) int { return a.Real.Compare(b.Real) })
		all.Requests = all.Requests[:min(limit, len(all.Requests))]
	}
	w.ForEach(func(tx *Tx) {
		more := tx.Requests()(limit, selects)
		all.Requests, all.Count, all.Dropped = append(all.Requests, more.Requests...), all.Count+more.Count, all.Dropped+more.Dropped
		if len(all.Requests)/2 >= limit { // ten thousand projects may have many more than anyone wants
			oldest()
		}
	})
	oldest()
	return all
}

// ForgetUnroutedRequests forgets the requests that reached no project.
func (w *World) ForgetUnroutedRequests() {
	w.unrouted.mu.Lock()
	defer w.unrouted.mu.Unlock()
	w.unrouted.record.requests.Clear()
}

// Polling is the project's pollers; list works them out, which looks through all
// jobs for each list that is polled.
func (tx *Tx) Polling() (list func() []polling.Poller) {
	ring, id, h := tx.life.record.requests, tx.project.id, tx.History()
	return func() []polling.Poller {
		return polling.Analyze(id, ring.Polls(), func(query *journal.ListQuery) polling.Ended { return listEnded(h, query) })
	}
}

// Polling is the pollers of all projects.
func (w *World) Polling() []polling.Poller {
	var each []func() []polling.Poller
	w.ForEach(func(tx *Tx) { each = append(each, tx.Polling()) })
	var list []polling.Poller
	for _, of := range each {
		list = append(list, of()...)
	}
	return list
}

// listEnded is when all jobs that a call asks for have ended, whatever their status:
// who asks for those that run wants to know when none does. A job that is still
// to come has not ended.
func listEnded(h *history.History, query *journal.ListQuery) polling.Ended {
	e := polling.Ended{At: clock.Never, Outcomes: map[ges.Status]int{}}
	last := clock.Min
	for j := range jobsOf(h, query.JobID) {
		day := j.Begin().Day()
		if query.Graph != "" && j.Graph() != query.Graph || query.From != nil && day < *query.From || query.To != nil && day > *query.To {
			continue
		}
		if j.End() == clock.Never {
			return polling.Ended{At: clock.Never}
		}
		last = max(last, j.End())
		e.Outcomes[j.Outcome()]++
	}
	if len(e.Outcomes) > 0 {
		e.At = last
	}
	return e
}

// jobsOf is the job with an id; "": all jobs.
func jobsOf(h *history.History, id string) iter.Seq[history.Job] {
	if id == "" {
		return h.Jobs(0)
	}
	return func(yield func(history.Job) bool) {
		if j, ok := h.Find(id); ok {
			yield(j)
		}
	}
}

// VerifyPolling lists the rules that pollers broke.
func VerifyPolling(pollers []polling.Poller, rules polling.Rules) []Problem {
	var problems []Problem
	for i := range pollers {
		p := &pollers[i]
		for _, f := range p.Violations(rules) {
			problems = append(problems, Problem{Polled, p.Project, f.Rule, "poller " + p.String() + ": " + f.Message})
		}
	}
	return problems
}
