package probe

import (
	"net/url"
	"slices"
	"strings"
)

// requestProbes tell the rules of paths and parameters.
var requestProbes = [...]Probe{
	{
		Name: "unknown-path", Rule: "A path that is not one of the vendor's, and one with a trailing slash, is answered 404 APIGW.0101",
		Calls: get("{v1}/graphs/no-such/path", "{v1}/graphs/jobs/"), Sees: "status, code", judge: unknownPath,
	},
	{
		Name: "escaped-path", Rule: "Escaped letters of a path equal their characters, and a double slash at its begin works; an escaped slash is no slash",
		Calls: get("{v1}/graphs/j%6Fbs", "/{v1}/graphs/jobs", "{v1}/graphs%2Fjobs"), Sees: "status, jobCount", judge: escapedPath,
	},
	{
		Name: "bad-project-id", Rule: "A project id with other characters is answered 400 GES.0001",
		Calls: get("/v1.0/{badProject}/graphs/jobs"), Sees: "status, code",
		judge: wantError(400, "GES.0001"),
	},
	{
		Name: "content-type-ignored", Rule: "A Content-Type of the call is ignored",
		Calls: []Call{{Path: "{v1}/graphs/jobs", Header: [2]string{"Content-Type", "application/json"}}}, Sees: "status, jobCount", judge: asWithout,
	},
	{
		Name: "offset-default", Rule: "offset is 0 by default",
		Calls: get("{v1}/graphs/jobs?limit=3", "{v1}/graphs/jobs?offset=0&limit=3"), Sees: "jobId", judge: nonEmpty(sameLists),
	},
	{
		Name: "offset-counts-jobs", Rule: "offset is counted in jobs, not in pages",
		Calls: get("{v1}/graphs/jobs?offset=0&limit=3", "{v1}/graphs/jobs?offset=1&limit=2"), Sees: "jobId", judge: offsetCounts,
	},
	{
		Name: "offset-past-end", Rule: "Past the end the answer is 200 without a job",
		Calls: get("{v1}/graphs/jobs?offset={past}"), Sees: "status, the number of jobs", judge: offsetPastEnd,
	},
	{
		Name: "limit-default", Rule: "limit is 10 by default", Calls: get("{v1}/graphs/jobs"), Sees: "the number of jobs",
		judge: rows(10, 11),
	},
	{
		Name: "limit", Rule: "limit is the maximum number of jobs of a page", Calls: get("{v1}/graphs/jobs?limit=2"), Sees: "the number of jobs",
		judge: rows(2, 3),
	},
	{
		Name: "limit-no-maximum", Rule: "limit has no maximum", Calls: get("{v1}/graphs/jobs?limit=1000"), Sees: "the number of jobs",
		judge: rows(1000, 101),
	},
	{
		Name: "status-filter", Rule: "status selects the jobs with this status: running, waiting, success, failed",
		Calls: get("{v1}/graphs/jobs?status=running&limit=500", "{v1}/graphs/jobs?status=waiting&limit=500", "{v1}/graphs/jobs?status=success&limit=500", "{v1}/graphs/jobs?status=failed&limit=500"),
		Sees:  "status of the jobs", judge: statusFilter,
	},
	{
		Name: "status-pending", Rule: "The filter status=pending is the same as status=waiting",
		Calls: get("{v1}/graphs/jobs?status=waiting&limit=500", "{v1}/graphs/jobs?status=pending&limit=500"), Sees: "status, jobId",
		judge: func(e *evidence) verdict {
			v := sameLists(e)
			if v.outcome == Holds && len(e.answers[0].jobs()) == 0 {
				return untold("no job is waiting")
			}
			return v
		},
	},
	{
		Name: "status-partially-failed", Rule: "status=partiallyFailed is a filter", Calls: get("{v1}/graphs/jobs?status=partiallyFailed&limit=500"), Sees: "status",
		judge: allAccepted,
	},
	{
		Name: "status-exact", Rule: "The filter status is case-sensitive, and a single value",
		Calls: get("{v1}/graphs/jobs?status=SUCCESS", "{v1}/graphs/jobs?status=success,failed"), Sees: "status", judge: allRefused,
	},
	{
		Name: "graph-name", Rule: "graphName selects the jobs with this relatedGraph", Calls: get("{v1}/graphs/jobs?graphName={graph}&limit=500"), Sees: "relatedGraph, jobId",
		judge: graphNameFilter,
	},
	{
		Name: "graph-name-whole", Rule: "graphName is the whole name, case-sensitive",
		Calls: get("{v1}/graphs/jobs?graphName={namePart}&limit=1", "{v1}/graphs/jobs?graphName={nameCase}&limit=1"), Sees: "jobCount", judge: noneMatch,
	},
	{
		Name: "graph-name-snake", Rule: "graph_name is the same parameter as graphName",
		Calls: get("{v1}/graphs/jobs?graphName={graph}&limit=5", "{v1}/graphs/jobs?graph_name={graph}&limit=5"), Sees: "jobCount, jobId", judge: sameLists,
	},
	{
		Name: "filters-combined", Rule: "Filters are combined with and", Calls: get("{v1}/graphs/jobs?graphName={pairGraph}&status={pairStatus}&limit=500"), Sees: "relatedGraph, status",
		judge: combined,
	},
	{
		Name: "empty-value", Rule: "An empty value is the same as an absent parameter",
		Calls: get("{v1}/graphs/jobs?status=", "{v1}/graphs/jobs?graphName=", "{v1}/graphs/jobs?startTime="), Sees: "jobCount", judge: asWithout,
	},
	{
		Name: "repeated-parameter", Rule: "Of a repeated parameter the first value is used", Calls: get("{v1}/graphs/jobs?limit=1&limit=2"), Sees: "the number of jobs",
		judge: rows(1, 2),
	},
	{
		Name: "unknown-parameter", Rule: "An unknown parameter is ignored", Calls: get("{v1}/graphs/jobs?noSuchParameter=1"), Sees: "jobCount", judge: asWithout,
	},
	{
		Name: "parameter-case", Rule: "Parameter names are case-sensitive", Calls: get("{v1}/graphs/jobs?Limit=1"), Sees: "the number of jobs",
		judge: parameterCase,
	},
	{
		Name: "leading-zeros", Rule: "Leading zeros of an integer are allowed", Calls: get("{v1}/graphs/jobs?limit=002"), Sees: "the number of jobs",
		judge: rows(2, 3),
	},
	{
		Name: "huge-integer", Rule: "An offset that does not fit in 64 bits is past every end", Calls: get("{v1}/graphs/jobs?offset=99999999999999999999"), Sees: "status, the number of jobs",
		judge: offsetPastEnd,
	},
}

