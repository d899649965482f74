package fault

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/when"
)

// Plan is the faults of a scenario that can hit the calls of one project, or those of
// the identity service, in order of evaluation. It is immutable and safe for concurrent
// use.
type Plan struct {
	own    []scenario.Fault // the project's
	shared []scenario.Fault // of all projects
	fits   func(*scenario.Fault) bool
	key    fake.Key // of random values
}

// Compile returns the faults of the project that serves an id: its own, then those of
// all projects.
func Compile(s *scenario.Scenario, projectID string) *Plan {
	p := &Plan{key: fake.NewKey(s.Seed).For("fault"), fits: (*scenario.Fault).IsOfService}
	if project := s.Project(projectID); project != nil {
		p.own, p.shared = project.Faults, s.Faults
	}
	return p
}

// CompileIdentity returns the faults of the calls of the identity service, which belong
// to no project: those of all projects that name one of these calls.
func CompileIdentity(s *scenario.Scenario) *Plan {
	return &Plan{key: fake.NewKey(s.Seed).For("fault"), fits: (*scenario.Fault).NamesIdentity, shared: s.Faults}
}

// all yields the faults in order of evaluation.
func (p *Plan) all() iter.Seq[*scenario.Fault] {
	return func(yield func(*scenario.Fault) bool) {
		for _, list := range [2][]scenario.Fault{p.own, p.shared} {
			for i := range list {
				if f := &list[i]; p.fits(f) && !yield(f) {
					return
				}
			}
		}
	}
}

// Call is the input of a fault's conditions.
type Call struct {
	Operation ges.Operation
	Now       clock.Instant
	// Query and Header return the value of a query parameter and of a header, ""
	// if it is absent. They are called only if a condition needs them.
	Query, Header func(name string) string
	// Graph returns the name of the graph that the call is about; "": none.
	Graph func() string
	// Accepted says that the call has submitted its job: it is matched with the faults
	// that wait for that, and with no other.
	Accepted bool
}

// Hit is a fault that applies to a call. The zero value means none.
type Hit struct {
	Fault *scenario.Fault
	Call  int           // number of the call among those that match the fault, from 1
	Delay time.Duration // real time before the answer, chosen from the fault's range
	key   fake.Key
}

// Counter counts one project's calls. It is not safe for concurrent use; its
// project guards it.
type Counter struct {
	key     fake.Key
	wall    func() time.Time
	plan    *Plan
	entries []entry // nil: those of the plan, with zero counts
}

// entry is one fault and its counts.
type entry struct {
	fault *scenario.Fault
	added bool           // at run time
	when  when.Condition // which of the matching calls it hits, unless it has a limit
	when.Counter
	window
}

func newEntry(f *scenario.Fault, added bool) entry {
	return entry{fault: f, added: added, when: when.Condition{From: f.From, Until: f.Until, Calls: f.Calls, Chance: f.Chance}}
}

// NewCounter returns a project's counter with zero counts. wall is the wall clock for
// limits in real time, normally [clock.Wall].
func (p *Plan) NewCounter(projectID string, wall func() time.Time) Counter {
	return Counter{key: p.key.For(projectID), wall: wall, plan: p}
}

// list returns the entries in order of evaluation, read-only; nil: there are none.
func (c *Counter) list() []entry {
	if c.entries != nil {
		return c.entries
	}
	var entries []entry
	for f := range c.plan.all() {
		if entries == nil {
			entries = make([]entry, 0, len(c.plan.own)+len(c.plan.shared))
		}
		entries = append(entries, newEntry(f, false))
	}
	return entries
}

// own returns the counter's own entries, which can be changed. They are allocated on the
// first call or change, as a scenario may have many projects, and many faults for all of
// them.
func (c *Counter) own() []entry {
	c.entries = c.list()
	return c.entries
}

// AtStart reports whether the counter has the faults of its plan, with zero counts.
func (c *Counter) AtStart() bool { return c.entries == nil }

// Next counts a call and returns the fault that applies to it. A call is counted for
// every fault that it matches, even if another one applies: «the third call» is the
// third, whatever failed before.
func (c *Counter) Next(call Call) Hit {
	var hit Hit
	entries := c.own()
	for i := range entries {
		e := &entries[i]
		if e.fault.Accepted != call.Accepted || !e.when.InTime(call.Now) || !matches(e.fault, call) {
			continue
		}
		e.Fits++
		if applies := c.applies(e, call.Now); hit.Fault == nil && applies {
			e.Hits++
			hit = c.hit(e)
		}
	}
	return hit
}

