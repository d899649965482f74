package journal

import (
	"fmt"
	"math"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// signed is the n-th call of a client that signs by an access key.
func signed(n int, access string) *Incoming {
	return &Incoming{
		Operation: ges.ListJobs, Method: "GET", Path: "/v1.0/p1/graphs/jobs", Host: "h", RemoteAddr: "127.0.0.1:50000", List: new(ListQuery),
		Header: map[string][]string{
			"User-Agent": {"huaweicloud-usdk-go/3.0"}, "Content-Type": {"application/json"}, "X-Project-Id": {"p1"},
			"X-Sdk-Date":    {fmt.Sprintf("20181217T12%02d%02dZ", n/60%60, n%60)},
			"Authorization": {fmt.Sprintf("SDK-HMAC-SHA256 Access=%s, SignedHeaders=host;x-sdk-date, Signature=%064x", access, n)},
		},
	}
}

// shown is a header as the journal shows that of a request.
func shown(sent *Incoming) http.Header {
	header := http.Header{"Host": {sent.Host}}
	for name, values := range sent.Header {
		for _, v := range values {
			if redact.Secret(name) {
				v = redact.Mask
			}
			header[name] = append(header[name], v)
		}
	}
	return header
}

// listed is all requests that a ring holds, and how many it dropped.
func listed(r *Ring, project string) (list []Request, dropped int) {
	s := r.Select(project, math.MaxInt, func(*Request) bool { return true })
	return s.Requests, s.Dropped
}

// Whatever requests have in common, each is shown with its own header.
func TestHeadersAreThoseOfTheRequest(t *testing.T) {
	requests := map[string]func(n int) *Incoming{
		"signed": func(n int) *Incoming { return signed(n, "AK") },
		"by turns": func(n int) *Incoming {
			s := signed(n, []string{"AK", "other"}[n%2])
			s.Header["X-Odd"] = []string{fmt.Sprint(n % 3)}
			return s
		},
		"many that vary": func(n int) *Incoming {
			s := signed(n, "AK")
			for i := range 8 {
				s.Header[fmt.Sprint("X-", i)] = []string{fmt.Sprint(n % (i + 1))}
			}
			return s
		},
		"of different lengths": func(n int) *Incoming {
			s := signed(n, "AK")
			s.Header["X-Long"] = []string{strings.Repeat("x", n*5)}
			return s
		},
		"with a line more": func(n int) *Incoming {
			s := signed(n, "AK")
			s.Header["X-Sdk-Date"] = slices.Repeat(s.Header["X-Sdk-Date"], 1+n/4%3)
			return s
		},
		"of several agents": func(n int) *Incoming {
			s := signed(n, "AK")
			s.Header["User-Agent"] = []string{fmt.Sprint("agent/", n%3)}
			return s
		},
	}
	for name, request := range requests {
		r := NewRing(40)
		for n := range 100 {
			r.Add(request(n), &Outcome{})
		}
		list, _ := listed(r, "p1")
		for i, got := range list {
			if want := shown(request(60 + i)); !reflect.DeepEqual(got.Header, want) || got.Truncated {
				t.Errorf("%s: request %d has the headers %v, truncated %t, want %v", name, got.Number, got.Header, got.Truncated, want)
			}
		}
	}
}

// A client that signs each call anew costs a full journal no memory.
func TestSignedCallsShareTheirSender(t *testing.T) {
	r := NewRing(8)
	var calls []*Incoming
	for n := range 50 {
		calls = append(calls, signed(n, "AK"))
	}
	n := 0
	add := func() {
		r.Add(calls[n%len(calls)], &Outcome{}).SetAnswer(Answer{Status: 200})
		n++
	}
	for range calls {
		add()
	}
	if allocations := testing.AllocsPerRun(100, add); allocations > 0 {
		t.Errorf("a call allocates %g times", allocations)
	}
}

// Calls are from one client although each has another signature, but not those of
// another access key or agent.
func TestClientsAreToldApartByTheirCredentials(t *testing.T) {
	r := NewRing(100)
	for n := range 30 {
		r.Add(signed(n, "AK"), &Outcome{})
		r.Add(signed(n, "other"), &Outcome{})
		agent := signed(n, "AK")
		agent.Header["User-Agent"] = []string{"another/1"}
		r.Add(agent, &Outcome{})
	}
	calls := map[Client]int{}
	for _, p := range r.Polls() {
		calls[p.Client]++
	}
	if len(calls) != 3 {
		t.Errorf("the calls are of the clients %v, want 3", calls)
	}
	for c, n := range calls {
		if n != 30 || c.Credentials == 0 || c.Address != "127.0.0.1" {
			t.Errorf("%d calls are of %+v", n, c)
		}
	}
}

// Of any call only so much is stored, in bytes and in lines, and it shows that
// there was more.
func TestWhatACallTakesIsBounded(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	many := map[string][]string{}
	for i := range 300 {
		many[fmt.Sprint("X-", i)] = []string{"v"}
	}
	for name, sent := range map[string]Incoming{
		"path":              {Path: long},
		"query":             {Query: long},
		"graph":             {Query: long, List: &ListQuery{Graph: long}},
		"method":            {Method: long},
		"host":              {Host: long},
		"value":             {Header: map[string][]string{"X": {long}}},
		"name":              {Header: map[string][]string{long: {"v"}}},
		"empty lines":       {Header: map[string][]string{"X": make([]string, 50_000)}},
		"fields":            {Header: many},
		"lines of 1,000":    {Header: map[string][]string{"X": slices.Repeat([]string{strings.Repeat("v", 1000)}, 20)}},
		"lines of a secret": {Header: map[string][]string{"Cookie": slices.Repeat([]string{long}, 100)}},
	} {
		const calls = 200
		r := NewRing(calls)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range calls {
			r.Add(&sent, &Outcome{})
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if size := (int(after.HeapAlloc) - int(before.HeapAlloc)) / calls; size > 20<<10 {
			t.Errorf("%s: a call takes %d bytes", name, size)
		}
		list, _ := listed(r, "p1")
		got, lines, size := list[0], 0, 0
		for name, values := range got.Header {
			for _, v := range values {
				lines, size = lines+1, size+len(name)+len(v)
			}
		}
		if !got.Truncated || lines > 1+maxHeaderLines || size > maxHeaderBytes+maxValue+100 {
			t.Errorf("%s: %d lines of %d bytes are stored, truncated %t", name, lines, size, got.Truncated)
		}
		runtime.KeepAlive(r)
	}
}

// A header of just the size that is stored is whole.
func TestWhatFitsIsNotTruncated(t *testing.T) {
	sent := Incoming{Path: strings.Repeat("p", maxTarget), Header: map[string][]string{"X": slices.Repeat([]string{""}, maxHeaderLines)}}
	r := NewRing(2)
	r.Add(&sent, &Outcome{})
	r.Add(&Incoming{Header: map[string][]string{"X": {strings.Repeat("v", maxValue)}}}, &Outcome{})
	list, _ := listed(r, "p1")
	for _, got := range list {
		if got.Truncated {
			t.Errorf("request %d is truncated", got.Number)
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
		s.SetAnswer(Answer{Status: 201 + i})
	}
	list, dropped := listed(r, "p")
	if dropped != 1 || len(list) != 2 || list[0].Status != 202 || list[1].Status != 203 {
		t.Errorf("kept are %+v, dropped %d", list, dropped)
	}
	late := r.Add(&Incoming{Method: "GET"}, &Outcome{})
	r.Clear()
	late.SetAnswer(Answer{Status: 200})
	r.Add(&Incoming{Method: "GET"}, &Outcome{})
	late.SetAnswer(Answer{Status: 200})
	if list, dropped := listed(r, "p"); dropped != 0 || len(list) != 1 || list[0].Number != 5 || !list[0].Open {
		t.Errorf("after it was cleared: %+v, dropped %d", list, dropped)
	}
	Slot{}.SetAnswer(Answer{})
}