func unknownPath(e *evidence) verdict {
	for _, a := range e.answers {
		if got := a.apiError(); a.status != 404 || got.code != "APIGW.0101" {
			return differs(a, "it is answered %s", a.was())
		}
	}
	return holds()
}

func escapedPath(e *evidence) verdict {
	letters, slashes, slash := e.answers[0], e.answers[1], e.answers[2]
	for _, a := range []*answer{letters, slashes} {
		if !a.ok() || a.count() < 0 {
			return differs(a, "it is answered %s", a.was())
		}
	}
	if slash.ok() {
		return differs(slash, "it is answered 200")
	}
	return holds()
}

// wantError is the judgement that every call must be answered with a status and a code.
func wantError(status int, code string) func(*evidence) verdict {
	return func(e *evidence) verdict {
		for _, a := range e.answers {
			if a.status != status || a.apiError().code != code {
				return differs(a, "it is answered %s", a.was())
			}
		}
		return holds()
	}
}

// nonEmpty is a judgement that needs a job.
func nonEmpty(judge func(*evidence) verdict) func(*evidence) verdict {
	return func(e *evidence) verdict {
		if v := judge(e); v.outcome != Holds || e.survey.total > 0 {
			return v
		}
		return untold("there is no job")
	}
}

// rows is the judgement that a page has a number of jobs, or all if there are fewer. It
// tells something from a number of jobs in the project on.
func rows(limit, from int) func(*evidence) verdict {
	return func(e *evidence) verdict {
		a := e.answers[0]
		if !a.ok() {
			return differs(a, "it is answered %s", a.was())
		}
		if want := min(limit, int(e.survey.total)); len(a.jobs()) != want {
			return differs(a, "the page has %d of %d jobs, not %d", len(a.jobs()), e.survey.total, want)
		}
		if int(e.survey.total) < from {
			return untold("there are only %d jobs, and %d are needed", e.survey.total, from)
		}
		return holds()
	}
}

