package world

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// record is the violations, coverage and requests of clients in one life.
type record struct {
	violations journal.Ledger
	coverage   journal.CoverageTracker
	requests   *journal.Ring // nil: none came, or none is held
}

// note counts the violations of a request and returns those that are new.
func (r *record) note(project string, call int, violations []journal.Violation) []journal.Violation {
	var added []journal.Violation
	for _, v := range violations {
		if r.violations.Note(project, call, v) {
			added = append(added, v)
		}
	}
	return added
}

// coverFault notes a fault that applies to a call; nil: none.
func (r *record) coverFault(f *scenario.Fault) {
	if f != nil {
		var covered journal.Set
		offerFault(&covered, f)
		r.coverage.Add(&covered)
	}
}

// add adds a request to the journal, which holds most of them.
func (r *record) add(most int, incoming *journal.Incoming, outcome *journal.Outcome) journal.Slot {
	if most == 0 {
		return journal.Slot{}
	}
	if r.requests == nil {
		r.requests = journal.NewRing(most)
	}
	return r.requests.Add(incoming, outcome)
}

// unrouted is the record of requests that reached no project, and the violations of
// lives that have ended.
type unrouted struct {
	mu         sync.Mutex
	record     record
	endedLives journal.Ledger
}

// setAside archives the violations of a life that ends.
func (u *unrouted) setAside(violations *journal.Ledger) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.endedLives.AddAll(violations)
}

// RecordUnrouted notes what a request covers that is none of the emulated calls: in
// the project of an id, if that has a life, else in none, and it makes none. It
// returns the project's id, "" for none, and the violations that are there for the
// first time.
func (w *World) RecordUnrouted(id string, incoming *journal.Incoming, violations []journal.Violation, covered *journal.Set) (project string, slot journal.Slot, added []journal.Violation) {
	if p := w.existing(id); p != nil {
		defer w.usage.release(p)
		p.view(func(tx *Tx) {
			slot, added = tx.recordUnrouted(incoming, violations, covered)
			tx.commit()
			project = p.id
		})
		if project != "" {
			return project, slot, added
		}
	}
	u := &w.unrouted
	u.mu.Lock()
	defer u.mu.Unlock()
	u.record.coverage.Add(covered)
	slot = u.record.add(w.requests, incoming, &journal.Outcome{Now: w.Scenario().Clock.Start, Violations: violations})
	return "", slot, u.record.note("", 0, violations)
}

// ForgetUnrouted forgets what was observed of requests that reached no project.
func (w *World) ForgetUnrouted() {
	u := &w.unrouted
	u.mu.Lock()
	defer u.mu.Unlock()
	u.endedLives.AddAll(&u.record.violations)
	u.record = record{}
}

// recordUnrouted notes what a request covers that names the project but is none of
// its calls. It returns the violations that are there for the first time.
func (tx *Tx) recordUnrouted(incoming *journal.Incoming, violations []journal.Violation, covered *journal.Set) (slot journal.Slot, added []journal.Violation) {
	l := tx.life
	l.record.coverage.Add(covered)
	slot = l.record.add(tx.project.world.requests, incoming, &journal.Outcome{Now: tx.now, Violations: violations})
	added = l.record.note(tx.project.id, 0, violations)
	tx.stage(func(*life) {})
	return slot, added
}

// Violations is those of requests that reached no project, then those of every
// project. Dropped is how many came beyond those that are told apart.
func (w *World) Violations() (list []journal.Violation, dropped int) {
	w.unrouted.mu.Lock()
	list, dropped = w.unrouted.record.violations.List(), w.unrouted.record.violations.Dropped()
	w.unrouted.mu.Unlock()
	w.ForEach(func(tx *Tx) {
		more, d := tx.Violations()
		list, dropped = append(list, more...), dropped+d
	})
	return list, dropped
}

// AllViolations is as [World.Violations], with those of lives that have ended.
func (w *World) AllViolations() (list []journal.Violation, dropped int) {
	var all journal.Ledger
	w.unrouted.mu.Lock()
	all.AddAll(&w.unrouted.endedLives)
	all.AddAll(&w.unrouted.record.violations)
	w.unrouted.mu.Unlock()
	w.ForEach(func(tx *Tx) { all.AddAll(&tx.life.record.violations) })
	return all.List(), all.Dropped()
}

