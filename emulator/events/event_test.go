package events_test

import (
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// The JSON of an event has the fields of its kind, as the control API streams them.
func TestEventAsJSON(t *testing.T) {
	now := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	for _, c := range []struct {
		event events.Event
		want  string
	}{
		{events.Event{ID: 1, Kind: events.Job, Project: "p1", Change: events.Change{JobID: "j", To: "waiting", At: now.Add(time.Second / 2)}},
			`{"project":"p1","jobId":"j","from":null,"to":"waiting","at":"2018-12-17T12:55:00.5"}`},
		{events.Event{Kind: events.Job, Project: "p1", Change: events.Change{JobID: "j", From: "failed", At: now}},
			`{"project":"p1","jobId":"j","from":"failed","to":null,"at":"2018-12-17T12:55:00"}`},
		{events.Event{Kind: events.Graph, Project: "p1", Change: events.Change{GraphID: "g", Name: "movies", From: "200", At: now}},
			`{"project":"p1","graphId":"g","name":"movies","from":"200","to":null,"at":"2018-12-17T12:55:00"}`},
		{events.Event{Kind: events.Clock, Project: "p1", From: now, Now: now.Add(time.Minute), Mode: clock.Manual},
			`{"project":"p1","from":"2018-12-17T12:55:00","to":"2018-12-17T12:56:00","mode":"manual"}`},
		{events.Event{Kind: events.Call, Project: "p1", Call: 2, Operation: ges.ListJobs, Query: "a=<1>&b=2", Now: now},
			`{"project":"p1","call":2,"operation":"ListJobs","query":"a=<1>&b=2","now":"2018-12-17T12:55:00","fault":null}`},
		{events.Event{Kind: events.Fault, Project: "p1", Call: 2, Fault: "cut", Now: now},
			`{"project":"p1","fault":"cut","call":2,"now":"2018-12-17T12:55:00"}`},
		{events.Event{Kind: events.Answer, Project: "p1", Call: 2}, `{"project":"p1","call":2,"status":null,"errorCode":null}`},
		{events.Event{Kind: events.Answer, Project: "p1", Call: 3, Status: 400, ErrorCode: "GES.0001"},
			`{"project":"p1","call":3,"status":400,"errorCode":"GES.0001"}`},
		{events.Event{Kind: events.Reset, Project: "p1", Now: now, Why: events.ByScenario}, `{"project":"p1","now":"2018-12-17T12:55:00","why":"scenario"}`},
		{events.Event{Kind: events.Missed, Count: 7}, `{"count":7}`},
	} {
		if got, err := encode.JSON(c.event); err != nil || string(got) != c.want {
			t.Errorf("%s: got  %s, %v\nwant %s", c.event.Kind, got, err, c.want)
		}
	}
}
