package probe

import (
	"context"
	"slices"
)

// rounds is how often a difference must show: between two calls jobs may have begun or
// ended, and a call may have failed by chance.
const rounds = 3

// Reason says why a server cannot be checked.
type Reason int

// The reasons.
const (
	Unreachable Reason = iota
	NotAllowed
	Refused
	NoGES
	Throttled
)

// Unusable says that the list of jobs, on which everything rests, is not there.
type Unusable struct {
	Call   string
	Text   string
	Reason Reason
}

func (u *Unusable) Error() string { return u.Call + ": " + u.Text }

// Run makes all probes of a project.
func Run(ctx context.Context, c *Client, project string) (*Report, error) {
	table := Table()
	report := &Report{Base: c.Base, Project: project, Results: make([]Result, len(table))}
	open := make([]int, len(table)) // the probes of this round
	for i := range open {
		open[i] = i
	}
	for range rounds {
		s, err := take(ctx, c, project)
		if err != nil {
			return nil, err
		}
		report.Empty = s.empty()
		r := round{client: c, survey: s, cache: map[Call]*answer{}}
		for _, i := range open {
			v, err := r.probe(ctx, &table[i])
			if err != nil {
				return nil, err
			}
			report.Results[i] = newResult(c, &table[i], v, s)
		}
		open = slices.DeleteFunc(open, func(i int) bool { return report.Results[i].Outcome != Differs })
		if len(open) == 0 {
			break
		}
	}
	report.Calls = c.calls
	return report, nil
}

// round is one pass over probes, which share the answers of equal calls.
type round struct {
	client *Client
	survey *survey
	cache  map[Call]*answer
}

// probe makes one probe.
func (r *round) probe(ctx context.Context, p *Probe) (verdict, error) {
	e := &evidence{survey: r.survey}
	for _, call := range p.Calls {
		filled, missing := r.survey.fill(call)
		if missing != "" {
			return untold("%s", missingFact(missing)), nil
		}
		if filled.Anonymous && !r.client.Credentials.Any() {
			return untold("it is called without credentials"), nil
		}
		a := r.cache[filled]
		if a == nil {
			var err error
			if a, err = r.client.get(ctx, filled); err != nil {
				return verdict{}, err
			}
			r.cache[filled] = a
		}
		if a.failed != "" {
			return untold("%s: %s", a.call, a.failed), nil
		}
		e.answers = append(e.answers, a)
	}
	v := p.judge(e)
	if v.outcome != Differs {
		return v, nil
	}
	if v.answer == nil {
		v.answer = r.survey.first
	}
	if moved, err := r.moved(ctx); err != nil || moved {
		return untold("the list of jobs changed between the calls"), err
	}
	return v, nil
}

// moved reports whether the list of jobs has others since the survey began: what differs
// may then be these.
func (r *round) moved(ctx context.Context) (bool, error) {
	before := r.survey.first
	now, err := r.client.get(ctx, r.survey.fillKnown("{v1}/graphs/jobs"))
	if err != nil || now.failed != "" || !now.ok() {
		return false, err
	}
	return now.count() != before.count() || !slices.Equal(ids(now.jobs(), "jobId"), ids(before.jobs(), "jobId")), nil
}

// Plan lists the calls of a run: the survey's, then those of the probes, each once. Values
// that only the survey finds stay as names in braces.
func Plan(project string) []string {
	s := &survey{facts: map[string]string{"v1": "/v1.0/" + project, "v2": "/v2/" + project, "badProject": "p!"}}
	calls := get("{v1}/graphs/jobs", "{v1}/graphs/jobs?offset={n}&limit=500", "{v1}/graphs?limit=100", "{v1}/graphs/backups?limit=100")
	table := Table()
	for i := range table {
		calls = append(calls, table[i].Calls...)
	}
	var list []string
	for _, call := range calls {
		line := "GET " + s.fillSome(call.Path)
		if call.Header[0] != "" {
			line += "   " + call.Header[0] + ": " + call.Header[1]
		}
		if call.Anonymous {
			line += "   without credentials"
		}
		if !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}
