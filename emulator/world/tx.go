package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Tx is a transaction on one project: what it reads is of one moment, and what it
// changes is applied when it ends without an error. It is good until the function
// that got it returns.
type Tx struct {
	project *Project
	life    *life
	born    bool // the life begins with this transaction, if that changes anything
	now     clock.Instant
	call    *Call // nil: it is none of the API's

	staged staged
}

// staged is what a transaction will change.
type staged struct {
	any     bool // anything at all
	clock   *clock.Clock
	history *jobs.History
	acts    []scenario.JobAct // of history
	faults  *fault.Counter
	life    *life // another in place of this one
	why     events.Reason
	more    []func(l *life) // other changes, which cannot fail
}

// ID is the project's id; that of "*" where it is about projects without a life.
func (tx *Tx) ID() string { return tx.project.id }

// Now is the transaction's one now.
func (tx *Tx) Now() clock.Instant { return tx.now }

// Lives says whether the project's life has begun. Else the transaction reads it
// as "*" stands.
func (tx *Tx) Lives() bool { return !tx.born }

// Scenario is what the project follows. It must not be changed.
func (tx *Tx) Scenario() *scenario.Scenario { return tx.life.origin.scenario }

// Compat is the reading of the vendor's pages that the project's scenario asks
// for.
func (tx *Tx) Compat() scenario.Compat { return tx.life.origin.scenario.Compat }

// History is what the project's jobs do: the scenario's plan, and what was
// changed about it since. It is a value that stays as it is.
func (tx *Tx) History() *jobs.History {
	if tx.staged.history != nil {
		return tx.staged.history
	}
	return tx.life.board.History()
}

// AddJob adds a job to projects, and returns that of the first. It is decided once,
// for the first, and has the same id in all. as is the job as it is for one of
// them: where it begins relative to now it does so in each by itself.
func AddJob(all []*Tx, as func(*Tx) (scenario.Job, error)) (first jobs.Job, err error) {
	job, err := as(all[0])
	if err != nil {
		return first, err
	}
	var others []*jobs.History
	for _, tx := range all[1:] {
		others = append(others, tx.History())
	}
	act, err := all[0].History().Decide(job, others...)
	if err != nil {
		return first, err
	}
	for _, tx := range all[1:] {
		job, err := as(tx)
		if err != nil {
			return first, err
		}
		if _, err := tx.apply(act.BeginningAt(job.Begin)); err != nil {
			return first, err
		}
	}
	return all[0].apply(act)
}

// PatchJob changes the future of a job, and returns it. The error is
// [jobs.ErrUnknown] or [jobs.ErrEnded], or says which key of the patch it cannot
// have.
func (tx *Tx) PatchJob(id string, patch scenario.JobPatch) (jobs.Job, error) {
	h, act, err := tx.History().Patched(id, patch, tx.now)
	if err != nil {
		return jobs.Job{}, err
	}
	return tx.stage(h, act), nil
}

// RemoveJob takes a job away, its past too. The error is [jobs.ErrUnknown].
func (tx *Tx) RemoveJob(id string) error {
	h, act, err := tx.History().Without(id)
	if err == nil {
		tx.stage(h, act)
	}
	return err
}

// apply applies an act that was decided before, and returns the job that it is
// about.
func (tx *Tx) apply(act scenario.JobAct) (jobs.Job, error) {
	h, err := tx.History().Apply(act)
	if err != nil {
		return jobs.Job{}, err
	}
	return tx.stage(h, act), nil
}

func (tx *Tx) stage(h *jobs.History, act scenario.JobAct) jobs.Job {
	s := &tx.staged
	s.any, s.history, s.acts = true, h, append(s.acts, act)
	j, _ := h.Find(act.ID())
	return j
}

// Calls is how many API calls the project took.
func (tx *Tx) Calls() int { return tx.life.calls }

// Counts is the number of jobs that have begun, by state.
func (tx *Tx) Counts() jobs.Counts {
	tx.life.board.MoveTo(tx.now)
	return tx.life.board.Counts()
}

// ViewTime is the instant whose jobs an answer shows: now, or for a list that
// lags behind an earlier one.
func (tx *Tx) ViewTime() clock.Instant {
	if tx.call == nil {
		return tx.now
	}
	return tx.call.ViewTime()
}

