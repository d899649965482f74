package control

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// pollingAnswer is the report on pollers.
type pollingAnswer struct {
	Count   int              `json:"count"`
	Pollers []polling.Poller `json:"pollers"`
}

// polling lists the pollers of a project, or of all projects.
func (a *API) polling(c echo.Context) error {
	list, err := a.pollers(c)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, pollingAnswer{len(list), encode.List(list)})
}

// pollers are the pollers of the project that a path names, or of all.
func (a *API) pollers(c echo.Context) ([]polling.Poller, error) {
	if isAll(c) {
		return a.world.Polling(), nil
	}
	var list func() []polling.Poller
	err := a.view(c, func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list(), nil
}

// verifyParams are the query parameters of verify: the rules for calls and pollers.
func verifyParams() []string {
	return []string{
		polling.MinGap, polling.MaxGap, "clock", polling.StopsAfterEnd, polling.KeepsRetryAfter,
		polling.FetchesAllPages, polling.RetriesFailures, polling.MaxAtOnce, polling.MinCalls, "faults",
	}
}

// pollingRules reads the rules of verify for calls and pollers.
func pollingRules(c echo.Context) (polling.Rules, error) {
	var r polling.Rules
	var err error
	for _, rule := range []struct { // in a fixed order, which decides the error reported
		name string
		gap  *time.Duration
	}{{polling.MinGap, &r.MinGap}, {polling.MaxGap, &r.MaxGap}} {
		text := c.QueryParam(rule.name)
		if text == "" {
			continue
		}
		if *rule.gap, err = format.ParseDuration(text); err != nil || *rule.gap <= 0 {
			return r, badRequest("It is a duration longer than 0s such as 5s or 1m30s.", "%s: %q is no such duration", rule.name, text)
		}
	}
	for _, rule := range []struct {
		name string
		on   *bool
	}{
		{polling.StopsAfterEnd, &r.StopsAfterEnd}, {polling.KeepsRetryAfter, &r.KeepsRetryAfter},
		{polling.FetchesAllPages, &r.FetchesAllPages}, {polling.RetriesFailures, &r.RetriesFailures},
	} {
		if *rule.on, err = boolParam(c, rule.name, false); err != nil {
			return r, err
		}
	}
	if r.MaxAtOnce, err = intParam(c, polling.MaxAtOnce, 1, 0); err != nil {
		return r, err
	}
	if r.MinCalls, err = intParam(c, polling.MinCalls, 1, 1); err != nil {
		return r, err
	}
	switch of := c.QueryParam("clock"); of {
	case "", "virtual":
	case "real":
		r.Real = true
	default:
		return r, badRequest("It is virtual, the default, or real.", "clock: %q is neither virtual nor real", of)
	}
	return r, nil
}
