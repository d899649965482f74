package polling

import (
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Poller is what the journal says of a client that makes one call again and again:
// the same client is the same address, User-Agent and credentials, and one call
// the same operation, values in the path, and filters. The pages of a list are one
// poll.
type Poller struct {
	Project            string
	Address, UserAgent string
	Credentials        int // a number from 1 for each different value; 0: none
	Operation          ges.Operation
	Filters            string // such as status=running&graphName=movies; "": none
	Calls              int
	// FirstNumber and LastNumber are the numbers of its first and last request.
	FirstNumber, LastNumber int
	// Virtual and Real are the gaps between polls.
	Virtual, Real Gaps
	// EndedAt is the virtual time at which all jobs of its list have ended; zero:
	// never, or there are none.
	EndedAt time.Time
	// CallsAfterEnd is the number of calls after an answer had shown the end,
	// CallsInRetryAfter of those before a Retry-After had passed in both virtual
	// and real time.
	CallsAfterEnd, CallsInRetryAfter int
	// PagesNeverFetched counts the pages of the longest list that an answer announced.
	PagesNeverFetched int
	MostAtOnce        int // polls at one virtual instant
	LastStatus        int // 0: its last call is open, or its connection broke

	details
}

// details is what the findings say beside what a poller shows.
type details struct {
	ended             Ended
	virtualAt, realAt extremes
	firstAfterEnd     int // number of the request
	firstInRetryAfter int // number of the request
	retryAfter        time.Duration
	rows              int   // of the longest list
	bursts            []int // polls at one virtual instant, instant by instant; the last ten
	firstAtOnce       int   // number of the first request of MostAtOnce
	gaveUp            bool  // its last call failed in a way that passes, before the end
	lastFault         string
}

// Gaps are times between polls; all 0 if there were less than two polls. Where the
// clock was moved back between two there is none.
type Gaps struct {
	Count                     int
	Shortest, Median, Longest time.Duration
}

// extremes are the numbers of the requests after the shortest and the longest gap.
type extremes struct{ shortest, longest int }

// Ended is when all that a call asks for has ended.
type Ended struct {
	At       clock.Instant // clock.Never: it does not, or there is nothing of the kind
	Outcomes map[ges.Status]int
}

// String names the poller: its call, then the client.
func (p Poller) String() string {
	call := string(p.Operation)
	if p.Filters != "" {
		call += "?" + p.Filters
	}
	who := p.UserAgent
	if who == "" {
		who = "a client without a User-Agent"
	}
	if p.Credentials > 0 {
		who += fmt.Sprintf(" with credentials %d", p.Credentials)
	}
	return call + " by " + who + " at " + p.Address
}

// clientJSON is a client as the control API shows it.
type clientJSON struct {
	Address     string `json:"address"`
	UserAgent   string `json:"userAgent"`
	Credentials *int   `json:"credentials"` // null: none
}

// MarshalJSON writes the poller as the control API shows it, with its findings.
func (p Poller) MarshalJSON() ([]byte, error) {
	var endedAt *string
	if !p.EndedAt.IsZero() {
		endedAt = encode.OrNull(clock.Of(p.EndedAt).Exact())
	}
	return encode.JSON(struct {
		Project           string        `json:"project"`
		Client            clientJSON    `json:"client"`
		Operation         ges.Operation `json:"operation"`
		Filters           string        `json:"filters"`
		Calls             int           `json:"calls"`
		FirstNumber       int           `json:"firstNumber"`
		LastNumber        int           `json:"lastNumber"`
		Virtual           Gaps          `json:"virtual"`
		Real              Gaps          `json:"real"`
		EndedAt           *string       `json:"endedAt"`
		CallsAfterEnd     int           `json:"callsAfterEnd"`
		CallsInRetryAfter int           `json:"callsInRetryAfter"`
		PagesNeverFetched int           `json:"pagesNeverFetched"`
		MostAtOnce        int           `json:"mostAtOnce"`
		LastStatus        *int          `json:"lastStatus"`
		Findings          []Finding     `json:"findings"`
	}{
		p.Project, clientJSON{p.Address, p.UserAgent, encode.OrNull(p.Credentials)}, p.Operation, p.Filters,
		p.Calls, p.FirstNumber, p.LastNumber, p.Virtual, p.Real, endedAt,
		p.CallsAfterEnd, p.CallsInRetryAfter, p.PagesNeverFetched, p.MostAtOnce, encode.OrNull(p.LastStatus),
		encode.List(p.DefaultFindings()),
	})
}

// MarshalJSON writes the gaps as the control API shows them: as texts such as 1m30s;
// null where there are none.
func (g Gaps) MarshalJSON() ([]byte, error) {
	text := func(d time.Duration) *string {
		if g.Count == 0 {
			return nil
		}
		return encode.OrNull(d.String())
	}
	return encode.JSON(struct {
		Count    int     `json:"count"`
		Shortest *string `json:"shortest"`
		Median   *string `json:"median"`
		Longest  *string `json:"longest"`
	}{g.Count, text(g.Shortest), text(g.Median), text(g.Longest)})
}
