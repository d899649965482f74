package journal

import (
	"hash/maphash"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// DefaultRequests is how many requests of a project are kept unless told
// otherwise.
const DefaultRequests = 10_000

// Ring is the last requests, in the order in which they came. Unlike the rest of
// this package it is safe for concurrent use: answers come when they come.
type Ring struct {
	mu      sync.Mutex
	most    int
	last    int     // number
	cleared int     // up to this number, none is there
	lost    int     // how many of these were not cleared, but stayed behind in another process
	entries []entry // that of number n at (n - cleared - 1) mod most

	// What the last requests had in common, so that it is stored once.
	senders  [4]*sender
	patterns [8]*pattern
	oldest   struct{ sender, pattern int } // the ones to be replaced next
	bodies   int                           // bytes of the bodies that are stored
	bodyFrom int                           // no request before this number has one
	seed     maphash.Seed                  // credentials are told apart by it, and it is never shown
}

// entry is a request as it is stored. It has few pointers: ten thousand entries
// are looked through by each garbage collection.
type entry struct {
	*pattern
	extras     *extras // nil: as almost all requests
	varying    []byte  // the values of the sender's fields that vary
	call       int
	now        clock.Instant
	real       time.Time
	duration   time.Duration
	bytes      int64
	count      int
	viewTime   clock.Instant
	status     int32
	isAnswered bool
}

// pattern is what requests that ask for the same have in common. Those of a
// poller share one.
type pattern struct {
	operation ges.Operation
	method    string
	path      string
	query     string
	truncated bool // not all of these three is stored
	from      *sender
	list      *ListQuery // follows from the operation and the query
}

// extras is what few requests have: something went wrong with them.
type extras struct {
	fault      string
	violations []Violation
	code       string
	retryAfter time.Duration
	body       string
	isBodyCut  bool
	jobID      string
}

// NewRing is a ring of at most so many requests, 1 or more. It grows as they
// come.
func NewRing(most int) *Ring { return &Ring{most: max(1, most), seed: maphash.MakeSeed()} }

// Slot is the place of a request in a ring, where its answer goes. The answer of
// one that is no longer there is lost. The zero value is no place.
type Slot struct {
	ring   *Ring
	number int
}

// Add stores a request. Its answer follows.
func (r *Ring) Add(incoming *Incoming, outcome *Outcome) Slot {
	credentials := credentialsOf(r.seed, incoming.Header)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	i := (r.last - r.cleared - 1) % r.most
	if i == len(r.entries) {
		r.entries = append(r.entries, entry{})
	}
	e := &r.entries[i]
	r.dropBody(e)
	pattern := r.pattern(incoming, r.sender(incoming, credentials))
	*e = entry{
		pattern: pattern, varying: pattern.from.appendVarying(e.varying[:0], incoming.Header),
		call: outcome.Call, now: outcome.Now, real: incoming.Arrived,
	}
	if outcome.Fault != "" || len(outcome.Violations) > 0 {
		e.extras = &extras{fault: outcome.Fault, violations: outcome.Violations}
	}
	if len(incoming.Body) > 0 {
		r.addBody(e, incoming.Body)
	}
	return Slot{r, r.last}
}

// pattern finds the pattern of a request among the last few. The lock is held.
func (r *Ring) pattern(incoming *Incoming, from *sender) *pattern {
	for _, p := range r.patterns {
		if p != nil && p.from == from && p.operation == incoming.Operation && p.method == incoming.Method && p.path == incoming.Path &&
			p.query == incoming.Query && !p.truncated {
			return p
		}
	}
	p := newPattern(incoming, from)
	r.patterns[r.oldest.pattern] = p
	r.oldest.pattern = (r.oldest.pattern + 1) % len(r.patterns)
	return p
}

// newPattern is the pattern of a request, without the memory of the request.
func newPattern(incoming *Incoming, from *sender) *pattern {
	p := &pattern{operation: incoming.Operation, from: from}
	for _, part := range []struct {
		to   *string
		from string
	}{{&p.method, incoming.Method}, {&p.path, incoming.Path}, {&p.query, incoming.Query}} {
		*part.to = strings.Clone(Excerpt(part.from))
		p.truncated = p.truncated || len(part.from) > maxTarget
	}
	if incoming.List != nil {
		list := *incoming.List
		list.Graph, list.JobID = strings.Clone(Excerpt(list.Graph)), strings.Clone(Excerpt(list.JobID))
		p.list = &list
	}
	return p
}

// sender finds the sender of a request among the last few. One that differs from
// it only in values that may vary is replaced by one in which they do. The lock
// is held.
func (r *Ring) sender(incoming *Incoming, credentials uint64) *sender {
	similar, varies := -1, fieldSet(0)
	for i, s := range r.senders {
		if s == nil {
			break
		}
		changed, ok := s.compare(incoming, credentials)
		if ok && changed == 0 {
			return s
		}
		if ok && similar < 0 {
			similar, varies = i, changed
		}
	}
	if similar >= 0 {
		s := r.senders[similar].vary(varies)
		r.senders[similar] = s
		return s
	}
	s := newSender(incoming, credentials)
	r.senders[r.oldest.sender] = s
	r.oldest.sender = (r.oldest.sender + 1) % len(r.senders)
	return s
}

// SetAnswer stores how the request was answered.
func (s Slot) SetAnswer(a Answer) {
	r := s.ring
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.number < r.first() {
		return
	}
	e := r.entry(s.number)
	e.status, e.duration, e.bytes, e.count, e.viewTime, e.isAnswered = int32(a.Status), a.Duration, a.Bytes, a.Count, a.ViewTime, true //nolint:gosec // an HTTP status
	if a.Code == "" && a.RetryAfter == 0 && a.Fault == "" && a.JobID == "" && len(a.Violations) == 0 {
		return
	}
	if e.extras == nil {
		e.extras = new(extras)
	}
	e.extras.code, e.extras.retryAfter, e.extras.jobID = a.Code, a.RetryAfter, a.JobID
	e.extras.violations = append(slices.Clip(e.extras.violations), a.Violations...)
	if a.Fault != "" {
		e.extras.fault = a.Fault
	}
}

// first is the number of the oldest request that is there. The lock is held.
func (r *Ring) first() int { return max(r.cleared+1, r.last-r.most+1) }

// entry is the request of a number, which must be there. The lock is held.
func (r *Ring) entry(number int) *entry { return &r.entries[(number-r.cleared-1)%r.most] }

// Clear forgets the requests. Numbers go on.
func (r *Ring) Clear() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries, r.cleared, r.lost = nil, r.last, 0
	r.bodies, r.bodyFrom = 0, 0
}

