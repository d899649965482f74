package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// Tx is a transaction on one project: it reads the state of one moment, and its
// changes are applied when it ends without an error. It is valid until the function
// that got it returns.
type Tx struct {
	project *Project
	life    *life
	forked  bool // the life begins with this transaction, if that changes anything
	now     clock.Instant
	call    *Call // nil: it is none of the API's

	staged staged
}

// staged is the changes that a transaction will apply.
type staged struct {
	dirty   bool // anything at all
	clock   *clock.Clock
	history *history.History
	graphs  *graph.Set
	acts    []scenario.JobAct // of history and graphs
	faults  *fault.Counter
	rules   *submit.Rules
	isUndo  bool  // it reverts a change: it is no new one, and no mere addition to what is saved
	life    *life // another in place of this one
	reason  events.Reason
	others  []func(l *life) // other changes, which cannot fail
}

// ID is the project's id; "*" for projects without a life.
func (tx *Tx) ID() string { return tx.project.id }

// Now is the transaction's one now.
func (tx *Tx) Now() clock.Instant { return tx.now }

// Scenario is the project's scenario. It must not be changed.
func (tx *Tx) Scenario() *scenario.Scenario { return tx.life.origin.scenario }

// Compat is how the project's scenario reads the vendor's pages.
func (tx *Tx) Compat() scenario.Compat { return tx.life.origin.scenario.Compat }

// History is what the project's jobs do: the scenario's plan, and what was
// changed about it since. It is a value that stays as it is.
func (tx *Tx) History() *history.History {
	if tx.staged.history != nil {
		return tx.staged.history
	}
	return tx.life.board.History()
}

