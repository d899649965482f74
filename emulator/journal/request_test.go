package journal

import (
	"net/http"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// The JSON is the control API's: what a request does not have is null.
func TestRequestAsJSON(t *testing.T) {
	realTime := time.Date(2026, 3, 1, 9, 0, 0, 5000, time.FixedZone("", 3600))
	for _, c := range []struct {
		request Request
		want    string
	}{
		{Request{Number: 7, Now: clock.DefaultStart().Time(), Real: realTime, Method: "GET", Path: "/<x>&", Open: true, Truncated: true},
			`{"project":null,"number":7,"call":null,"now":"2018-12-17T12:55:00","real":"2026-03-01T08:00:00.000005Z","operation":null,"method":"GET",` +
				`"path":"/<x>&","query":"","headers":[],"truncated":true,"body":null,"jobId":null,"open":true,"status":null,"errorCode":null,"fault":null,"retryAfter":null,"violations":[],"ms":0,"bytes":0}`},
		{Request{
			Project: "p1", Number: 1, Call: 2, Now: (clock.DefaultStart() + 1).Time(), Real: realTime, Operation: ges.ListJobs, Method: "GET", Path: "/p", Query: "a=1&b=2",
			Header: http.Header{"X-Two": {"2", "1"}, "Host": {"h"}}, Status: 503, ErrorCode: "GES.9999", Fault: "outage",
			Violations: []Violation{NewViolation(BadValue, "limit", "x", "a number")}, RetryAfter: 30 * time.Second, Duration: 1234567, Bytes: 77,
		},
			`{"project":"p1","number":1,"call":2,"now":"2018-12-17T12:55:00.000000001","real":"2026-03-01T08:00:00.000005Z","operation":"ListJobs","method":"GET",` +
				`"path":"/p","query":"a=1&b=2","headers":[{"name":"Host","value":"h"},{"name":"X-Two","value":"2"},{"name":"X-Two","value":"1"}],"truncated":false,"body":null,"jobId":null,"open":false,` +
				`"status":503,"errorCode":"GES.9999","fault":"outage","retryAfter":"30s","violations":[{"rule":"bad-value","message":"limit: \"x\" is not a number"}],"ms":1.234,"bytes":77}`},
	} {
		if got, err := encode.JSON(c.request); err != nil || string(got) != c.want {
			t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
		}
	}
}

// What a caller does to the list changes nothing in the journal.
func TestListedRequestsAreCopies(t *testing.T) {
	r := NewRing(2)
	r.Add(&Incoming{Method: "GET", Host: "h", Header: http.Header{"X": {"1"}}}, &Outcome{Violations: []Violation{{Rule: BadValue}}})
	list, _ := listed(r, "p1")
	list[0].Header.Set("X", "2")
	list[0].Header["Host"][0] = "other"
	list[0].Violations[0].Rule = Body
	list, _ = listed(r, "p1")
	if got := list[0]; got.Header.Get("X") != "1" || got.Header.Get("Host") != "h" || got.Violations[0].Rule != BadValue {
		t.Errorf("the journal has %+v", got)
	}
}
