package journal

import (
	"fmt"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// asks makes requests of one client, one a second, for pages of ten of a list of
// so many jobs.
func asks(count int, offsets ...int) []Request {
	from, start := &sender{address: "a"}, clock.DefaultStart()
	list := make([]Request, 0, len(offsets))
	for i, offset := range offsets {
		at := start.Add(time.Duration(i) * time.Second)
		list = append(list, Request{
			Number: i + 1, Now: at, Real: at.Time(), Operation: ges.ListJobs, Status: 200, from: from, count: count, viewTime: at,
			list: &ListQuery{Offset: offset, Limit: 10},
		})
	}
	return list
}

func noEnd(*ListQuery) Ended { return Ended{At: clock.Never} }

func TestPagesNeverFetched(t *testing.T) {
	for _, c := range []struct {
		count   int
		offsets []int
		want    int
	}{
		{0, []int{0}, 0}, {10, []int{0}, 0}, {11, []int{0}, 1}, {25, []int{0, 10, 20}, 0}, {25, []int{0, 10}, 1}, {25, []int{0, 20}, 1},
		{25, []int{20}, 2}, {25, []int{0, 0, 0}, 2}, {25, []int{0, 10, 0, 20}, 0}, {25, []int{100}, 3}, {21, []int{5, 15}, 1},
	} {
		p := NewPollers(asks(c.count, c.offsets...), noEnd)[0]
		if p.PagesNeverFetched != c.want {
			t.Errorf("of %d jobs at the offsets %v %d pages were never fetched, want %d", c.count, c.offsets, p.PagesNeverFetched, c.want)
		}
	}
}

// A page further on is part of an ask; one that is asked for again is another.
func TestGapsAreBetweenAsks(t *testing.T) {
	for want, offsets := range map[string][]int{
		"0 0s 0s 0s": {0}, "1 1s 1s 1s": {0, 0}, "1 3s 3s 3s": {0, 10, 20, 0}, "2 1s 3s 3s": {0, 10, 10, 0, 10}, "2 2s 3s 3s": {0, 10, 0, 10, 20, 0},
	} {
		g := NewPollers(asks(30, offsets...), noEnd)[0].Virtual
		if got := fmt.Sprint(g.Count, g.Shortest, g.Median, g.Longest); got != want {
			t.Errorf("%v: %s, want %s", offsets, got, want)
		}
	}
}

// The pages of the ask that shows the end are not after it, nor is one that has
// to be asked for again.
func TestCallsAfterTheEnd(t *testing.T) {
	for _, c := range []struct {
		offsets []int
		failed  int // index; -1: none
		end     int // seconds
		want    int
	}{
		{[]int{0, 10, 20}, -1, 0, 0}, {[]int{0, 10, 20, 0}, -1, 0, 1}, {[]int{0, 10, 20, 0, 10, 20}, -1, 1, 0},
		{[]int{0, 0, 0}, -1, 1, 1}, {[]int{0, 0, 0}, 1, 1, 0}, {[]int{0, 10, 10, 0}, 1, 0, 1}, {[]int{0, 0, 0}, -1, 9, 0},
	} {
		list := asks(30, c.offsets...)
		if c.failed >= 0 {
			list[c.failed].Status = 503
		}
		end := Ended{At: clock.DefaultStart().Add(time.Duration(c.end) * time.Second)}
		if got := NewPollers(list, func(*ListQuery) Ended { return end })[0].AfterEnd; got != c.want {
			t.Errorf("%+v: %d calls after the end", c, got)
		}
	}
}

// An answer that comes after its request has gone, or after all was cleared, is
// lost and harms nothing.
func TestLateAnswers(t *testing.T) {
	r := NewRing(2)
	var slots []Slot
	for range 3 {
		slots = append(slots, r.Add(&Incoming{Method: "GET"}, &Outcome{}))
	}
	for i, s := range slots {
		s.Answered(Answer{Status: 201 + i})
	}
	list, dropped := r.List("p")
	if dropped != 1 || len(list) != 2 || list[0].Status != 202 || list[1].Status != 203 {
		t.Errorf("kept are %+v, dropped %d", list, dropped)
	}
	late := r.Add(&Incoming{Method: "GET"}, &Outcome{})
	r.Clear()
	late.Answered(Answer{Status: 200})
	r.Add(&Incoming{Method: "GET"}, &Outcome{})
	late.Answered(Answer{Status: 200})
	if list, dropped := r.List("p"); dropped != 0 || len(list) != 1 || list[0].Number != 5 || !list[0].Open {
		t.Errorf("after it was cleared: %+v, dropped %d", list, dropped)
	}
	Slot{}.Answered(Answer{})
}
