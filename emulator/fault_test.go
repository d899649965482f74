package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// codes polls a project and tells the status of each answer.
func codes(t *testing.T, e *emulator.Emulator, calls int) string {
	t.Helper()
	var got []string
	for range calls {
		got = append(got, fmt.Sprint(request(t, e, "GET "+listPath).Code))
	}
	return strings.Join(got, " ")
}

func fail(t *testing.T, p *emulator.Project, f emulator.Fault) {
	t.Helper()
	if err := p.AddFault(f); err != nil {
		t.Fatal(err)
	}
}

func TestFail(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("every-status"))
	p := project(t, e, "p1")
	removed := emulator.Reply{Status: 502, Headers: map[string]string{"Content-Type": "text/html"}, Body: []byte("<html>")}
	fail(t, p, emulator.Fault{Name: "third", When: emulator.When{Calls: emulator.Calls(3)}, Reply: emulator.Reply{ErrorCode: "GES.9999"}})
	fail(t, p, emulator.Fault{Name: "some", When: emulator.When{Calls: emulator.Calls(3, 5)}, Reply: removed})
	fail(t, p, emulator.Fault{Name: "empty", When: emulator.When{Calls: emulator.CallsFrom(7)}, Reply: emulator.Reply{Status: 500, Body: []byte{}}})
	if got := codes(t, e, 6); got != "200 200 400 200 502 200" {
		t.Errorf("got %s", got)
	}
	if rec := request(t, e, "GET "+listPath); rec.Code != 500 || rec.Body.Len() != 0 {
		t.Errorf("got %d %q, want an empty 500", rec.Code, rec.Body)
	}
	if rec := request(t, e, "GET /v1.0/p2/graphs/jobs"); rec.Code != 200 {
		t.Errorf("another project fails: %d", rec.Code)
	}
	if p.Reset(); codes(t, e, 8) != "200 200 200 200 200 200 200 200" {
		t.Error("a reset leaves faults")
	}
}

// A status alone has the code that is usual for it, in the shape that the code has.
func TestFaultOfAStatusAlone(t *testing.T) {
	for status, want := range map[int]string{
		400: `"errorCode":"GES.0001"`, 401: `"error_code":"APIGW.0301"`, 403: `"error_code":"APIGW.0302"`, 404: `"errorCode":"GES.0016"`,
		408: `"errorCode":"GES.7005"`, 429: `"error_code":"APIGW.0308"`, 500: `"error_code":"APIGW.0601"`, 502: `"error_code":"APIGW.0610"`,
		503: `"error_code":"APIGW.0613"`, 504: `"error_code":"APIGW.0201"`,
	} {
		e := newEmulator(t, emulator.WithScenario("every-status"))
		fail(t, project(t, e, "p1"), emulator.Fault{Name: "f", Reply: emulator.Reply{Status: status}})
		if rec := request(t, e, "GET /v1.0/p1/graphs/jobs"); rec.Code != status || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("status %d: %d %s", status, rec.Code, rec.Body)
		}
	}
}

