package world_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// The requests of all projects are listed in the order of real time, whichever
// project has them, up to a limit; the others are counted.
func TestRequestsOfAllProjects(t *testing.T) {
	w, err := world.New(world1(), clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.SetJournalSize(6)
	arrived := newWall().at
	call := func(second int, method, id string) {
		incoming := journal.Incoming{Method: method, Arrived: arrived.Add(time.Duration(second) * time.Second)}
		if id == "" {
			w.RecordUnrouted("", &incoming, nil, nil)
			return
		}
		in(w, id).Call(world.Request{Incoming: incoming})
	}
	var want []string // of GET
	for n := range 48 {
		id := fmt.Sprint("p", n%7)
		if n%7 == 6 {
			id = ""
		}
		method := "GET"
		if n%5 == 0 {
			method = "PUT"
		} else if n >= 6 {
			want = append(want, fmt.Sprint(id, " ", n))
		}
		call(n, method, id)
	}
	for _, limit := range []int{1, 2, 3, 10, len(want) - 1, len(want), math.MaxInt} {
		selected := w.Requests(limit, func(r *journal.Request) bool { return r.Method == "GET" })
		var got []string
		for _, r := range selected.Requests {
			got = append(got, fmt.Sprint(r.Project, " ", int(r.Real.Sub(arrived).Seconds())))
		}
		if expected := want[:min(limit, len(want))]; fmt.Sprint(got) != fmt.Sprint(expected) || selected.Count != len(want) || selected.Dropped != 6 {
			t.Errorf("limit %d: got %v, %d, dropped %d, want %v, %d, dropped 6", limit, got, selected.Count, selected.Dropped, expected, len(want))
		}
	}
}
