package history

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Plan is a compiled scenario: every job of a project with all its changes of state.
// It is immutable and safe for concurrent use.
//
// A job's position is its index in listing order: by begin, then by id.
type Plan struct {
	segment

	history *History // the plan's jobs, without changes
	opening *Board   // at the plan's start; every new board is a fork of it
}

// Start returns the instant at which the scenario starts.
func (p *Plan) Start() clock.Instant { return p.start }

// Compat returns the scenario's interpretation of the vendor's pages.
func (p *Plan) Compat() scenario.Compat { return p.compat }

// Len returns the number of jobs, including future ones.
func (p *Plan) Len() int { return len(p.rows) }

// Job returns the job at a position, 0 to Len−1.
func (p *Plan) Job(position int) Job { return p.job(position) }

// Find returns the job with an id.
func (p *Plan) Find(id string) (Job, bool) { return p.history.Find(id) }

// End returns the instant at which the last job ends; the plan's start if no job ends.
func (p *Plan) End() clock.Instant {
	if end, ok := p.history.End(); ok {
		return end
	}
	return p.start
}

// Changes yields the changes of a move from one instant to another, see
// [History.Changes].
func (p *Plan) Changes(from, to clock.Instant) iter.Seq[Change] { return p.history.Changes(from, to) }

// History returns the history that has the plan's jobs, without changes.
func (p *Plan) History() *History { return p.history }

// NewBoard returns a board over the plan, at its start.
func (p *Plan) NewBoard() *Board { return p.opening.Fork() }