// Every key does in Go what it does in a file.
func TestFailKnowsEveryKey(t *testing.T) {
	for _, c := range []struct {
		fault emulator.Fault
		want  string
	}{
		{emulator.Fault{Operations: []string{"ListJobs"}, Reply: emulator.Reply{ErrorCode: "APIGW.0613", Status: 504}}, "504 504 504"},
		{emulator.Fault{When: emulator.When{Query: map[string]string{"limit": "9"}}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}, "200 200 200"},
		{emulator.Fault{When: emulator.When{Header: map[string]string{"X-Auth-Token": ""}}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}, "400 400 400"},
		{emulator.Fault{When: emulator.When{From: emulator.At(time.Date(2019, 3, 27, 8, 0, 1, 0, time.UTC))}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}, "200 200 200"},
		{emulator.Fault{When: emulator.When{Until: emulator.After(time.Second)}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}, "400 400 400"},
		{emulator.Fault{When: emulator.When{Chance: 1}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}, "400 400 400"},
		{emulator.Fault{Limit: emulator.Limit{Calls: 2, Per: time.Hour}}, "200 200 429"},
		{emulator.Fault{Limit: emulator.Limit{Calls: 1, Per: time.Hour, Clock: "real"}, Reply: emulator.Reply{ErrorCode: "APIGW.0613"}}, "200 503 503"},
		{emulator.Fault{Delay: emulator.For(time.Nanosecond)}, "200 200 200"},
		{emulator.Fault{Delay: emulator.DurationRange{From: emulator.Immediately, To: 2 * time.Nanosecond}, Reply: emulator.Reply{ErrorCode: "GES.8302"}}, "500 500 500"},
		{emulator.Fault{Connection: "trickle", Delay: emulator.For(time.Millisecond)}, "200 200 200"},
	} {
		e := newEmulator(t, emulator.WithScenario("every-status"))
		c.fault.Name = "f"
		fail(t, project(t, e, "p1"), c.fault)
		if got := codes(t, e, 3); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.fault, got, c.want)
		}
	}
	e := newEmulator(t, emulator.WithScenario("every-status"))
	fail(t, project(t, e, "p1"), emulator.Fault{Name: "f", Stale: 365 * 24 * time.Hour})
	if got := body(t, e, ""); got != `{"jobCount":0,"jobList":[]}` {
		t.Errorf("a year ago: %s", got)
	}
}

func TestFailSaysWhatIsWrong(t *testing.T) {
	p := project(t, newEmulator(t, emulator.WithScenario("third-poll-fails")), "p1")
	for want, f := range map[string]emulator.Fault{
		`fault "f": a fault needs one of reply, limit, stale, delay, connection`: {Name: "f"},
		`fault "": name: "" is not a fault's name of 1 to 64 letters, digits, or . _ -`: {
			Reply: emulator.Reply{ErrorCode: "GES.9999"}},
		`fault "f": reply.errorCode: "GES.99" is not a known errorCode; did you mean GES.9999? (GES.0001, GES.0016, GES.0047, …)`: {
			Name: "f", Reply: emulator.Reply{ErrorCode: "GES.99"}},
		`fault "f": when.calls: 0 is not a choice of calls, which are counted from 1 (3, [1, 4], "2-5", "3-" or "every 5")` + "\n" +
			`fault "f": reply: errorCode is missing; a reply needs it, or a status`: {
			Name: "f", When: emulator.When{Calls: emulator.Calls(0)}, Reply: emulator.Reply{ErrorMessage: "no"}},
		`fault "f": reply.status: status 418 has no usual errorCode; give one, or a body, or one of the statuses that have one (400, 401, 403, 404, 408, 429, 500, 502, 503, 504)`: {
			Name: "f", Reply: emulator.Reply{Status: 418}},
		`fault "f": connection: trickle spreads the answer over delay, and delay is missing`: {Name: "f", Connection: "trickle"},
		`fault "f": delay: 2h is too long; allowed is 1h or shorter`:                         {Name: "f", Delay: emulator.For(2 * time.Hour)},
		`fault "f": stale: -1s is negative; allowed is longer than 0s`:                       {Name: "f", Stale: -time.Second},
		`fault "f": limit: per is missing; a limit needs it`:                                 {Name: "f", Limit: emulator.Limit{Calls: 1}},
		`fault "third-poll": the project has a fault of this name already`: {
			Name: "third-poll", Reply: emulator.Reply{ErrorCode: "GES.9999"}},
	} {
		err := p.AddFault(f)
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// Faults that are added are tried first, in their order, and one that is added
// to "*" is met by projects that come later.
func TestAddedFaultsComeFirst(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("third-poll-fails"))
	fail(t, project(t, e, "*"), emulator.Fault{Name: "a", When: emulator.When{Calls: emulator.CallsBetween(2, 3)}, Reply: emulator.Reply{ErrorCode: "APIGW.0613"}})
	fail(t, project(t, e, "*"), emulator.Fault{Name: "b", When: emulator.When{Calls: emulator.CallsBetween(3, 4)}, Reply: emulator.Reply{ErrorCode: "APIGW.0308"}})
	if got := codes(t, e, 5); got != "200 503 503 429 200" {
		t.Errorf("got %s", got)
	}
}
