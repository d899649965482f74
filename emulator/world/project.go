package world

import (
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
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

func (w *World) newProject(id string, plan *jobs.Plan, faults *fault.Plan, c clock.Clock) *Project {
	return &Project{
		id: id, world: w, plan: plan, faults: faults,
		key:     w.root.For("request").For(id),
		clock:   c,
		board:   plan.NewBoard(),
		counter: faults.NewCounter(id, w.wall),
		origin:  c,
	}
}

// fork is a project that begins as p stands now.
func (p *Project) fork(id string) *Project {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.world.newProject(id, p.plan, p.faults, p.clock)
	f.origin = p.origin
	f.counter.AddAll(&p.counter)
	f.board = p.board.Schedule().NewBoard()
	return f
}

// ID is the project's id.
func (p *Project) ID() string { return p.id }

// Plan is what the scenario says that the project's jobs will do.
func (p *Project) Plan() *jobs.Plan { return p.plan }

// Schedule is what the project's jobs will do: the plan, and what was changed
// about it since.
func (p *Project) Schedule() jobs.Schedule {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.board.Schedule()
}

// ChangeJobs gives the project another schedule. change gets the present one and
// the project's now; on an error nothing changes.
func (p *Project) ChangeJobs(change func(s jobs.Schedule, now clock.Instant) (jobs.Schedule, error)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	s, err := change(p.board.Schedule(), now)
	if err != nil {
		return err
	}
	p.board.MoveTo(now)
	p.board.Follow(s)
	p.answers = answers{}
	return nil
}

// Request is what of an API call a project looks at.
type Request struct {
	Operation ges.Operation
	// Query and Header give the value of a query parameter and of a header, ""
	// when it is absent.
	Query, Header func(name string) string
	// Credentials are what the call says of who makes it.
	Credentials auth.Credentials
}

// Call is one API call, as the project took it.
type Call struct {
	Number  int           // from 1
	Now     clock.Instant // the call's one now
	Refusal *auth.Refusal // why it may not be made; nil: it may
	Hit     fault.Hit     // the fault that it meets
	key     fake.Key
}

// AppendRequestID appends the call's request id: 32 hexadecimal digits that
// follow from the seed, the project and the call's number.
func (c Call) AppendRequestID(b []byte) []byte { return c.key.AppendHex(b) }

// Call takes an API call: it is counted, moves a stepped clock, and counts for
// the faults that it fits, unless its credentials are refused: such a call
// gets no further than the gateway.
func (p *Project) Call(r Request) Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	c := Call{Number: p.calls, Now: p.clock.Tick(p.next), key: p.key.Nth(p.calls)}
	if c.Refusal = r.Credentials.Refuse(r.Operation, p.id, c.Now); c.Refusal == nil {
		c.Hit = p.counter.Next(fault.Call{Operation: r.Operation, Now: c.Now, Query: r.Query, Header: r.Header})
	}
	return c
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
	p.counter = p.faults.NewCounter(p.id, p.world.wall)
	p.calls = 0
	p.answers = answers{}
}
