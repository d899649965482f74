package polling_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// calls makes calls of one client, one a second, for pages of ten of a list of so
// many jobs.
func calls(count int, offsets ...int) []journal.Poll {
	start := clock.DefaultStart()
	list := make([]journal.Poll, 0, len(offsets))
	for i, offset := range offsets {
		at := start.Add(time.Duration(i) * time.Second)
		list = append(list, journal.Poll{
			Number: i + 1, Client: journal.Client{Address: "a"}, Operation: ges.ListJobs, Query: &journal.ListQuery{Offset: offset, Limit: 10},
			Now: at, Real: at.Time(), Status: 200, Count: count, ViewTime: at,
		})
	}
	return list
}

func noEnd(*journal.ListQuery) polling.Ended { return polling.Ended{At: clock.Never} }

func TestPagesNeverFetched(t *testing.T) {
	for _, c := range []struct {
		count   int
		offsets []int
		want    int
	}{
		{0, []int{0}, 0}, {10, []int{0}, 0}, {11, []int{0}, 1}, {25, []int{0, 10, 20}, 0}, {25, []int{0, 10}, 1}, {25, []int{0, 20}, 1},
		{25, []int{20}, 2}, {25, []int{0, 0, 0}, 2}, {25, []int{0, 10, 0, 20}, 0}, {25, []int{100}, 3}, {21, []int{5, 15}, 1},
	} {
		p := polling.Analyze("p1", calls(c.count, c.offsets...), noEnd)[0]
		if p.PagesNeverFetched != c.want {
			t.Errorf("of %d jobs at the offsets %v %d pages were never fetched, want %d", c.count, c.offsets, p.PagesNeverFetched, c.want)
		}
	}
}

// A page further on is part of a poll; one that is asked for again is another.
func TestGapsAreBetweenPolls(t *testing.T) {
	for want, offsets := range map[string][]int{
		"0 0s 0s 0s": {0}, "1 1s 1s 1s": {0, 0}, "1 3s 3s 3s": {0, 10, 20, 0}, "2 1s 3s 3s": {0, 10, 10, 0, 10}, "2 2s 3s 3s": {0, 10, 0, 10, 20, 0},
	} {
		g := polling.Analyze("p1", calls(30, offsets...), noEnd)[0].Virtual
		if got := fmt.Sprint(g.Count, g.Shortest, g.Median, g.Longest); got != want {
			t.Errorf("%v: %s, want %s", offsets, got, want)
		}
	}
}

// The pages of the poll that shows the end are not after it, nor is one that has
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
		list := calls(30, c.offsets...)
		if c.failed >= 0 {
			list[c.failed].Status = 503
		}
		end := polling.Ended{At: clock.DefaultStart().Add(time.Duration(c.end) * time.Second)}
		if got := polling.Analyze("p1", list, func(*journal.ListQuery) polling.Ended { return end })[0].CallsAfterEnd; got != c.want {
			t.Errorf("%+v: %d calls after the end", c, got)
		}
	}
}

// Clients are told apart by their credentials, which are numbered, and not by what
// they call.
func TestPollersAreToldApartByTheirClients(t *testing.T) {
	var list []journal.Poll
	for range 30 {
		for _, c := range []journal.Client{{UserAgent: "a/1", Credentials: 7}, {UserAgent: "a/1", Credentials: 5}, {UserAgent: "b/1", Credentials: 7}, {UserAgent: "a/1"}} {
			list = append(list, journal.Poll{Number: len(list) + 1, Client: c, Operation: ges.ListJobs, Query: new(journal.ListQuery)})
		}
	}
	var got []string
	for _, p := range polling.Analyze("p1", list, noEnd) {
		got = append(got, fmt.Sprintf("%s %d: %d calls from %d to %d", p.UserAgent, p.Credentials, p.Calls, p.FirstNumber, p.LastNumber))
	}
	want := "[a/1 1: 30 calls from 1 to 117 a/1 2: 30 calls from 2 to 118 b/1 1: 30 calls from 3 to 119 a/1 0: 30 calls from 4 to 120]"
	if fmt.Sprint(got) != want {
		t.Errorf("the pollers are %v, want %s", got, want)
	}
}

// The JSON is the control API's.
func TestPollerAsJSON(t *testing.T) {
	list := calls(25, 0, 10, 0)
	list[2].Status, list[2].Open = 0, true
	list[0].Client = journal.Client{Address: "::1", UserAgent: "a<b>/1", Credentials: 9}
	list[0].Query = &journal.ListQuery{Offset: 0, Limit: 10, Filters: "status=running&graphName=g"}
	pollers := polling.Analyze("p1", list, func(q *journal.ListQuery) polling.Ended {
		if q.Filters != "" {
			return polling.Ended{At: clock.DefaultStart() + 1, Outcomes: map[ges.Status]int{ges.Success: 1}}
		}
		return noEnd(q)
	})
	const noGaps = `{"count":0,"shortest":null,"median":null,"longest":null}`
	const gaps = `{"count":1,"shortest":"1s","median":"1s","longest":"1s"}`
	want := []string{
		`{"project":"p1","client":{"address":"::1","userAgent":"a<b>/1","credentials":1},"operation":"ListJobs","filters":"status=running&graphName=g",` +
			`"calls":1,"firstNumber":1,"lastNumber":1,"virtual":` + noGaps + `,"real":` + noGaps + `,"endedAt":"2018-12-17T12:55:00.000000001","callsAfterEnd":0,` +
			`"callsInRetryAfter":0,"pagesNeverFetched":2,"mostAtOnce":1,"lastStatus":200,` +
			`"findings":[{"rule":"fetchesAllPages","message":"2 pages were never fetched, of a list of 25 jobs"}]}`,
		`{"project":"p1","client":{"address":"a","userAgent":"","credentials":null},"operation":"ListJobs","filters":"",` +
			`"calls":2,"firstNumber":2,"lastNumber":3,"virtual":` + gaps + `,"real":` + gaps + `,"endedAt":null,"callsAfterEnd":0,` +
			`"callsInRetryAfter":0,"pagesNeverFetched":2,"mostAtOnce":1,"lastStatus":null,` +
			`"findings":[{"rule":"fetchesAllPages","message":"2 pages were never fetched, of a list of 25 jobs"}]}`,
	}
	for i, p := range pollers {
		if got, err := encode.JSON(p); err != nil || string(got) != want[i] {
			t.Errorf("poller %d is\n%s, %v\nwant\n%s", i, got, err, want[i])
		}
	}
}