// Selection is some of the requests in a journal.
type Selection struct {
	Requests []Request // the oldest ones, up to a limit
	Count    int       // number of all
	Dropped  int       // number of older requests that are no longer there, selected or not
}

// Select returns those requests that are selected, oldest first, as those of a
// project.
func (r *Ring) Select(project string, limit int, selects func(*Request) bool) Selection {
	if r == nil {
		return Selection{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.first()
	selected := Selection{Dropped: r.lost + first - r.cleared - 1}
	shared := map[*sender]http.Header{}
	for n := first; n <= r.last; n++ {
		e := r.entry(n)
		request := e.request(project, n)
		if !selects(&request) {
			continue
		}
		if selected.Count++; selected.Count > limit {
			continue
		}
		if request.Header = shared[e.from]; request.Header == nil {
			request.Header = e.from.header(e.varying)
			if e.from.varying == 0 {
				shared[e.from] = request.Header
			}
		}
		selected.Requests = append(selected.Requests, request)
	}
	return selected
}

func (e *entry) request(project string, number int) Request {
	r := Request{
		Project: project, Number: number, Call: e.call, Now: e.now.Time(), Real: e.real, Operation: e.operation,
		Method: e.method, Path: e.path, Query: e.query, Truncated: e.truncated || e.from.truncated,
		Open: !e.isAnswered, Status: int(e.status), Duration: e.duration, Bytes: e.bytes,
	}
	if e.extras != nil {
		r.ErrorCode, r.Fault, r.Violations, r.RetryAfter = e.extras.code, e.extras.fault, slices.Clone(e.extras.violations), e.extras.retryAfter
		r.Body, r.JobID, r.Truncated = e.extras.body, e.extras.jobID, r.Truncated || e.extras.isBodyCut
	}
	return r
}
