package journal

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Poll is a call of an operation that clients poll, with what package polling
// compares.
type Poll struct {
	Number     int
	Client     Client
	Operation  ges.Operation
	Query      *ListQuery
	Now        clock.Instant
	Real       time.Time
	Open       bool // it is not answered yet
	Status     int  // 0: not answered, or the connection broke before any
	Fault      string
	RetryAfter time.Duration // 0: none was answered
	Took       time.Duration // real
	Count      int           // of a list, all its pages
	ViewTime   clock.Instant // the instant that a list shows
}

// Client tells clients apart: who connects from where, by what, as whom.
type Client struct {
	Address, UserAgent string
	Credentials        uint64 // a hash that is good within one ring; 0: none
}

// Polls is the calls among the requests that are there whose operation clients poll,
// oldest first.
func (r *Ring) Polls() []Poll {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.first()
	polls := make([]Poll, 0, r.last-first+1)
	for n := first; n <= r.last; n++ {
		e := r.entry(n)
		if e.list == nil {
			continue
		}
		p := Poll{
			Number: n, Client: e.from.client(), Operation: e.operation, Query: e.list, Now: e.now, Real: e.real,
			Open: !e.isAnswered, Status: int(e.status), Took: e.duration, Count: e.count, ViewTime: e.viewTime,
		}
		if e.extras != nil {
			p.Fault, p.RetryAfter = e.extras.fault, e.extras.retryAfter
		}
		polls = append(polls, p)
	}
	return polls
}