// AddJob adds a job to projects, and returns that of the first. It is decided once,
// for the first, and has the same id in all. as is the job as it is for one of
// them: where it begins relative to now it does so in each by itself.
func AddJob(all []*Tx, as func(*Tx) (scenario.Job, error)) (first history.Job, err error) {
	job, err := as(all[0])
	if err != nil {
		return first, err
	}
	var others []*history.History
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
// [history.ErrUnknown] or [history.ErrEnded], or says which key of the patch it cannot
// have.
func (tx *Tx) PatchJob(id string, patch scenario.JobPatch) (history.Job, error) {
	h, act, err := tx.History().Patched(id, patch, tx.now)
	if err != nil {
		return history.Job{}, err
	}
	return tx.stageAct(h, act), nil
}

// RemoveJob takes a job away, its past too. The error is [history.ErrUnknown].
func (tx *Tx) RemoveJob(id string) error {
	h, act, err := tx.History().Without(id)
	if err == nil {
		tx.stageAct(h, act)
	}
	return err
}

// apply applies an act that was decided before, and returns the job that it is
// about.
func (tx *Tx) apply(act scenario.JobAct) (history.Job, error) {
	h, err := tx.History().Apply(act)
	if err != nil {
		return history.Job{}, err
	}
	return tx.stageAct(h, act), nil
}

// stageAct stages an act, and returns the job that it is about.
func (tx *Tx) stageAct(h *history.History, act scenario.JobAct) history.Job {
	s := &tx.staged
	if s.graphs != nil || tx.life.graphs != nil {
		s.graphs = tx.Graphs().Follow(h, act)
	}
	s.dirty, s.history, s.acts = true, h, append(s.acts, act)
	j, _ := h.Find(act.ID())
	return j
}

// Calls is the number of API calls that the project accepted.
func (tx *Tx) Calls() int { return tx.life.calls }

// Counts is the number of jobs that have begun, by state.
func (tx *Tx) Counts() history.Counts {
	tx.life.board.MoveTo(tx.now)
	return tx.life.board.Counts()
}

// ViewTime is the instant whose jobs an answer shows: now, or an earlier one for a
// fault with a stale list.
func (tx *Tx) ViewTime() clock.Instant {
	if tx.call == nil {
		return tx.now
	}
	return tx.call.ViewTime()
}

// View is the jobs that a filter selects at the view time.
func (tx *Tx) View(f history.Filter) history.View {
	tx.life.board.MoveTo(tx.ViewTime())
	return tx.life.board.View(f)
}

// Job is the job with an id, if it has begun by the view time.
func (tx *Tx) Job(id string) (history.Job, bool) {
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

// changeFaults returns the faults for a change.
func (tx *Tx) changeFaults() *fault.Counter {
	if tx.staged.faults == nil {
		c := tx.life.faults.Clone()
		tx.staged.dirty, tx.staged.faults = true, &c
	}
	return tx.staged.faults
}

// AddFault adds a fault until the project is reset. It is tried before those of
// the scenario and after those added earlier, and counts the calls from now on. It
// returns false when the project has a fault of the name.
func (tx *Tx) AddFault(f *scenario.Fault) bool { return tx.changeFaults().Add(f) }

// RemoveFault removes a fault, also one of the scenario, until the project is reset.
// It returns false when there is none of the name.
func (tx *Tx) RemoveFault(name string) bool { return tx.changeFaults().Remove(name) }

// Reset puts the project back to the scenario's start: clock, jobs, faults,
// counters, journal and the tokens that were issued for it. A realtime clock
// starts anew from there.
func (tx *Tx) Reset() clock.Instant {
	next := tx.life.origin.restart(tx.project.id, tx.project.world)
	tx.replace(next, events.ByReset)
	return next.clock.Now()
}

// replace stages another life.
func (tx *Tx) replace(next *life, reason events.Reason) {
	tx.staged.dirty, tx.staged.life, tx.staged.reason = true, next, reason
}

// stage stages a change that cannot fail.
func (tx *Tx) stage(do func(l *life)) {
	tx.staged.dirty = true
	tx.staged.others = append(tx.staged.others, do)
}

// Project is the transaction's project.
func (tx *Tx) Project() *Project { return tx.project }

// Subscribe returns a subscription to the project's events, after the event of a
// number, or [events.FromNow]. It begins the project's life.
func (tx *Tx) Subscribe(after int) *events.Subscription {
	if tx.forked {
		tx.beginLife()
	}
	return tx.project.subscribe(after)
}

// beginLife begins the project's life now.
func (tx *Tx) beginLife() {
	p := tx.project
	tx.forked = false
	p.beginLife(tx.life)
	p.attach(p.world.feed.Load())
	p.publishBegun(tx.now)
	p.world.forks.Add(1)
}

// discard drops the staged changes.
func (tx *Tx) discard() {
	tx.staged = staged{}
	tx.call.JobID = ""
}

// commit applies, publishes and saves the staged changes.
func (tx *Tx) commit() {
	p, s := tx.project, &tx.staged
	if !s.dirty && tx.call == nil {
		return
	}
	if tx.forked {
		tx.beginLife()
	}
	if tx.call != nil {
		p.publishCall(tx.call)
	}
	tx.noteUndo()
	if s.isUndo {
		p.undo = p.undo[:len(p.undo)-1]
	}
	if s.life != nil {
		p.syncIfSubscribed()
		p.beginLife(s.life)
		p.publishReset(s.reason)
		p.life.saved = nil
		p.save()
		return
	}
	if len(s.acts) > 0 {
		tx.applyActs()
	}
	if s.rules != nil {
		tx.life.rules = *s.rules
	}
	if s.faults != nil {
		tx.life.faults = *s.faults
	}
	if s.clock != nil {
		p.applyClock(tx.now, *s.clock)
	}
	for _, do := range s.others {
		do(tx.life)
	}
	if s.isUndo {
		tx.life.saved, s.acts = nil, nil
	}
	p.saveActs(s.acts)
}

// applyActs gives the project other jobs and graphs. The lock is held.
func (tx *Tx) applyActs() {
	p, l, s := tx.project, tx.life, &tx.staged
	p.publishDueChanges(tx.now)
	if p.subscribers.Load() != nil {
		p.publishDiff(tx.Timeline(), s.acts, tx.now)
	}
	if s.history != nil {
		l.board.Follow(s.history) // a new state, which no cached page has
	}
	if s.graphs != nil {
		l.graphs, l.acts = s.graphs, nil
	}
}

// applyClock moves the project's clock. The lock is held.
func (p *Project) applyClock(from clock.Instant, c clock.Clock) {
	p.publishDueChanges(from)
	p.life.clock = c
	p.publishClockMove(from, c.Now())
}
