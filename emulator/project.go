package emulator

import (
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Project is one project: its time, its jobs, its faults, and what was called. It
// is safe for concurrent use. Where the project was forgotten since, by DELETE of
// the control API or by [Emulator.Load], ask for it again: this one is out of use.
type Project struct {
	project *world.Project
	world   *world.World
}

// Change is one change of a job's state.
type Change struct {
	JobID string
	// From and To are the job's status before and after: waiting, running,
	// success, failed or partiallyFailed; "" where the job is not there.
	From, To string
	At       time.Time // virtual, UTC
}

// Now is the project's virtual time, in UTC. Asking moves nothing.
func (p *Project) Now() time.Time { return p.project.Time().Now.Time() }

// Advance moves the clock by d, back when d is negative, and tells what changed
// on the way, in order. Time stays within the years 1970 to 2199.
func (p *Project) Advance(d time.Duration) []Change { return p.move(world.By(d)) }

// AdvanceTo moves the clock to t, forwards or back. The past is exact: at an
// instant every answer is the same, however the clock came there.
func (p *Project) AdvanceTo(t time.Time) []Change { return p.move(world.To(clock.Of(t))) }

// AdvanceToNext moves the clock to the next change of any job. Where there is
// none it stays.
func (p *Project) AdvanceToNext() []Change { return p.move(world.ToNext()) }

// AdvanceToEnd moves the clock to where every job that can end has ended.
func (p *Project) AdvanceToEnd() []Change { return p.move(world.ToEnd()) }

// AdvanceUntil moves the clock to the moment from now on at which a job first
// has a status. It is an error, and nothing moves, when it never will.
func (p *Project) AdvanceUntil(jobID, status string) ([]Change, error) {
	s, ok := ges.ParseStatus(status)
	if !ok {
		return nil, fmt.Errorf("%q is not a status; the statuses are %v", status, ges.Statuses())
	}
	m, err := p.project.Advance(world.Until(jobID, s))
	if err != nil {
		return nil, err
	}
	return changes(m), nil
}

// Reset puts the project back to the scenario's start: clock, jobs, faults,
// counters, and what is known of calls.
func (p *Project) Reset() { p.project.Reset() }

func (p *Project) move(target world.Target) []Change {
	m, err := p.project.Advance(target)
	if err != nil {
		panic(err) // only a wait for a job can fail
	}
	return changes(m)
}

func changes(m world.Move) []Change {
	var list []Change
	for c := range m.Changes() {
		list = append(list, change(c))
	}
	return list
}

func change(c jobs.Change) Change {
	return Change{JobID: c.Job.ID(), From: c.From.String(), To: c.To.String(), At: c.At.Time()}
}
