package probe

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// listProbes tell the rules of order and count.
var listProbes = [...]Probe{
	{
		Name: "order", Rule: "Oldest begin first, or with compat.order: newest-first the other way round", Switch: "order", Sees: "beginTime",
		judge: func(e *evidence) verdict { return sequence(e.survey.first, "beginTime", e.survey.jobs) },
	},
	{
		Name: "job-count", Rule: "jobCount is the number of all matching jobs, not of those on the page, also past the end",
		Calls: get("{v1}/graphs/jobs?limit=1", "{v1}/graphs/jobs?offset={past}"), Sees: "jobCount",
		judge: jobCount,
	},
	{
		Name: "success-keys", Rule: "A list has jobCount and jobList, and no errorMessage and errorCode", Sees: "the keys of the answer",
		judge: func(e *evidence) verdict {
			if a := e.survey.first; !slices.Equal(a.json.keys, []string{"jobCount", "jobList"}) {
				return differs(a, "it has %s", strings.Join(a.json.keys, ", "))
			}
			return holds()
		},
	},
	{
		Name: "empty-list", Rule: "jobList is always present, and empty if no job matches", Calls: get("{v1}/graphs/jobs?graphName=no_such_graph_anywhere"), Sees: "jobList",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			if list := a.json.get("jobList"); !a.ok() || !list.is(array) {
				return differs(a, "it is answered %s, and jobList is %s", a.was(), list.kindOf())
			}
			return holds()
		},
	},
}

// sequence tells in which order rows are by a time.
func sequence(a *answer, key string, list []*value) verdict {
	last, up, down := "", "", "" // the last time, and a pair that goes up or down
	for _, row := range list {
		shown := row.str(key)
		switch {
		case shown == "":
			continue
		case last == "" || shown == last:
		case shown > last && up == "":
			up = last + " before " + shown
		case shown < last && down == "":
			down = last + " before " + shown
		}
		last = shown
	}
	switch {
	case up == "" && down == "":
		return untold("there are no two values of %s to compare", key)
	case down == "":
		return holdsAs(oldestFirst)
	case up == "":
		return holdsAs(newestFirst)
	}
	return differs(a, "they are in no order of %s: %s, and %s", key, up, down)
}

func jobCount(e *evidence) verdict {
	if len(e.survey.jobs) < 2 {
		return untold("there are fewer than 2 jobs")
	}
	for _, a := range e.answers {
		switch {
		case !a.ok():
			return untold("%s is answered %s", a.call, a.was())
		case a.count() < int64(len(e.survey.jobs)):
			return differs(a, "jobCount is %d, and there are %d jobs", a.count(), len(e.survey.jobs))
		}
	}
	return holds()
}

// headerProbes tell the rules of headers and of the body as text.
var headerProbes = [...]Probe{
	{
		Name: "content-type", Rule: "Content-Type is application/json, without a charset", Sees: "Content-Type",
		judge: headerOf("Content-Type", func(v string) bool { return v == "application/json" }),
	},
	{
		Name: "no-white-space", Rule: "The body has no white space between its values", Sees: "the body", judge: noWhiteSpace,
	},
	{
		Name: "request-id-header", Rule: "X-Request-Id is 32 hexadecimal digits", Sees: "X-Request-Id",
		judge: headerOf("X-Request-Id", regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString),
	},
	{
		Name: "date-header", Rule: "Every answer has a Date", Sees: "Date",
		judge: headerOf("Date", func(v string) bool { _, err := http.ParseTime(v); return err == nil }),
	},
	{
		Name: "content-length", Rule: "An answer of up to 64 KiB has a Content-Length", Calls: get("{v1}/graphs/jobs?limit=1"), Sees: "Content-Length",
		judge: func(e *evidence) verdict {
			if a := e.answers[0]; a.header.Get("Content-Length") == "" {
				return differs(a, "it has none")
			}
			return holds()
		},
	},
	{
		Name: "no-retry-after", Rule: "There is no Retry-After", Sees: "Retry-After",
		judge: headerOf("Retry-After", func(v string) bool { return v == "" }),
	},
}

// headerOf is the judgement that a header of the list of jobs has a value of a kind.
func headerOf(name string, good func(string) bool) func(*evidence) verdict {
	return func(e *evidence) verdict {
		if v := e.survey.first.header.Get(name); !good(v) {
			return differs(nil, "%s is %q", name, v)
		}
		return holds()
	}
}

func noWhiteSpace(e *evidence) verdict {
	quoted, escaped := false, false
	for _, c := range e.survey.first.body {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ' ' || c == '\n' || c == '\t' || c == '\r'):
			return differs(nil, "there is white space")
		}
	}
	return holds()
}
