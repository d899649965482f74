package history

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Plan is every job of a project with its whole life: a compiled scenario. It
// is immutable and safe for concurrent use.
//
// A job's position is its place in listing order: by begin, then by id.
type Plan struct {
	segment

	history *History // the plan's jobs and no others
	opening *Board   // at the plan's start; every new board begins as a fork of it
}

// Start is the instant at which the scenario starts.
func (p *Plan) Start() clock.Instant { return p.start }

// Compat is the scenario's reading of the vendor's pages.
func (p *Plan) Compat() scenario.Compat { return p.compat }

// Len is the number of jobs, those to come included.
func (p *Plan) Len() int { return len(p.rows) }

// Job is the job at a position, 0 to Len−1.
func (p *Plan) Job(position int) Job { return p.job(position) }

// Find is the job with an id.
func (p *Plan) Find(id string) (Job, bool) { return p.history.Find(id) }

// End is the instant at which the last job that can end has ended; the plan's
// start when none can.
func (p *Plan) End() clock.Instant {
	if end, ok := p.history.End(); ok {
		return end
	}
	return p.start
}

// Changes yields what changes on the way from an instant to another, as
// [History.Changes] does.
func (p *Plan) Changes(from, to clock.Instant) iter.Seq[Change] { return p.history.Changes(from, to) }

// History is the plan's jobs and no others.
func (p *Plan) History() *History { return p.history }

// NewBoard is a board over the plan that stands at its start.
func (p *Plan) NewBoard() *Board { return p.opening.Fork() }
