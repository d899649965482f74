package world

import (
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Project is one project's time, jobs and counters.
type Project struct {
	id    string
	world *World

	mu      sync.Mutex
	origin  *origin
	key     fake.Key // of its request ids
	clock   clock.Clock
	board   *jobs.Board
	counter fault.Counter
	calls   int
	answers answers
	record  record
	touched bool // it does not stand at its beginning any more
	life    int  // how often it has begun

	dice  string // the id from which request ids and what faults draw follow; its own, but for a snapshot of another
	saved *saved // nil: nothing of it is written down
	gone  bool   // nothing of it is written down any more

	used     atomic.Int64             // when it was last looked up, in look-ups of the world
	audience atomic.Pointer[audience] // nil: nobody wants to know; stored under the lock
}

// newProject is a project that stands where a scenario begins.
func (w *World) newProject(id string, o *origin) *Project {
	p := &Project{id: id, world: w}
	p.begin(o)
	return p
}

// begin puts the project to a scenario's start. The lock is held, or the project
// is new.
func (p *Project) begin(o *origin) {
	p.catchUp()
	p.origin = o
	p.clock = o.clock
	p.board = o.plan.NewBoard()
	p.throw(p.id)
	p.calls, p.answers, p.touched = 0, answers{}, false
	p.life++
	p.forget()
}

// throw has request ids and what faults draw follow from an id. The faults begin
// to count anew.
func (p *Project) throw(dice string) {
	p.dice = dice
	p.key = p.origin.root.For("request").For(dice)
	p.counter = p.origin.faults.NewCounter(dice, p.world.wall)
}

// fork is a project that begins as p stands now.
func (p *Project) fork(id string) *Project {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.world.newProject(id, p.origin)
	f.clock = p.clock
	f.counter.Follow(&p.counter)
	p.board.MoveTo(p.clock.Now()) // once here, not in each fork
	f.board = p.board.Fork()
	return f
}

// ID is the project's id.
func (p *Project) ID() string { return p.id }

// Plan is what the scenario says that the project's jobs will do.
func (p *Project) Plan() *jobs.Plan {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.origin.plan
}

// Scenario is what the project follows. It must not be changed.
func (p *Project) Scenario() *scenario.Scenario {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.origin.scenario
}

// Auth checks the credentials of the project's calls.
func (p *Project) Auth() *auth.Checker {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.origin.auth
}

// Load replaces the project's whole world by another scenario's, at its start.
// project is the one of the scenario's projects that it becomes.
func (p *Project) Load(s *scenario.Scenario, project string) error {
	o, err := newOrigin(s, project, newChecker(s, p.world.wall), p.world.wall)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin(o)
	p.touched = true
	p.begun(ByScenario)
	p.saveWhole()
	return nil
}

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
	now := p.time().Now
	s, err := change(p.board.Schedule(), now)
	if err != nil {
		return err
	}
	p.changed(s, now)
	p.board.Follow(s) // in another state than all before: no answer from then fits any more
	p.touched = true
	p.save()
	return nil
}

// Request is what of an API call a project looks at.
type Request struct {
	Operation ges.Operation
	Query     func(name string) string // the value of a query parameter; "": absent
	Header    http.Header
	RawQuery  string // as it came, for who is told of calls
	// Credentials are what the call says of who makes it.
	Credentials auth.Credentials
	// Violations is what of the request the contract does not allow, and Met
	// what of the contract it has; nil: nothing.
	Violations []journal.Violation
	Met        *journal.Set
	// Refused says that the call gets no further than its credentials, because
	// of a violation: it counts for no fault.
	Refused bool
	// Sent is the request for the journal, which may keep none.
	Sent journal.Sent
}

// Call is one API call, as the project took it.
type Call struct {
	Number  int                 // from 1
	Now     clock.Instant       // the call's one now
	Refusal *auth.Refusal       // why it may not be made; nil: it may
	Hit     fault.Hit           // the fault that it meets
	Fresh   []journal.Violation // its violations that are there for the first time
	Slot    journal.Slot        // where its answer goes
	key     fake.Key
	life    int // of the project
}

// AppendRequestID appends the call's request id: 32 hexadecimal digits that
// follow from the seed, the project and the call's number.
func (c Call) AppendRequestID(b []byte) []byte { return c.key.AppendHex(b) }

// Call takes an API call: it is counted, moves a stepped clock, and counts for
// the faults that it fits, unless it is refused: such a call gets no further
// than the gateway.
func (p *Project) Call(r Request) Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	p.touched = true
	c := Call{Number: p.calls, Now: p.clock.Tick(p.next), key: p.key.Nth(p.calls), life: p.life}
	if r.Met != nil {
		p.record.coverage.Met(r.Met)
	}
	if len(r.Violations) > 0 {
		c.Fresh = p.record.note(p.id, c.Number, r.Violations)
	}
	if c.Refusal = r.Credentials.Refuse(r.Operation, p.id, c.Now); c.Refusal == nil && !r.Refused {
		c.Hit = p.counter.Next(fault.Call{Operation: r.Operation, Now: c.Now, Query: r.Query, Header: r.Header.Get})
		p.record.hit(c.Hit.Fault)
	}
	c.Slot = p.keep(&c, &r)
	p.called(&c, &r)
	p.save()
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

// untouched says whether the project still stands at its beginning.
func (p *Project) untouched() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.touched
}

// Reset puts the project back to the scenario's start: clock, jobs, faults,
// counters and the tokens that were issued for it. A realtime clock starts anew from there.
func (p *Project) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.restart(p.origin)
}

// restart puts the project to a scenario's start, as if nothing had been. The
// lock is held.
func (p *Project) restart(o *origin) {
	p.begin(o)
	if !p.gone { // else the tokens are of another that has the id now
		p.origin.auth.Forget(p.id)
	}
	p.clock.Set(p.origin.scenario.Clock.Start)
	p.touched = true // of a realtime clock this is another beginning
	p.begun(ByReset)
	p.saveWhole()
}
