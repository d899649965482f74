package world

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// KeepRequests sets how many requests of each project the journal keeps; 0:
// none. It is called before the first request.
func (w *World) KeepRequests(most int) { w.requests = max(0, most) }

// KeepsRequests says whether the journal keeps requests.
func (w *World) KeepsRequests() bool { return w.requests > 0 }

// keep keeps a request that was taken. Who owns the record holds its lock.
func (r *record) keep(most int, sent *journal.Sent, taken *journal.Taken) journal.Slot {
	if most == 0 {
		return journal.Slot{}
	}
	if r.requests == nil {
		r.requests = journal.NewRing(most)
	}
	return r.requests.Add(sent, taken)
}

// keep keeps a call. The lock is held.
func (p *Project) keep(c *Call, r *Request) journal.Slot {
	taken := journal.Taken{Call: c.Number, Now: c.Now, Violations: r.Violations}
	if c.Hit.Fault != nil {
		taken.Fault = c.Hit.Fault.Name
	}
	return p.record.keep(p.world.requests, &r.Sent, &taken)
}

// Keep keeps a request that belongs to no project and met nothing else.
func (w *World) Keep(sent *journal.Sent) journal.Slot {
	slot, _ := w.Stray(sent, nil, nil)
	return slot
}

// Requests is the last requests that named the project, oldest first. Dropped is
// how many came before them.
func (p *Project) Requests() (list []journal.Request, dropped int) {
	p.mu.Lock()
	ring := p.record.requests
	p.mu.Unlock()
	return ring.List(p.id)
}

// ForgetRequests forgets the project's requests.
func (p *Project) ForgetRequests() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record.requests.Clear()
	p.save()
}

// Requests is the requests of all projects and those that reached none, oldest
// first in real time. Numbers are each project's own.
func (w *World) Requests() (list []journal.Request, dropped int) {
	w.strays.mu.Lock()
	ring := w.strays.seen.requests
	w.strays.mu.Unlock()
	list, dropped = ring.List("")
	for _, p := range w.Projects() {
		more, d := p.Requests()
		list, dropped = append(list, more...), dropped+d
	}
	slices.SortStableFunc(list, func(a, b journal.Request) int { return a.Real.Compare(b.Real) })
	return list, dropped
}

// ForgetRequests forgets all requests.
func (w *World) ForgetRequests() {
	w.strays.mu.Lock()
	w.strays.seen.requests.Clear()
	w.strays.mu.Unlock()
	for _, p := range w.Projects() {
		p.ForgetRequests()
	}
}

// Polling is what the journal says of the project's pollers. It looks through
// all jobs for each list that is polled.
func (p *Project) Polling() []journal.Poller {
	list, _ := p.Requests()
	schedule := p.Schedule()
	return journal.NewPollers(list, func(asked *journal.Asked) journal.Ended { return ended(schedule, asked) })
}

// Polling is the pollers of all projects.
func (w *World) Polling() []journal.Poller {
	var list []journal.Poller
	for _, p := range w.Projects() {
		list = append(list, p.Polling()...)
	}
	return list
}

// ended is when all jobs that a call asks for have ended, whatever their status:
// who asks for those that run wants to know when none does. A job that is still
// to come has not ended.
func ended(s jobs.Schedule, asked *journal.Asked) journal.Ended {
	e := journal.Ended{At: clock.Never, Outcomes: map[ges.Status]int{}}
	last := clock.Min
	for j := range s.Jobs() {
		day := j.Begin().Day()
		if asked.Graph != "" && j.Graph() != asked.Graph || asked.From != nil && day < *asked.From || asked.To != nil && day > *asked.To {
			continue
		}
		if j.End() == clock.Never {
			return journal.Ended{At: clock.Never}
		}
		last = max(last, j.End())
		e.Outcomes[j.Outcome()]++
	}
	if len(e.Outcomes) > 0 {
		e.At = last
	}
	return e
}

// VerifyPolling lists the rules that pollers of the project broke.
func (p *Project) VerifyPolling(rules journal.PollingRules) []Problem {
	return polled(p.Polling(), rules)
}

// VerifyPolling lists the rules that pollers of any project broke.
func (w *World) VerifyPolling(rules journal.PollingRules) []Problem {
	return polled(w.Polling(), rules)
}

func polled(pollers []journal.Poller, rules journal.PollingRules) []Problem {
	var problems []Problem
	for i := range pollers {
		p := &pollers[i]
		for _, f := range p.Broken(rules) {
			problems = append(problems, Problem{Polled, p.Project, f.Rule, "poller " + p.String() + ": " + f.Text})
		}
	}
	return problems
}
