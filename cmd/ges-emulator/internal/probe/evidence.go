package probe

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// answer is what came for one call.
type answer struct {
	call   string // «GET /v1.0/…», as sent
	status int
	header http.Header
	body   []byte
	json   *value // nil: the body is no JSON
	failed string // why there is no answer; "": there is one
}

// evidence is what a judgement sees.
type evidence struct {
	answers []*answer // of the probe's calls
	survey  *survey
}

func holds() verdict { return verdict{outcome: Holds} }

// holdsAs says that a switch has a value.
func holdsAs(value string) verdict { return verdict{outcome: Holds, value: value} }

func differs(a *answer, format string, values ...any) verdict {
	return verdict{outcome: Differs, answer: a, why: fmt.Sprintf(format, values...)}
}

func untold(format string, values ...any) verdict {
	return verdict{outcome: Untold, why: fmt.Sprintf(format, values...)}
}

// ok reports whether the call succeeded.
func (a *answer) ok() bool { return a.status == http.StatusOK }

// refused reports whether the call was refused as wrong.
func (a *answer) refused() bool { return a.status/100 == 4 }

// jobs returns the rows of a list of jobs of version 1.
func (a *answer) jobs() []*value { return a.json.list("jobList") }

// count returns the jobCount of a list of jobs of version 1, -1 without one.
func (a *answer) count() int64 {
	if n, ok := a.json.get("jobCount").integer(); ok {
		return n
	}
	return -1
}

// ids returns the values of a key of rows.
func ids(rows []*value, key string) []string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row.str(key)
	}
	return list
}

// jobIDs returns the ids of the rows of a list of jobs.
func (a *answer) jobIDs() []string { return ids(a.jobs(), "jobId") }

// hasJob reports whether a list of jobs has one with an id.
func (a *answer) hasJob(id string) bool { return slices.Contains(a.jobIDs(), id) }

// short reports whether a list has fewer rows than it counts.
func (a *answer) short() bool { return int64(len(a.jobs())) < a.count() }

// apiError is an error body, of whatever shape.
type apiError struct {
	keys          []string
	code, message string
}

// gateway reports whether it comes from the gateway in front of the service.
func (e apiError) gateway() bool {
	return strings.HasPrefix(e.code, "APIG") || slices.Contains(e.keys, "request_id")
}

// apiError returns the error that an answer is.
func (a *answer) apiError() (e apiError) {
	if !a.json.is(object) {
		return e
	}
	e.keys = a.json.keys
	for i, key := range e.keys {
		item, name := a.json.items[i], strings.ToLower(key)
		switch {
		case !item.is(text):
		case strings.Contains(name, "message") || strings.Contains(name, "msg"):
			e.message = item.text
		case strings.Contains(name, "code"):
			e.code = item.text
		}
	}
	return e
}

// was says what an answer is, for a sentence.
func (a *answer) was() string {
	if e := a.apiError(); e.code != "" {
		return fmt.Sprintf("%d %s", a.status, e.code)
	}
	return fmt.Sprint(a.status)
}

// allRefused is the judgement that every call must be refused.
func allRefused(e *evidence) verdict {
	for _, a := range e.answers {
		if !a.refused() {
			return differs(a, "it is answered %d", a.status)
		}
	}
	return holds()
}

// allAccepted is the judgement that every call must succeed.
func allAccepted(e *evidence) verdict {
	for _, a := range e.answers {
		if !a.ok() {
			return differs(a, "it is answered %s", a.was())
		}
	}
	return holds()
}

// asWithout is the judgement that every call must be answered as a call without its
// parameters.
func asWithout(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	plain := e.survey.first
	for _, a := range e.answers {
		if a.count() != plain.count() || len(a.jobs()) != len(plain.jobs()) {
			return differs(a, "it has %d of %d jobs, the list without parameters %d of %d", len(a.jobs()), a.count(), len(plain.jobs()), plain.count())
		}
	}
	if plain.count() == 0 {
		return untold("there is no job")
	}
	return holds()
}

// sameLists is the judgement that all calls must give the same list.
func sameLists(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	want := e.answers[0]
	for _, a := range e.answers[1:] {
		if a.count() != want.count() || !slices.Equal(a.jobIDs(), want.jobIDs()) {
			return differs(a, "it has %d of %d jobs, %s %d of %d", len(a.jobs()), a.count(), want.call, len(want.jobs()), want.count())
		}
	}
	return holds()
}

// everyJob judges the jobs of the survey one by one, by a function that says what is
// wrong with one, "" for nothing, and whether it tells anything.
func everyJob(missing string, judge func(job *value) (problem string, tells bool)) func(*evidence) verdict {
	return func(e *evidence) verdict {
		found := false
		for _, job := range e.survey.jobs {
			problem, tells := judge(job)
			if problem != "" {
				return differs(e.survey.pageOf(job), "job %s: %s", job.str("jobId"), problem)
			}
			found = found || tells
		}
		if !found {
			return untold("%s", missing)
		}
		return holds()
	}
}

// must is the problem that a condition is false; "" if it is true.
func must(condition bool, format string, values ...any) string {
	if condition {
		return ""
	}
	return fmt.Sprintf(format, values...)
}