// Coverage is what the clients of all projects have covered.
func (w *World) Coverage() journal.Coverage {
	w.unrouted.mu.Lock()
	covered := w.unrouted.record.coverage.Set()
	w.unrouted.mu.Unlock()
	offered := offeredBy(w.Scenario())
	offerFaults(&offered, w.identityFaults())
	add := func(tx *Tx) {
		of, has := tx.coverage()
		covered.AddAll(&of)
		offered.AddAll(&has)
	}
	w.ForEach(add)
	if p := w.wildcard(); p != nil {
		p.view(add)
	}
	return journal.NewCoverage(covered, offered)
}

// Violations is what the project's clients did that the contract does not allow,
// in the order in which it first came. Dropped is how many came beyond those that
// are told apart.
func (tx *Tx) Violations() (list []journal.Violation, dropped int) {
	return tx.life.record.violations.List(), tx.life.record.violations.Dropped()
}

// Coverage is what the project's clients have covered.
func (tx *Tx) Coverage() journal.Coverage {
	covered, offered := tx.coverage()
	return journal.NewCoverage(covered, offered)
}

func (tx *Tx) coverage() (covered, offered journal.Set) {
	offered = offeredBy(tx.Scenario())
	offerFaults(&offered, tx.Faults())
	offerJobs(&offered, tx.History())
	return tx.life.record.coverage.Set(), offered
}

// offeredBy is what every project of a scenario can show: all of the contract
// but what takes a job, a fault or credentials.
func offeredBy(follows *scenario.Scenario) journal.Set {
	s := journal.AlwaysOffered()
	offerCodes(&s, ges.NoSuchAPI)
	if follows.Auth.Mode != scenario.AuthOff {
		offerCodes(&s, ges.BadCredentials)
	}
	if slices.ContainsFunc(follows.Auth.Tokens, func(t scenario.Token) bool { return len(t.Deny)+len(t.Projects) > 0 }) ||
		slices.ContainsFunc(follows.Auth.Keys, func(k scenario.AccessKey) bool { return len(k.Deny) > 0 }) {
		offerCodes(&s, ges.NotAuthorized)
	}
	if follows.Project(scenario.AnyProject) == nil {
		s.AddAnswer(http.StatusNotFound, ges.ResourceNotFound)
	}
	return s
}

func offerCodes(s *journal.Set, codes ...string) {
	for _, code := range codes {
		if e, ok := ges.LookUpError(code); ok {
			s.AddAnswer(e.Status, code)
		}
	}
}

func offerFaults(s *journal.Set, faults []fault.Applied) {
	for _, f := range faults {
		offerFault(s, f.Fault)
		if f.Fault.HasReply() {
			code, _ := ges.LookUpError(f.Fault.Reply.Code)
			s.AddAnswer(cmp.Or(f.Fault.Reply.Status, code.Status), code.Code)
		}
	}
}

// offerFault adds what a fault does beside its reply.
func offerFault(s *journal.Set, f *scenario.Fault) {
	if f.Delay != nil {
		s.Add(journal.SlowAnswer)
	}
	if f.Stale > 0 {
		s.Add(journal.StaleList)
	}
	if f.Connection != "" {
		s.Add(journal.BrokenConnection)
	}
}

func offerJobs(s *journal.Set, h *history.History) {
	if h.Len() > 1 {
		s.AddListEdge(ges.ListJobs, journal.MorePages)
		s.AddListEdge(ges.ListJobs, journal.LastPage)
	}
	start := h.Plan().Start()
	for j := range h.Jobs(0) {
		s.AddJobName(j.Kind())
		if j.Start() > j.Begin() {
			s.AddJobStatus(ges.Waiting)
		}
		if j.End() > j.Start() {
			s.AddJobStatus(ges.Running)
		}
		if j.Begin() > start {
			s.AddListEdge(ges.ListJobs, journal.AppearedWhilePaging)
		}
		if j.End() != clock.Never {
			s.AddJobEnd(j.Outcome(), j.Name())
		}
	}
}
