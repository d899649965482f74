package control

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// pollingAnswer is what the journal says of pollers.
type pollingAnswer struct {
	Count   int            `json:"count"`
	Pollers []pollerAnswer `json:"pollers"`
}

type pollerAnswer struct {
	Project           string          `json:"project"`
	Client            clientAnswer    `json:"client"`
	Operation         ges.Operation   `json:"operation"`
	Filters           string          `json:"filters"`
	Calls             int             `json:"calls"`
	FirstNumber       int             `json:"firstNumber"`
	LastNumber        int             `json:"lastNumber"`
	Virtual           gapsAnswer      `json:"virtual"`
	Real              gapsAnswer      `json:"real"`
	EndedAt           *string         `json:"endedAt"` // null: not all that it asks for ends
	CallsAfterEnd     int             `json:"callsAfterEnd"`
	CallsInRetryAfter int             `json:"callsInRetryAfter"`
	PagesNeverFetched int             `json:"pagesNeverFetched"`
	MostAtOnce        int             `json:"mostAtOnce"`
	LastStatus        *int            `json:"lastStatus"` // null: open, or the connection broke
	Findings          []findingAnswer `json:"findings"`
}

type clientAnswer struct {
	Address     string `json:"address"`
	UserAgent   string `json:"userAgent"`
	Credentials *int   `json:"credentials"` // null: none; else told apart by a number
}

// gapsAnswer is times between asks; null: there was only one ask.
type gapsAnswer struct {
	Count    int     `json:"count"`
	Shortest *string `json:"shortest"`
	Median   *string `json:"median"`
	Longest  *string `json:"longest"`
}

type findingAnswer struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func viewGaps(g journal.Gaps) gapsAnswer {
	if g.Count == 0 {
		return gapsAnswer{}
	}
	text := func(d time.Duration) *string { return encode.OrNull(d.String()) }
	return gapsAnswer{g.Count, text(g.Shortest), text(g.Median), text(g.Longest)}
}

func viewPoller(p *journal.Poller) pollerAnswer {
	answer := pollerAnswer{
		Project: p.Project, Client: clientAnswer{Address: p.Address, UserAgent: p.UserAgent}, Operation: p.Operation, Filters: p.Filters,
		Calls: p.Calls, FirstNumber: p.First, LastNumber: p.Last, Virtual: viewGaps(p.Virtual), Real: viewGaps(p.Real),
		CallsAfterEnd: p.AfterEnd, CallsInRetryAfter: p.InRetryAfter, PagesNeverFetched: p.PagesNeverFetched,
		MostAtOnce: p.MostAtOnce, Findings: []findingAnswer{},
	}
	if p.Credentials > 0 {
		answer.Client.Credentials = &p.Credentials
	}
	if p.Ended.At != clock.Never {
		at := p.Ended.At.Exact()
		answer.EndedAt = &at
	}
	if p.LastStatus > 0 {
		answer.LastStatus = &p.LastStatus
	}
	for _, f := range p.DefaultFindings() {
		answer.Findings = append(answer.Findings, findingAnswer{f.Rule, f.Text})
	}
	return answer
}

// polling tells how the clients of a project poll, or those of all projects.
func (a *API) polling(c echo.Context) error {
	if err := rejectUnknownParams(c); err != nil {
		return err
	}
	list, err := a.pollers(c)
	if err != nil {
		return err
	}
	answer := pollingAnswer{Count: len(list), Pollers: []pollerAnswer{}}
	for i := range list {
		answer.Pollers = append(answer.Pollers, viewPoller(&list[i]))
	}
	return write(c, http.StatusOK, answer)
}

// pollers are the pollers of the project that a path names, or of all.
func (a *API) pollers(c echo.Context) ([]journal.Poller, error) {
	if isAll(c) {
		return a.world.Polling(), nil
	}
	var list func() []journal.Poller
	err := a.view(c, func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list(), nil
}

// pollingRules reads what verify is to ask of pollers.
func pollingRules(c echo.Context) (journal.PollingRules, error) {
	var r journal.PollingRules
	err := rejectUnknownParams(c, journal.MinGap, journal.MaxGap, "clock", journal.StopsAfterEnd, journal.KeepsRetryAfter,
		journal.FetchesAllPages, journal.RetriesFailures, journal.MaxAtOnce)
	if err != nil {
		return r, err
	}
	for _, rule := range []struct { // in this order the first mistake is told
		name string
		gap  *time.Duration
	}{{journal.MinGap, &r.MinGap}, {journal.MaxGap, &r.MaxGap}} {
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
		{journal.StopsAfterEnd, &r.StopsAfterEnd}, {journal.KeepsRetryAfter, &r.KeepsRetryAfter},
		{journal.FetchesAllPages, &r.FetchesAllPages}, {journal.RetriesFailures, &r.RetriesFailures},
	} {
		if *rule.on, err = boolParam(c, rule.name); err != nil {
			return r, err
		}
	}
	if r.MaxAtOnce, err = intParam(c, journal.MaxAtOnce, 1, 0); err != nil {
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