func offsetCounts(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	all, behind := e.answers[0].jobIDs(), e.answers[1].jobIDs()
	if len(all) < 3 {
		return untold("there are fewer than 3 jobs")
	}
	if !slices.Equal(all[1:3], behind) {
		return differs(e.answers[1], "it begins with job %s, not with the second, %s", first(behind), all[1])
	}
	return holds()
}

func first(list []string) string {
	if len(list) == 0 {
		return "–"
	}
	return list[0]
}

func offsetPastEnd(e *evidence) verdict {
	a := e.answers[0]
	if !a.ok() || len(a.jobs()) > 0 {
		return differs(a, "it is answered %s with %d jobs", a.was(), len(a.jobs()))
	}
	if e.survey.total == 0 {
		return untold(noJob)
	}
	return holds()
}

func statusFilter(e *evidence) verdict {
	found := map[string]bool{}
	for i, want := range []string{"running", "waiting", "success", "failed"} {
		a := e.answers[i]
		if !a.ok() {
			return differs(a, "it is answered %s", a.was())
		}
		for _, job := range a.jobs() {
			got := job.str("status")
			if got != want && (want != "waiting" || got != "pending") && slices.Contains(statusWords[:], got) {
				return differs(a, "it has a job that is %s", got)
			}
			found[want] = true
		}
	}
	if len(found) < 2 {
		return untold("there are no jobs of two of these statuses")
	}
	return holds()
}

func graphNameFilter(e *evidence) verdict {
	a, want := e.answers[0], e.survey.facts["graphName"]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	for _, job := range a.jobs() {
		if got := job.str("relatedGraph"); got != want {
			return differs(a, "it has a job of the graph %q", got)
		}
	}
	if a.short() {
		return holds()
	}
	for _, job := range e.survey.jobs {
		if job.str("relatedGraph") == want && !a.hasJob(job.str("jobId")) {
			return differs(a, "it does not have the job %s of this graph", job.str("jobId"))
		}
	}
	return holds()
}

func noneMatch(e *evidence) verdict {
	for _, a := range e.answers {
		if !a.ok() || a.count() != 0 {
			return differs(a, "it is answered %s with %d jobs", a.was(), a.count())
		}
	}
	return holds()
}

func combined(e *evidence) verdict {
	a := e.answers[0]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	graph, _ := url.QueryUnescape(e.survey.facts["pairGraph"])
	for _, job := range a.jobs() {
		if job.str("relatedGraph") != graph || job.str("status") != e.survey.facts["pairStatus"] {
			return differs(a, "it has a job of the graph %q that is %s", job.str("relatedGraph"), job.str("status"))
		}
	}
	if len(a.jobs()) == 0 {
		return differs(a, "it has no job, although there is one of this graph and status")
	}
	return holds()
}

func parameterCase(e *evidence) verdict {
	a := e.answers[0]
	switch {
	case !a.ok():
		return differs(a, "it is answered %s", a.was())
	case e.survey.total < 2:
		return untold("there are fewer than 2 jobs")
	case len(a.jobs()) == 1:
		return differs(a, "it is taken for limit")
	}
	return holds()
}

