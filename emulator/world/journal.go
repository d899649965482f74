package world

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// record is what clients were seen to do.
type record struct {
	violations journal.Ledger
	coverage   journal.Coverage
	requests   *journal.Ring // nil: none came, or none is kept
}

// note counts the violations of a request and gives those that are there for the
// first time.
func (r *record) note(project string, call int, violations []journal.Violation) []journal.Violation {
	var fresh []journal.Violation
	for _, v := range violations {
		if r.violations.Note(project, call, v) {
			fresh = append(fresh, v)
		}
	}
	return fresh
}

// hit notes a fault that a call meets; nil: none.
func (r *record) hit(f *scenario.Fault) {
	if f != nil {
		var met journal.Set
		offerFault(&met, f)
		r.coverage.Met(&met)
	}
}

// strays is what was seen of requests that reached no project, and the
// violations that projects have forgotten since.
type strays struct {
	mu   sync.Mutex
	seen record
	past journal.Ledger
}

// Stray notes what a request met that reached no project. It gives the
// violations that are there for the first time.
func (w *World) Stray(sent *journal.Sent, violations []journal.Violation, met *journal.Set) (journal.Slot, []journal.Violation) {
	w.strays.mu.Lock()
	defer w.strays.mu.Unlock()
	w.strays.seen.coverage.Met(met)
	slot := w.strays.seen.keep(w.requests, sent, &journal.Taken{Now: w.Scenario().Clock.Start, Violations: violations})
	return slot, w.strays.seen.note("", 0, violations)
}

// ForgetStrays forgets what was seen of requests that reached no project.
func (w *World) ForgetStrays() {
	w.strays.mu.Lock()
	defer w.strays.mu.Unlock()
	w.strays.past.AddAll(&w.strays.seen.violations)
	w.strays.seen = record{}
}

// Violations is those of requests that reached no project, then those of every
// project. Dropped is how many came beyond those that are told apart.
func (w *World) Violations() (list []journal.Entry, dropped int) {
	w.strays.mu.Lock()
	list, dropped = w.strays.seen.violations.List(), w.strays.seen.violations.Dropped()
	w.strays.mu.Unlock()
	for _, p := range w.Projects() {
		more, d := p.Violations()
		list, dropped = append(list, more...), dropped+d
	}
	return list, dropped
}

// EveryViolation is as [World.Violations], with those that were forgotten at a
// reset.
func (w *World) EveryViolation() (list []journal.Entry, dropped int) {
	var all journal.Ledger
	w.strays.mu.Lock()
	all.AddAll(&w.strays.past)
	all.AddAll(&w.strays.seen.violations)
	w.strays.mu.Unlock()
	for _, p := range w.Projects() {
		p.mu.Lock()
		all.AddAll(&p.record.violations)
		p.mu.Unlock()
	}
	return all.List(), all.Dropped()
}

// Coverage is what the clients of all projects have met.
func (w *World) Coverage() journal.Report {
	w.strays.mu.Lock()
	met := w.strays.seen.coverage.Set()
	w.strays.mu.Unlock()
	projects := w.Projects()
	if p := w.any(); p != nil {
		projects = append(projects, p)
	}
	offered := offeredBy(w.Scenario())
	for _, p := range projects {
		of, has := p.coverage()
		met.Or(&of)
		offered.Or(&has)
	}
	return journal.NewReport(met, offered)
}

// Stray notes what a request met that named the project but is none of its
// calls: another path, another method. It gives the violations that are there
// for the first time.
func (p *Project) Stray(sent *journal.Sent, violations []journal.Violation, met *journal.Set) (journal.Slot, []journal.Violation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.touched = true
	p.record.coverage.Met(met)
	slot := p.record.keep(p.world.requests, sent, &journal.Taken{Now: p.clock.Now(), Violations: violations})
	defer p.save()
	return slot, p.record.note(p.id, 0, violations)
}

// Met notes what a call met beyond a list of jobs.
func (p *Project) Met(met *journal.Set) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record.coverage.Met(met)
	p.save()
}

// Showed notes what the answer to a list call showed, where it is not kept.
func (p *Project) Showed(s *journal.Shown) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record.coverage.Showed(s)
	p.save()
}

// Violations is what the project's clients did that the contract does not
// allow, in the order in which it first came. Dropped is how many came beyond
// those that are told apart.
func (p *Project) Violations() (list []journal.Entry, dropped int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.record.violations.List(), p.record.violations.Dropped()
}

// Coverage is what the project's clients have met.
func (p *Project) Coverage() journal.Report {
	met, offered := p.coverage()
	return journal.NewReport(met, offered)
}

func (p *Project) coverage() (met, offered journal.Set) {
	p.mu.Lock()
	met = p.record.coverage.Set()
	schedule, faults, follows := p.board.Schedule(), p.counter.Faults(), p.origin.scenario
	p.mu.Unlock()
	offered = offeredBy(follows)
	offerFaults(&offered, faults)
	offerJobs(&offered, schedule)
	return met, offered
}

// forget forgets what was seen. What the contract did not allow is kept apart.
// The lock is held.
func (p *Project) forget() {
	s := &p.world.strays
	s.mu.Lock()
	defer s.mu.Unlock()
	s.past.AddAll(&p.record.violations)
	p.record = record{}
}

// offeredBy is what every project of a scenario can show: all of the contract
// but what takes a job, a fault or credentials.
func offeredBy(follows *scenario.Scenario) journal.Set {
	var s journal.Set
	for i := journal.GaveOffset; i <= journal.NoMatch; i++ {
		s.Add(i)
	}
	s.Add(journal.PastTheEnd)
	s.AddAnswer(http.StatusOK, "")
	offerCodes(&s, ges.IncorrectParameter, ges.NoSuchAPI)
	if follows.Auth.Mode != scenario.AuthOff {
		offerCodes(&s, "APIGW.0301")
	}
	if slices.ContainsFunc(follows.Auth.Tokens, func(t scenario.Token) bool { return len(t.Deny)+len(t.Projects) > 0 }) {
		offerCodes(&s, "APIGW.0302")
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

func offerJobs(s *journal.Set, schedule jobs.Schedule) {
	if schedule.Len() > 1 {
		s.Add(journal.MorePages)
		s.Add(journal.LastPage)
	}
	start := schedule.Plan().Start()
	for j := range schedule.Jobs() {
		s.AddJobName(j.Kind())
		if j.Start() > j.Begin() {
			s.AddJobStatus(ges.Waiting)
		}
		if j.End() > j.Start() {
			s.AddJobStatus(ges.Running)
		}
		if j.Begin() > start {
			s.Add(journal.AppearedWhilePaging)
		}
		if j.End() != clock.Never {
			s.AddJobEnd(j.Outcome(), j.Name())
		}
	}
}
