package world

import (
	"context"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// feedSize is how many events a feed keeps.
const feedSize = 1000

// feed is the last events of a project, or of all, by number. There is none
// until somebody subscribes. It runs nothing: readers wait for it.
type feed struct {
	mu     sync.Mutex
	first  int           // number with which it began; 0 is as 1
	last   int           // number
	events []Event       // that of number n at (n - first) mod feedSize
	wake   chan struct{} // closed when there is news; nil: nobody waits
	ended  bool
}

// add numbers an event and keeps it.
func (f *feed) add(e *Event) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return
	}
	f.last++
	e.Number = f.last
	if i := f.place(f.last); i < len(f.events) {
		f.events[i] = *e
	} else {
		f.events = append(f.events, *e)
	}
	f.rouse()
}

// place is where the event of a number is kept.
func (f *feed) place(number int) int { return (number - max(1, f.first)) % feedSize }

// stir has readers look anew at how long they wait.
func (f *feed) stir() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rouse()
}

// end lets readers read what there is, and no more. It gives the last number.
func (f *feed) end() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	f.rouse()
	return f.last
}

// rouse wakes who waits. The lock is held.
func (f *feed) rouse() {
	if f.wake != nil {
		close(f.wake)
		f.wake = nil
	}
}

// FromNow is the place behind the last event of a feed.
const FromNow = -1

// subscribe reads a feed from behind an event of a number, or [FromNow]. A
// number that the feed never gave is as good as 0: it is of a feed that was
// there before. bring tells what has changed by itself, and how long nothing will.
func (f *feed) subscribe(after int, bring func() time.Duration) *Subscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case after < 0:
		after = f.last
	case after == 0, after > f.last:
		after = max(1, f.first) - 1
	}
	return &Subscription{feed: f, bring: bring, last: after}
}

// Subscription reads the events of a project, or of all, each once and in order.
// It holds nothing that must be given back. It is not safe for concurrent use.
type Subscription struct {
	feed  *feed
	bring func() time.Duration
	last  int     // the number of the last event in batch
	batch []Event // what was read ahead
	space [32]Event
}

// Buffered is how many events are read ahead: so many [Subscription.Next] gives
// without a wait.
func (s *Subscription) Buffered() int { return len(s.batch) }

// Next waits for the next event, in real time. Where none comes for as long as
// patience, it is one without a kind. False says that there will be none: the
// context has ended, or the project was forgotten.
func (s *Subscription) Next(ctx context.Context, patience time.Duration) (Event, bool) {
	for ctx.Err() == nil {
		if len(s.batch) > 0 {
			e := s.batch[0]
			s.batch = s.batch[1:]
			return e, true
		}
		quiet := min(s.bring(), patience)
		news, ended := s.read()
		if len(s.batch) > 0 {
			continue
		}
		if ended {
			break
		}
		if !clock.WaitFor(ctx, quiet, news) {
			continue
		}
		if quiet == patience {
			return Event{}, true
		}
		if patience < clock.Forever {
			patience -= quiet
		}
	}
	return Event{}, false
}

// read reads ahead. Where there is nothing to read, news is closed when there
// may be. A reader that was too slow learns how many events it missed.
func (s *Subscription) read() (news <-chan struct{}, ended bool) {
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
		s.batch = append(s.batch, f.events[f.place(s.last)])
	}
	if len(s.batch) == 0 && f.wake == nil {
		f.wake = make(chan struct{})
	}
	return f.wake, f.ended
}