// matches reports whether a fault counts a call that is within its time.
func matches(f *scenario.Fault, call Call) bool {
	if !f.Hits(call.Operation) || f.Graph != "" && f.Graph != call.Graph() {
		return false
	}
	for _, p := range f.Query {
		if call.Query(p.Name) != p.Value {
			return false
		}
	}
	for _, p := range f.Header {
		if call.Header(p.Name) != p.Value {
			return false
		}
	}
	return true
}

// applies reports whether a fault hits the call that it has just counted. If the fault
// has a limit, the call is counted in its window.
func (c *Counter) applies(e *entry, now clock.Instant) bool {
	switch f := e.fault; {
	case f.Limit != nil && f.Limit.Real:
		return e.exceeds(f.Limit, clock.Of(c.wall()))
	case f.Limit != nil:
		return e.exceeds(f.Limit, now)
	default:
		return e.when.Selects(e.Fits, c.key.For(f.Name))
	}
}

// draw returns the key of random values for the call that a fault has just counted. It
// is derived from the seed, the fault, the project and the call's number.
func (c *Counter) draw(e *entry) fake.Key { return c.key.For(e.fault.Name).Nth(e.Fits) }

func (c *Counter) hit(e *entry) Hit {
	h := Hit{Fault: e.fault, Call: e.Fits, key: c.draw(e)}
	if d := e.fault.Delay; d != nil {
		h.Delay = time.Duration(fake.New().Between(h.key.For("delay"), int64(d.From), int64(d.To)))
	}
	return h
}

// Garbage returns n bytes that are not HTTP, the same for the same call in every run.
func (h Hit) Garbage(n int) []byte {
	b := make([]byte, 0, n+16)
	for i := 0; len(b) < n; i++ {
		k := h.key.For("garbage").Nth(i)
		b = append(b, byte(k)|0x80, byte(k>>8), byte(k>>16), byte(k>>24))
	}
	return b[:n]
}

// window is the number of calls that a limit has counted since an instant.
type window struct {
	open  bool
	begin clock.Instant
	calls int
}

// exceeds counts a call and reports whether it is beyond the limit. A window begins with
// its first call; moving back in time begins a new one.
func (w *window) exceeds(l *scenario.Limit, now clock.Instant) bool {
	if !w.open || now < w.begin || now >= w.begin.Add(l.Per) {
		*w = window{open: true, begin: now}
	}
	w.calls++
	return w.calls > l.Calls
}

// Applied is a fault and how often it has applied.
type Applied struct {
	Fault *scenario.Fault
	Fits  int  // number of matching calls
	Hits  int  // number of calls to which it applied
	Added bool // at run time
}

// MarshalJSON writes the fault in the format of a scenario, with its counts, as in the
// control API.
func (a Applied) MarshalJSON() ([]byte, error) {
	keys := a.Fault.AppendTo(nil)
	return fmt.Appendf(keys[:len(keys)-1], `,"added":%t,"fits":%d,"applied":%d}`, a.Added, a.Fits, a.Hits), nil
}

// Faults returns the faults in order of evaluation.
func (c *Counter) Faults() []Applied {
	entries := c.list()
	list := make([]Applied, len(entries))
	for i, e := range entries {
		list[i] = Applied{e.fault, e.Fits, e.Hits, e.added}
	}
	return list
}

// Add adds a fault. Added faults are evaluated before those of the scenario, in the
// order in which they were added. It returns false if the name is in use.
func (c *Counter) Add(f *scenario.Fault) bool {
	if c.index(f.Name) >= 0 {
		return false
	}
	at := 0
	for at < len(c.entries) && c.entries[at].added {
		at++
	}
	c.entries = slices.Insert(c.entries, at, newEntry(f, true))
	return true
}

// Clone returns an independent copy of the counter.
func (c *Counter) Clone() Counter {
	clone := *c
	clone.entries = slices.Clone(c.entries)
	return clone
}

// CopyFrom replaces the faults by those of another project's counter, including the
// changes made at run time. The counts start at zero.
func (c *Counter) CopyFrom(from *Counter) {
	if c.plan = from.plan; from.entries == nil {
		c.entries = nil
		return
	}
	c.entries = make([]entry, len(from.entries))
	for i, e := range from.entries {
		c.entries[i] = newEntry(e.fault, e.added)
	}
}

// Remove removes a fault, which may be one of the scenario; false if there is none with
// the name.
func (c *Counter) Remove(name string) bool {
	i := c.index(name)
	if i < 0 {
		return false
	}
	c.entries = slices.Delete(c.entries, i, i+1)
	return true
}

func (c *Counter) index(name string) int {
	return slices.IndexFunc(c.own(), func(e entry) bool { return e.fault.Name == name })
}
