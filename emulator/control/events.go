package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// keepAlive is the longest silence of a stream, in real time, before a comment is
// sent.
const keepAlive = 15 * time.Second

// The data of the events, by kind.
type (
	jobEvent struct {
		Project string `json:"project"`
		changeAnswer
	}
	clockEvent struct {
		Project string     `json:"project"`
		From    string     `json:"from"`
		To      string     `json:"to"`
		Mode    clock.Mode `json:"mode"`
	}
	callEvent struct {
		Project   string        `json:"project"`
		Call      int           `json:"call"`
		Operation ges.Operation `json:"operation"`
		Query     string        `json:"query"`
		Now       string        `json:"now"`
		Fault     *string       `json:"fault"` // null: none applies
	}
	faultEvent struct {
		Project string `json:"project"`
		Fault   string `json:"fault"`
		Call    int    `json:"call"`
		Now     string `json:"now"`
	}
	answerEvent struct {
		Project   string  `json:"project"`
		Call      int     `json:"call"`
		Status    *int    `json:"status"`    // null: the connection broke before any
		ErrorCode *string `json:"errorCode"` // null: none
	}
	resetEvent struct {
		Project string        `json:"project"`
		Now     string        `json:"now"`
		Why     events.Reason `json:"why"`
	}
	missedEvent struct {
		Count int `json:"count"`
	}
)

func viewEvent(e *events.Event) any {
	switch e.Kind {
	case events.Job:
		return jobEvent{e.Project, viewChange(e.Change)}
	case events.Clock:
		return clockEvent{e.Project, e.From.Exact(), e.Now.Exact(), e.Mode}
	case events.Call:
		return callEvent{e.Project, e.Call, e.Operation, e.Query, e.Now.Exact(), encode.OrNull(e.Fault)}
	case events.Fault:
		return faultEvent{e.Project, e.Fault, e.Call, e.Now.Exact()}
	case events.Answer:
		answer := answerEvent{e.Project, e.Call, nil, encode.OrNull(e.Code)}
		if e.Status > 0 {
			answer.Status = &e.Status
		}
		return answer
	case events.Reset:
		return resetEvent{e.Project, e.Now.Exact(), e.Why}
	default:
		return missedEvent{e.Count}
	}
}

// events streams what happens in a project, or in all, as server-sent events.
func (a *API) events(c echo.Context) error {
	last, err := lastEventID(c)
	if err != nil {
		return err
	}
	if isAll(c) {
		stream(c, a.world.Subscribe(last))
		return nil
	}
	var s *events.Subscription
	err = a.view(c, func(tx *world.Tx) error {
		s = tx.Subscribe(last)
		return nil
	})
	if err == nil {
		stream(c, s)
	}
	return err
}

// lastEventID is the number of the event after which a client resumes.
func lastEventID(c echo.Context) (int, error) {
	if err := rejectUnknownParams(c, "since"); err != nil {
		return 0, err
	}
	name, text := "Last-Event-ID", c.Request().Header.Get("Last-Event-ID")
	if text == "" {
		name, text = "since", c.QueryParam("since")
	}
	if text == "" {
		return events.FromNow, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, badRequest("It is the id of an event, or 0 for all that are buffered. Leave it out for those from now on.",
			"%s: %q is not a number of 0 or more", name, text)
	}
	return n, nil
}

// stream sends events until the client disconnects, the server stops, or the project
// is forgotten. Nothing after the headers is missed.
func stream(c echo.Context, s *events.Subscription) {
	w, ctx := http.NewResponseController(c.Response().Writer), c.Request().Context()
	timeout.Lift(w, c.Request())
	header := c.Response().Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	var text bytes.Buffer
	text.WriteString("retry: 1000\n\n") // milliseconds before a client reconnects
	for {
		timeout.RenewWrite(w, clock.Wall())
		if _, err := text.WriteTo(c.Response()); err != nil || w.Flush() != nil {
			return // the client has disconnected, or is too slow
		}
		for more := true; more; more = s.Buffered() > 0 {
			e, ok := s.Next(ctx, keepAlive)
			if !ok {
				return
			}
			writeEvent(&text, &e)
		}
	}
}

// writeEvent writes an event; a comment for one without a kind.
func writeEvent(text *bytes.Buffer, e *events.Event) {
	if e.Kind == "" {
		text.WriteString(": nothing new\n\n")
		return
	}
	if e.Number > 0 {
		fmt.Fprintf(text, "id: %d\n", e.Number)
	}
	fmt.Fprintf(text, "event: %s\ndata: ", e.Kind)
	data := json.NewEncoder(text)
	data.SetEscapeHTML(false)
	_ = data.Encode(viewEvent(e)) // one line, with its end; it cannot fail for plain values
	text.WriteByte('\n')
}
