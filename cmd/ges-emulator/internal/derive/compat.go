package derive

import (
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// compat is what a recording tells of the server's reading of the vendor's pages.
type compat struct {
	newestFirst, oldestFirst bool
	pending                  bool
	progress, still          bool // a job that runs has some progress; one that ended has none
	errorBody, unknownGraph  string
	asksForDays              bool   // a call has a startTime or an endTime
	dateRange                string // "": the default
}

// page takes a page of jobs, whose order tells.
func (c *compat) page(p page) {
	for i := 1; i < len(p.jobs); i++ {
		switch before, after := p.jobs[i-1].begin, p.jobs[i].begin; {
		case before > after:
			c.newestFirst = true
		case before < after:
			c.oldestFirst = true
		}
	}
}

// isNewestFirst reports whether every page of jobs has newer ones first.
func (c *compat) isNewestFirst() bool { return c.newestFirst && !c.oldestFirst }

// progressOf takes the progress of a job.
func (c *compat) progressOf(status ges.Status, progress any) {
	c.progress = c.progress || status == ges.Running && !isZero(progress)
	c.still = c.still || isEnd(status) && isZero(progress)
}

// elapsed reports whether the progress of jobs is the share of their time.
func (c *compat) elapsed() bool { return c.progress && !c.still }

// refusal takes the error of a call, whose form and code tell.
func (c *compat) refusal(call recording.Call, value any) {
	body, _ := value.(map[string]any)
	code := ""
	for _, key := range []string{"errorCode", "errCode", "error_code"} {
		if s, ok := body[key].(string); ok && strings.HasPrefix(s, "GES.") {
			code = s
			if call.Version == ges.V1 && key != "errorCode" {
				c.errorBody = key
			}
		}
	}
	switch {
	case call.Version == ges.V1 && code == "GES.0047", call.Version == ges.V2 && code == "GES.7000":
		c.unknownGraph = code
	}
}

// text is the compat block of the scenario, in one line; "": the defaults hold.
func (c *compat) text() string {
	var keys []string
	add := func(holds bool, key, value string) {
		if holds {
			keys = append(keys, key+": "+value)
		}
	}
	add(c.isNewestFirst(), "order", "newest-first")
	add(c.pending, "queuedStatus", "pending")
	add(c.dateRange != "", "dateRange", c.dateRange)
	add(c.errorBody != "", "errorBody", c.errorBody)
	add(c.elapsed(), "progress", "elapsed")
	add(c.unknownGraph != "", "unknownGraph", c.unknownGraph)
	return strings.Join(keys, ", ")
}
