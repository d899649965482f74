package control

import (
	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// timeline lists the future changes of jobs in order, or those between two times.
func (a *API) timeline(c echo.Context) error {
	history, now, err := a.history(c)
	if err != nil {
		return err
	}
	from, err := timeParam(c, "from", now, now)
	if err != nil {
		return err
	}
	to, err := timeParam(c, "to", now, clock.Max)
	if err != nil {
		return err
	}
	limit, err := intParam(c, "limit", 1, 1000)
	if err != nil {
		return err
	}
	return writeObject(c, func(o *encode.Object) {
		more := false // there are further changes up to to
		o.Field("now", now.Exact())
		encode.WriteList(o, "changes", func(yield func(events.Change) bool) {
			listed := 0
			for change := range history.Changes(from, max(from, to)) {
				if more = listed == limit; more || !yield(events.NewChange(change)) {
					return
				}
				listed++
			}
		})
		o.Field("more", more)
	})
}

// timeParam reads a query parameter that is a time, or a duration from now.
func timeParam(c echo.Context, name string, now, absent clock.Instant) (clock.Instant, error) {
	text := c.QueryParam(name)
	if text == "" {
		return absent, nil
	}
	at, err := format.ParseMoment(text, now)
	if err != nil {
		return 0, badRequest("It may be left out; in a URL a + is written %2B.", "%s: %v", name, err)
	}
	return at, nil
}