// View is what a filter shows.
func (tx *Tx) View(f jobs.Filter) jobs.View {
	tx.life.board.MoveTo(tx.ViewTime())
	return tx.life.board.View(f)
}

// Job is the job with an id, if it has begun by the instant whose jobs an answer
// shows.
func (tx *Tx) Job(id string) (jobs.Job, bool) {
	j, ok := tx.History().Find(id)
	return j, ok && j.Begin() <= tx.ViewTime()
}

// Faults lists the project's faults with how often they applied, in the order in
// which they are tried.
func (tx *Tx) Faults() []fault.Applied { return tx.faults().Faults() }

func (tx *Tx) faults() *fault.Counter {
	if tx.staged.faults != nil {
		return tx.staged.faults
	}
	return &tx.life.faults
}

// changeFaults is the faults, to be changed.
func (tx *Tx) changeFaults() *fault.Counter {
	if tx.staged.faults == nil {
		c := tx.life.faults.Clone()
		tx.staged.any, tx.staged.faults = true, &c
	}
	return tx.staged.faults
}

// AddFault adds a fault until the project is reset. It is tried before those of
// the scenario, after those that were added before it, and counts the calls from
// now on. It is false when the project has a fault of the name.
func (tx *Tx) AddFault(f *scenario.Fault) bool { return tx.changeFaults().Add(f) }

// RemoveFault takes a fault away until the project is reset, one of the scenario
// too. It is false when there is none of the name.
func (tx *Tx) RemoveFault(name string) bool { return tx.changeFaults().Remove(name) }

// Reset puts the project back to the scenario's start: clock, jobs, faults,
// counters, journal and the tokens that were issued for it. A realtime clock
// starts anew from there.
func (tx *Tx) Reset() clock.Instant {
	next := tx.life.origin.restart(tx.project.id, tx.project.world)
	tx.replace(next, events.ByReset)
	return next.clock.Now()
}

// replace puts another life in place of the present one.
func (tx *Tx) replace(next *life, why events.Reason) {
	tx.staged.any, tx.staged.life, tx.staged.why = true, next, why
}

// change notes a change that cannot fail.
func (tx *Tx) change(do func(l *life)) {
	tx.staged.any = true
	tx.staged.more = append(tx.staged.more, do)
}

// Subscribe reads what happens in the project, from behind the event of a number
// on, or [events.FromNow]. It begins the project's life.
func (tx *Tx) Subscribe(after int) *events.Subscription {
	if tx.born {
		tx.bear()
	}
	return tx.project.subscribe(after)
}

// bear begins the project's life now.
func (tx *Tx) bear() {
	p := tx.project
	tx.born = false
	p.begin(tx.life)
	p.attach(p.world.feed.Load())
	p.world.forks.Add(1)
}

// drop forgets what is staged.
func (tx *Tx) drop() { tx.staged = staged{} }

// commit applies what is staged, and publishes and saves it.
func (tx *Tx) commit() {
	p, s := tx.project, &tx.staged
	if !s.any && tx.call == nil {
		return
	}
	if tx.born {
		tx.bear()
	}
	if tx.call != nil {
		p.publishCall(tx.call)
	}
	if s.life != nil {
		p.catchUp()
		p.begin(s.life)
		p.publishReset(s.why)
		p.save()
		return
	}
	if s.history != nil {
		p.applyHistory(s.history, tx.now)
	}
	if s.faults != nil {
		tx.life.faults = *s.faults
	}
	if s.clock != nil {
		p.applyClock(tx.now, *s.clock)
	}
	for _, do := range s.more {
		do(tx.life)
	}
	p.saveActs(s.acts)
}

// applyHistory gives the project another history. The lock is held.
func (p *Project) applyHistory(h *jobs.History, now clock.Instant) {
	p.publishDueChanges(now)
	p.publishDiff(h, now)
	p.life.board.Follow(h) // in another state than all before: no page from then fits any more
}

// applyClock moves the project's clock. The lock is held.
func (p *Project) applyClock(was clock.Instant, c clock.Clock) {
	p.publishDueChanges(was)
	p.life.clock = c
	p.publishClockMove(was, c.Now())
}
