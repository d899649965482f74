package world

import (
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Project is one project's time, jobs and counters.
type Project struct {
	id     string
	world  *World
	plan   *jobs.Plan
	faults *fault.Plan
	key    fake.Key // of its request ids

	mu      sync.Mutex
	clock   clock.Clock
	board   *jobs.Board
	counter fault.Counter
	calls   int
	answers answers

	origin clock.Clock // the clock as it was at the scenario's start
}

func newProject(w *World, id string, plan *jobs.Plan, faults *fault.Plan, c clock.Clock) *Project {
	return &Project{
		id: id, world: w, plan: plan, faults: faults,
		key:     w.root.For("request").For(id),
		clock:   c,
		board:   plan.NewBoard(),
		counter: faults.NewCounter(),
		origin:  c,
	}
}

// fork is a project that begins as p stands now.
func (p *Project) fork(id string) *Project {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := newProject(p.world, id, p.plan, p.faults, p.clock)
	f.origin = p.origin
	return f
}

// ID is the project's id.
func (p *Project) ID() string { return p.id }

// Plan is what the project's jobs will do.
func (p *Project) Plan() *jobs.Plan { return p.plan }

// Call is one API call, as the project took it.
type Call struct {
	Number int             // from 1
	Now    clock.Instant   // the call's one now
	Fault  *scenario.Fault // the fault that it meets; nil: none
	key    fake.Key
}

// AppendRequestID appends the call's request id: 32 hexadecimal digits that
// follow from the seed, the project and the call's number.
func (c Call) AppendRequestID(b []byte) []byte { return c.key.AppendHex(b) }

// Call takes an API call: it is counted, moves a stepped clock, and counts for
// the faults that it fits. query gives the value of a query parameter.
func (p *Project) Call(operation ges.Operation, query func(name string) string) Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	now := p.clock.Tick(p.next)
	return Call{
		Number: p.calls,
		Now:    now,
		Fault:  p.counter.Next(fault.Call{Operation: operation, Now: now, Query: query}),
		key:    p.key.Nth(p.calls),
	}
}

// next is the next change of any job. The lock is held.
func (p *Project) next() clock.Instant {
	p.board.MoveTo(p.clock.Now())
	return p.board.Next()
}

// View is what a filter shows at an instant.
func (p *Project) View(f jobs.Filter, now clock.Instant) jobs.View {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.board.MoveTo(now)
	return p.board.View(f)
}

// Counts is the number of jobs by state, now.
func (p *Project) Counts() jobs.Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.board.MoveTo(p.clock.Now())
	return p.board.Counts()
}

// Calls is how many API calls the project took.
func (p *Project) Calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// Reset puts the project back to the scenario's start: clock and counters. A
// realtime clock starts anew from there.
func (p *Project) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clock = p.origin
	p.clock.Set(p.world.scenario.Clock.Start)
	p.board = p.plan.NewBoard()
	p.counter = p.faults.NewCounter()
	p.calls = 0
	p.answers = answers{}
}
