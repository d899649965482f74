package events

import (
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/graph"
)

// FeedSize is how many events a feed holds.
const FeedSize = 1000

// Feed is the last events of a project, or of all, by number. It is safe for
// concurrent use; a nil feed discards events. The zero value is an empty feed that
// begins with number 1.
type Feed struct {
	mu     sync.Mutex
	first  int           // number of its first event; 0 means 1
	last   int           // number
	events []entry       // that of number n at (n - first) mod FeedSize
	wake   chan struct{} // closed at the next event; nil: no reader waits
	ended  bool
}

// NewFeed returns a feed that continues after a number.
func NewFeed(after int) *Feed { return &Feed{first: after + 1, last: after} }

// entry is an event as a feed holds it. The change of a job or graph is worked out when it is
// read: a move of the clock may cross very many, most of which nobody reads.
type entry struct {
	Event
	change graph.Change
}

// event is the event as it is read.
func (e *entry) event() Event {
	event := e.Event
	if event.Kind == Job || event.Kind == Graph {
		event.Change = NewChange(e.change)
	}
	return event
}

// Publish numbers an event and adds it. Those of jobs and graphs are for
// [Feed.PublishChange].
func (f *Feed) Publish(e Event) { f.add(entry{Event: e}) }

// PublishChange is Publish for a change of a job or graph in a project.
func (f *Feed) PublishChange(project string, c graph.Change) {
	kind := Job
	if c.Graph != nil {
		kind = Graph
	}
	f.add(entry{Event: Event{Kind: kind, Project: project}, change: c})
}

func (f *Feed) add(e entry) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return
	}
	f.last++
	e.ID = f.last
	if i := f.slot(f.last); i < len(f.events) {
		f.events[i] = e
	} else {
		f.events = append(f.events, e)
	}
	f.wakeReaders()
}

// slot is the index of the event with a number.
func (f *Feed) slot(number int) int { return (number - max(1, f.first)) % FeedSize }

// Wake makes readers compute their wait again.
func (f *Feed) Wake() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wakeReaders()
}

// End ends the feed once the buffered events are read. It returns the last number.
func (f *Feed) End() (last int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	f.wakeReaders()
	return f.last
}

// wakeReaders wakes the waiting readers. The lock is held.
func (f *Feed) wakeReaders() {
	if f.wake != nil {
		close(f.wake)
		f.wake = nil
	}
}

// maxLastNumbers limits the projects of [LastNumbers].
const maxLastNumbers = 100_000

// LastNumbers is the last numbers in the feeds of forgotten projects. The next feed
// of a project continues there, so that an old number is never a new one too. The
// zero value is empty. It is safe for concurrent use.
type LastNumbers struct {
	mu   sync.Mutex
	last map[string]int
}

// NewFeed is a new feed of a project.
func (l *LastNumbers) NewFeed(project string) *Feed {
	l.mu.Lock()
	defer l.mu.Unlock()
	return NewFeed(l.last[project])
}

// Set stores the last number of a project's feed.
func (l *LastNumbers) Set(project string, last int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil || len(l.last) == maxLastNumbers {
		l.last = map[string]int{}
	}
	l.last[project] = last
}
