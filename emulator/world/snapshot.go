package world

import (
	"errors"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Snapshot is the project's whole state. A realtime clock stands in it at now.
func (p *Project) Snapshot() scenario.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.whole()
	stopped := p.clock.Stopped()
	s.Clock, s.Scenario.Hash = &stopped, ""
	return s
}

// whole is the project's whole state. The lock is held.
func (p *Project) whole() scenario.Snapshot {
	o := p.origin
	stands, calls, faults := p.clock.State(), p.calls, p.counter.State()
	changes, tokens, requests := p.board.Schedule().Told(), o.auth.Issued(p.id), p.record.requests.Numbers()
	met, pages, violations := p.record.coverage.Names(), p.record.coverage.Pages(), p.record.violations.Told()
	return scenario.Snapshot{
		Project:  p.dice,
		Scenario: &scenario.SnapshotScenario{Source: o.scenario.Source, Project: o.project, Hash: o.hash()},
		Clock:    &stands, Calls: &calls, Jobs: &changes, Faults: &faults, Tokens: &tokens, Requests: &requests,
		Met: &met, Pages: &pages, Violations: &violations,
	}
}

// Restore puts projects into the state of a snapshot, whatever project it was
// taken of: from now on they answer as that one would. The error says what of it
// does not fit; then nothing changes.
func (w *World) Restore(projects []*Project, s *scenario.Snapshot) error {
	r := w.newRestorer()
	restored := make([]*Project, len(projects))
	for i, p := range projects {
		var err error
		if restored[i], err = r.project(p.id, s); err != nil {
			return err
		}
	}
	for i, p := range projects {
		p.become(restored[i], valueOf(s.Tokens))
	}
	return nil
}

// become puts the project into the state of another, which is not used any more.
func (p *Project) become(q *Project, tokens scenario.IssuedTokens) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin(q.origin)
	p.dice, p.key, p.clock, p.board, p.counter = q.dice, q.key, q.clock, q.board, q.counter
	p.calls, p.record, p.touched = q.calls, q.record, true
	if !p.gone { // else the tokens are of another that has the id now
		p.origin.auth.Restore(p.id, tokens)
	}
	p.begun(BySnapshot)
	p.saveWhole()
}

// restorer makes projects from snapshots. Those that follow the same scenario
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
func (r *restorer) origin(of *scenario.SnapshotScenario) (*origin, error) {
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
	o, err := newOrigin(s, of.Project, newChecker(s, r.world.wall), r.world.wall)
	if err == nil {
		r.origins[key] = o
	}
	return o, err
}

// project is a project in the state of a snapshot. It is no part of the world,
// and the tokens that were issued for it are not known.
func (r *restorer) project(id string, s *scenario.Snapshot) (*Project, error) {
	o, err := r.origin(s.Scenario)
	if err != nil {
		return nil, err
	}
	p := &Project{id: id, world: r.world}
	p.begin(o)
	p.throw(s.Project)
	p.touched = true
	p.calls = valueOf(s.Calls)
	if s.Clock != nil {
		p.clock.Restore(*s.Clock)
	}
	schedule, err := o.plan.Changed(valueOf(s.Jobs))
	if err != nil {
		return nil, err
	}
	if schedule.Changed() {
		p.board.Follow(schedule)
	}
	if s.Faults != nil {
		if err := o.faults.Restore(&p.counter, *s.Faults); err != nil {
			return nil, err
		}
	}
	p.record, err = r.record(id, s)
	return p, err
}

// record is what a snapshot says that clients were seen to do.
func (r *restorer) record(project string, s *scenario.Snapshot) (record, error) {
	var seen record
	met, err := journal.ParseSet(valueOf(s.Met))
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
