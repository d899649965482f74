package events

import (
	"context"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// FromNow is the position after the last event of a feed.
const FromNow = -1

// Subscribe returns a subscription to the events after a number, or [FromNow]. A
// number that the feed has not reached counts as 0: it is from an earlier feed.
// publishDue publishes the changes that are due, and returns the real time until the
// next one.
func (f *Feed) Subscribe(after int, publishDue func() time.Duration) *Subscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case after < 0:
		after = f.last
	case after == 0, after > f.last:
		after = max(1, f.first) - 1
	}
	return &Subscription{feed: f, publishDue: publishDue, last: after}
}

// Subscription reads the events of a project, or of all, each once and in order.
// It need not be closed. It is not safe for concurrent use.
type Subscription struct {
	feed       *Feed
	publishDue func() time.Duration
	last       int     // the number of the last event in batch
	batch      []Event // events read ahead
	space      [32]Event
}

// Buffered is the number of events that [Subscription.Next] returns without waiting.
func (s *Subscription) Buffered() int { return len(s.batch) }

// Next waits for the next event, in real time; after maxWait it returns one without
// a kind. It returns false when there will be none: the context has ended, or the
// project was forgotten.
func (s *Subscription) Next(ctx context.Context, maxWait time.Duration) (Event, bool) {
	for ctx.Err() == nil {
		if len(s.batch) > 0 {
			e := s.batch[0]
			s.batch = s.batch[1:]
			return e, true
		}
		wait := min(s.publishDue(), maxWait)
		wake, ended := s.read()
		if len(s.batch) > 0 {
			continue
		}
		if ended {
			break
		}
		if !clock.WaitFor(ctx, wait, wake) {
			continue
		}
		if wait == maxWait {
			return Event{}, true
		}
		if maxWait < clock.Forever {
			maxWait -= wait
		}
	}
	return Event{}, false
}

// read reads ahead. If there is no event, wake is closed at the next one. A reader
// that was too slow gets the number of events it missed.
func (s *Subscription) read() (wake <-chan struct{}, ended bool) {
	f := s.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	s.batch = s.space[:0]
	if first := f.last - len(f.events) + 1; s.last+1 < first {
		s.batch = append(s.batch, Event{Kind: Missed, Count: first - 1 - s.last})
		s.last = first - 1
	}
	for s.last < f.last && len(s.batch) < len(s.space) {
		s.last++
		s.batch = append(s.batch, f.events[f.slot(s.last)].event())
	}
	if len(s.batch) == 0 && f.wake == nil {
		f.wake = make(chan struct{})
	}
	return f.wake, f.ended
}