// badValueProbes tell the rules of bad values.
var badValueProbes = [...]Probe{
	{
		Name: "bad-value-code", Rule: "A bad value is answered with 400 GES.0001", Calls: get("{v1}/graphs/jobs?limit=abc"), Sees: "status, code",
		judge: badValueCode,
	},
	{
		Name: "bad-value-message", Rule: "The message is «Incorrect parameter.», followed by the parameter and its value", Calls: get("{v1}/graphs/jobs?limit=abc"), Sees: "message",
		judge: message("Incorrect parameter.", "limit", "abc"),
	},
	{
		Name: "bad-values-order", Rule: "Of several bad values that of offset is reported before those of limit and status",
		Calls: get("{v1}/graphs/jobs?status=xyz&limit=abc&offset=uvw"), Sees: "message", judge: message("", "offset", "uvw"),
	},
	{
		Name: "long-value", Rule: "Values of more than 80 bytes are truncated in the message", Calls: get("{v1}/graphs/jobs?limit=" + longValue), Sees: "message",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			got := a.apiError().message
			switch {
			case a.ok() || got == "":
				return untold("%s is answered without a message", a.call)
			case strings.Contains(got, longValue[:81]):
				return differs(a, "the message has the whole value")
			}
			return holds()
		},
	},
	{
		Name: "bad-offset", Rule: "An offset that is not an integer of 0 or more is refused", Calls: get("{v1}/graphs/jobs?offset=-1", "{v1}/graphs/jobs?offset=abc"), Sees: "status",
		judge: allRefused,
	},
	{
		Name: "bad-limit", Rule: "A limit that is not an integer of 1 or more is refused", Calls: get("{v1}/graphs/jobs?limit=0", "{v1}/graphs/jobs?limit=-1"), Sees: "status",
		judge: allRefused,
	},
	{
		Name: "integer-forms", Rule: "An integer has digits only: no sign, fraction or exponent",
		Calls: get("{v1}/graphs/jobs?limit=%2B1", "{v1}/graphs/jobs?limit=1.0", "{v1}/graphs/jobs?limit=1e1", "{v1}/graphs/jobs?limit=%201"), Sees: "status", judge: allRefused,
	},
	{Name: "bad-status", Rule: "An unknown status is refused", Calls: get("{v1}/graphs/jobs?status=ended"), Sees: "status", judge: allRefused},
	{
		Name: "bad-day", Rule: "A day in another format, or with a time of day, is refused",
		Calls: get("{v1}/graphs/jobs?startTime=2019-03-27T00:00:00", "{v1}/graphs/jobs?endTime=27.03.2019"), Sees: "status", judge: allRefused,
	},
	{Name: "no-such-day", Rule: "A day that does not exist is refused", Calls: get("{v1}/graphs/jobs?startTime=2019-02-29"), Sees: "status", judge: allRefused},
	{
		Name: "graph-names-differ", Rule: "graphName and graph_name with different values are refused", Calls: get("{v1}/graphs/jobs?graphName=abcd&graph_name=efgh"), Sees: "status",
		judge: allRefused,
	},
	{
		Name: "graph-names-agree", Rule: "graphName and graph_name with the same value are accepted", Calls: get("{v1}/graphs/jobs?graphName=abcd&graph_name=abcd"), Sees: "status",
		judge: allAccepted,
	},
	{
		Name: "bad-encoding", Rule: "A value that is not percent-encoded UTF-8 is refused", Calls: get("{v1}/graphs/jobs?graphName=%zz", "{v1}/graphs/jobs?graphName=%FF"), Sees: "status",
		judge: allRefused,
	},
}

const longValue = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

// badValueCode needs a bad value that is refused at all.
func badValueCode(e *evidence) verdict {
	a := e.answers[0]
	if a.ok() {
		return differs(a, "it is answered 200")
	}
	return wantError(400, "GES.0001")(e)
}

// message is the judgement that the message of an error begins with a text and has others.
func message(begin string, parts ...string) func(*evidence) verdict {
	return func(e *evidence) verdict {
		a := e.answers[0]
		got := a.apiError().message
		if a.ok() || got == "" {
			return untold("%s is answered without a message", a.call)
		}
		if !strings.HasPrefix(got, begin) {
			return differs(a, "the message is %q", got)
		}
		for _, part := range parts {
			if !strings.Contains(got, part) {
				return differs(a, "the message is %q, without %q", got, part)
			}
		}
		return holds()
	}
}
