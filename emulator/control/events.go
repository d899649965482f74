package control

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/text"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// keepAlive is the longest silence of a stream, in real time, before a comment is
// sent.
const keepAlive = 15 * time.Second

// events streams what happens in a project, or in all, as server-sent events.
func (a *API) events(c echo.Context) error {
	last, err := lastEventID(c)
	if err != nil {
		return err
	}
	inFocus, err := focus(c)
	if err != nil {
		return err
	}
	if isAll(c) {
		stream(c, a.world.Subscribe(last), inFocus)
		return nil
	}
	var s *events.Subscription
	release := func() {}
	err = a.view(c, func(tx *world.Tx) error {
		s, release = tx.Subscribe(last), tx.Project().Use()
		return nil
	})
	defer release()
	if err == nil {
		stream(c, s, inFocus)
	}
	return err
}

// focus reads the project whose events a stream of all projects is about: of others it
// then tells only that they have begun to live. The project need not live.
func focus(c echo.Context) (inFocus func(*events.Event) bool, err error) {
	id := c.QueryParam("focus")
	switch {
	case id == "":
		return func(*events.Event) bool { return true }, nil
	case !isAll(c):
		return nil, badRequest("Leave it out, or stream the events of *.", "focus is a parameter of the stream of all projects")
	case !ges.ValidProjectID(id):
		return nil, badRequest("A project id is "+ges.ProjectIDRule+".", "focus: %q is not a project id", text.Truncate(id, maxEcho))
	}
	return func(e *events.Event) bool {
		return e.Project == id || e.Kind == events.Begun || e.Kind == events.Missed || e.Kind == ""
	}, nil
}

// lastEventID is the number of the event after which a client resumes.
func lastEventID(c echo.Context) (int, error) {
	last := events.FromNow
	for _, given := range []struct{ name, text string }{
		{"since", c.QueryParam("since")},
		{"Last-Event-ID", c.Request().Header.Get("Last-Event-ID")}, // it wins
	} {
		if given.text == "" {
			continue
		}
		n, err := strconv.ParseUint(given.text, 10, 63)
		if err != nil {
			return 0, badRequest("It is the id of an event, or 0 for all that are buffered. Leave it out for those from now on.",
				"%s: %q is not a number of 0 or more", given.name, given.text)
		}
		last = int(n)
	}
	return last, nil
}

// stream sends those events that inFocus lets through until the client disconnects, the server stops, or the project
// is forgotten. Nothing after the headers is missed.
func stream(c echo.Context, s *events.Subscription, inFocus func(*events.Event) bool) {
	w, ctx := http.NewResponseController(c.Response().Writer), c.Request().Context()
	timeout.Lift(w, c.Request())
	header := c.Response().Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	var piece bytes.Buffer
	piece.WriteString("retry: 1000\n\n") // milliseconds before a client reconnects
	for {
		timeout.RenewWrite(w, clock.Wall())
		if _, err := piece.WriteTo(c.Response()); err != nil || w.Flush() != nil {
			return // the client has disconnected, or is too slow
		}
		for more := true; more; more = s.Buffered() > 0 {
			e, ok := s.Next(ctx, keepAlive)
			if !ok {
				return
			}
			if inFocus(&e) {
				writeEvent(&piece, &e)
			}
		}
	}
}

// writeEvent writes an event; a comment for one without a kind.
func writeEvent(piece *bytes.Buffer, e *events.Event) {
	if e.Kind == "" {
		piece.WriteString(": nothing new\n\n")
		return
	}
	if e.ID > 0 {
		fmt.Fprintf(piece, "id: %d\n", e.ID)
	}
	data, _ := e.MarshalJSON() // in a line; plain values always have a text
	fmt.Fprintf(piece, "event: %s\ndata: %s\n\n", e.Kind, data)
}
