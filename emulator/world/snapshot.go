package world

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// Snapshot is the project's whole state. A realtime clock stands in it at now.
func (tx *Tx) Snapshot() snapshot.Document {
	d := tx.life.document(&scenario.JobChanges{Acts: slices.Collect(tx.History().Acts())})
	stopped := tx.life.clock.StoppedAt(tx.now)
	d.Clock, d.Scenario.Hash = &stopped, ""
	return d
}

// document is all there is to know of a life, with some acts on its jobs.
func (l *life) document(jobs *scenario.JobChanges) snapshot.Document {
	o := l.origin
	stands, calls, faults := l.clock.State(), l.calls, l.faults.State()
	tokens, requests := l.tokens.State(), l.record.requests.Numbers()
	covered, pages, violations := l.record.coverage.Names(), l.record.coverage.Pages(), l.record.violations.State()
	return snapshot.Document{
		Project:  l.seedID,
		Scenario: &snapshot.Origin{Source: o.scenario.Source, Project: o.project, Hash: o.hash()},
		Clock:    &stands, Calls: &calls, Jobs: jobs, Faults: &faults, Tokens: &tokens, Requests: &requests,
		Covered: &covered, Pages: &pages, Violations: &violations,
	}
}

// Replacement is the life of a snapshot, or of a scenario's start, for any number
// of projects.
type Replacement struct {
	why  events.Reason
	life func(projectID string) (*life, error)
}

// RestoreFrom prepares a snapshot to be restored, whatever project it was taken
// of: projects then answer as that one would.
func (w *World) RestoreFrom(s *snapshot.Document) Replacement {
	r := w.newRestorer()
	return Replacement{events.BySnapshot, func(id string) (*life, error) { return r.life(id, s) }}
}

// StartOf prepares a scenario to replace the worlds of projects. project is the
// one of the scenario's projects that they become. The error says why it cannot
// be compiled.
func (w *World) StartOf(s *scenario.Scenario, project string) (Replacement, error) {
	o, err := newOrigin(s, project, newChecker(s, w.wall), sync.OnceValue(s.Source.Hash), w.wall)
	return Replacement{events.ByScenario, func(id string) (*life, error) { return o.newLife(id, w), nil }}, err
}

// Replace puts another life in place of the project's, and returns how it begins.
// The error says what of a snapshot does not fit.
func (tx *Tx) Replace(by Replacement) (Start, error) {
	l, err := by.life(tx.project.id)
	if err != nil {
		return Start{}, err
	}
	tx.replace(l, by.why)
	return Start{l.origin.scenario.Name, l.clock.Now(), l.board.History()}, nil
}

// Start is how a life begins.
type Start struct {
	Scenario string // its name
	Now      clock.Instant
	History  *jobs.History
}

// restorer makes lives from snapshots. Those that follow the same scenario
// share what was compiled of it.
type restorer struct {
	world   *World
	origins map[originKey]*origin

	last     scenario.Source // and its hash: the next snapshot mostly has the same
	lastHash string
}

type originKey struct{ hash, project string }

func (w *World) newRestorer() *restorer {
	r := &restorer{world: w, origins: map[originKey]*origin{}}
	for _, o := range w.basis.Load().origins {
		r.origins[originKey{o.hash(), o.project}] = o
	}
	return r
}

// origin is what a snapshot follows.
func (r *restorer) origin(of *snapshot.Origin) (*origin, error) {
	switch {
	case of == nil:
		return nil, errors.New("scenario is missing; a whole snapshot has it")
	case of.Text == "":
		return nil, errors.New("scenario.text is missing; a snapshot has the scenario that it follows")
	}
	if of.Source != r.last {
		r.last, r.lastHash = of.Source, of.Source.Hash()
	}
	key := originKey{r.lastHash, of.Project}
	if o := r.origins[key]; o != nil {
		return o, nil
	}
	s, err := of.Parse()
	if err != nil {
		return nil, fmt.Errorf("scenario.text: %w", err)
	}
	if p := s.Project(of.Project); p == nil || p.ID != of.Project {
		return nil, fmt.Errorf("scenario.project: %q is none of the scenario's projects", of.Project)
	}
	o, err := newOrigin(s, of.Project, newChecker(s, r.world.wall), sync.OnceValue(s.Source.Hash), r.world.wall)
	if err == nil {
		r.origins[key] = o
	}
	return o, err
}

// life is the life of a project as a snapshot has it. The tokens that were issued
// in it are not known to others yet.
func (r *restorer) life(id string, s *snapshot.Document) (*life, error) {
	o, err := r.origin(s.Scenario)
	if err != nil {
		return nil, err
	}
	l := o.newLife(id, r.world)
	l.seedFrom(s.Project, r.world)
	l.calls = valueOf(s.Calls)
	if s.Clock != nil {
		l.clock.Restore(*s.Clock)
	}
	history, err := o.plan.Restore(valueOf(s.Jobs).Acts)
	if err != nil {
		return nil, fmt.Errorf("jobs.%w", err)
	}
	if history.Changed() {
		l.board.Follow(history)
	}
	if s.Faults != nil {
		if err := o.faults.Restore(&l.faults, *s.Faults); err != nil {
			return nil, err
		}
	}
	l.tokens.Restore(valueOf(s.Tokens))
	l.record, err = r.record(id, s)
	return l, err
}

// record is what a snapshot says that clients were seen to do.
func (r *restorer) record(project string, s *snapshot.Document) (record, error) {
	var seen record
	met, err := journal.ParseSet(valueOf(s.Covered))
	if err != nil {
		return seen, err
	}
	if seen.coverage, err = journal.Restore(met, valueOf(s.Pages)); err != nil {
		return seen, err
	}
	if r.world.requests > 0 && s.Requests != nil {
		seen.requests = journal.NewRing(r.world.requests)
		seen.requests.Resume(*s.Requests)
	}
	seen.violations, err = journal.ParseLedger(project, valueOf(s.Violations))
	return seen, err
}

// valueOf is what a pointer leads to; of nil, nothing.
func valueOf[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}
