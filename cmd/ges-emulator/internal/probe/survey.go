package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of the survey.
const (
	pageSize = 500
	maxPages = 10
)

// survey is what is there in the project.
type survey struct {
	first    *answer   // the list of jobs without parameters
	pages    []*answer // the list of jobs
	jobs     []*value  // of the pages, each once
	complete bool      // those are all jobs
	total    int64     // as counted by the last page

	graphs, backups []*value // of version 1
	graphList       *answer
	backupList      *answer

	facts map[string]string // the values of the names in braces
}

// empty reports whether the project has nothing in it.
func (s *survey) empty() bool { return len(s.jobs)+len(s.graphs)+len(s.backups) == 0 }

// pageOf returns the answer that has a job.
func (s *survey) pageOf(job *value) *answer {
	for _, page := range s.pages {
		if slices.Contains(page.jobs(), job) {
			return page
		}
	}
	return s.first
}

// take calls the server for what is there.
func take(ctx context.Context, c *Client, project string) (*survey, error) {
	s := &survey{facts: map[string]string{
		"v1": "/v1.0/" + project, "v2": "/v2/" + project, "badProject": "p!",
		"unknownGraph": "00000000-0000-4000-8000-000000000000", "unknownJob": "ff80808100000000000000000000dead",
	}}
	var err error
	if s.first, err = c.get(ctx, s.fillKnown("{v1}/graphs/jobs")); err != nil {
		return nil, err
	}
	if err := s.refusal(c); err != nil {
		return nil, err
	}
	if err := s.takeJobs(ctx, c); err != nil {
		return nil, err
	}
	if s.graphList, err = c.get(ctx, s.fillKnown("{v1}/graphs?limit=100")); err != nil {
		return nil, err
	}
	if s.backupList, err = c.get(ctx, s.fillKnown("{v1}/graphs/backups?limit=100")); err != nil {
		return nil, err
	}
	s.graphs, s.backups = s.graphList.json.list("graphs"), s.backupList.json.list("backupList")
	s.findFacts()
	return s, nil
}

// refusal is the error that the list of jobs is not there to be judged.
func (s *survey) refusal(c *Client) error {
	a := s.first
	e := a.apiError()
	switch {
	case a.status == http.StatusTooManyRequests:
		return &Unusable{a.call, c.masked(a.failed), Throttled}
	case a.failed != "":
		return &Unusable{a.call, c.masked(a.failed), Unreachable}
	case a.status == 401:
		return &Unusable{a.call, c.masked(strings.TrimSpace("the credentials are refused: 401 " + e.code + " " + e.message)), NotAllowed}
	case a.status == 403:
		return &Unusable{a.call, c.masked(strings.TrimSpace("the credentials do not allow it: 403 " + e.code + " " + e.message)), NotAllowed}
	case a.status/100 == 3:
		return &Unusable{a.call, c.masked(fmt.Sprintf("the server sends the caller elsewhere: %d, %s", a.status, location(a))), NoGES}
	case !a.ok() && e.code != "":
		return &Unusable{a.call, c.masked(fmt.Sprintf("the list of jobs is answered %s: %s", a.was(), e.message)), Refused}
	case !a.ok() || a.count() < 0 || !a.json.get("jobList").is(array) && a.count() > 0:
		return &Unusable{a.call, fmt.Sprintf("this is no GES: the answer is %d with %s, and no jobCount with a jobList", a.status, contentOf(a)), NoGES}
	}
	return nil
}

// location is where a redirection leads: scheme, host and path, as more may be a secret.
func location(a *answer) string {
	u, err := url.Parse(a.header.Get("Location"))
	if err != nil || u.String() == "" {
		return "without a Location"
	}
	where := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	to := where.String()
	return "to " + strings.ToValidUTF8(to[:min(len(to), maxLocation)], "")
}

// maxLocation is how much of a Location is reported, in bytes.
const maxLocation = 200

func contentOf(a *answer) string {
	if t := a.header.Get("Content-Type"); t != "" {
		return t
	}
	return "no Content-Type"
}

// takeJobs reads the pages of the list of jobs.
func (s *survey) takeJobs(ctx context.Context, c *Client) error {
	seen := map[string]bool{}
	for offset := 0; len(s.pages) < maxPages; {
		page, err := c.get(ctx, s.fillKnown(fmt.Sprintf("{v1}/graphs/jobs?offset=%d&limit=%d", offset, pageSize)))
		if err != nil {
			return err
		}
		if !page.ok() {
			page = s.first // this size is refused: the first ten must do
		}
		s.pages, s.total = append(s.pages, page), page.count()
		fresh := 0
		for _, job := range page.jobs() {
			if id := job.str("jobId"); !seen[id] || id == "" {
				seen[id] = true
				s.jobs = append(s.jobs, job)
				fresh++
			}
		}
		offset += len(page.jobs())
		if fresh == 0 || int64(offset) >= s.total || page == s.first {
			break
		}
	}
	s.complete = int64(len(s.jobs)) == s.total
	return nil
}

// fill puts facts into the path of a call. missing is the fact that is not there.
func (s *survey) fill(call Call) (filled Call, missing string) {
	var b strings.Builder
	rest := call.Path
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			call.Path = b.String()
			return call, ""
		}
		name, tail, _ := strings.Cut(after, "}")
		fact, ok := s.facts[name]
		if !ok {
			return call, name
		}
		b.WriteString(fact)
		rest = tail
	}
}

func (s *survey) fillKnown(path string) Call {
	call, _ := s.fill(Call{Path: path})
	return call
}

// missingFacts says what is not there when a fact is missing.
var missingFacts = [...][2]string{
	{"graph", "there is no graph with some, but not all, of the jobs"},
	{"otherGraph", "there are no jobs of two graphs"},
	{"namePart", "there is no job"},
	{"nameCase", "there is no job of a graph whose name has letters"},
	{"pairGraph", "no graph has jobs of two statuses, or no status jobs of two graphs"},
	{"startFilter", "there is no job with another one that began two days earlier"},
	{"endFilter", "there is no job with another one that began two days later"},
	{"lateFilter", "no job began between 16:00 and 24:00"},
	{"crossFilter", "no job ended on a later day than it began"},
	{"unendedDay", "no job is waiting or running"},
	{"jobGraphID", "no graph in the list of graphs has a job"},
	{"otherGraphID", "there are no two graphs of which one has a job"},
	{"graphID", noGraph},
	{"startDay", "there is no job with another one that began two days earlier"},
	{"backupGraphID", "no graph that is listed has a backup"},
}

func missingFact(name string) string {
	for _, m := range missingFacts {
		if m[0] == name {
			return m[1]
		}
	}
	return "there is no " + name
}

// findFacts finds the values that calls are made of.
func (s *survey) findFacts() {
	s.facts["past"] = strconv.FormatInt(s.total+1000, 10)
	s.findNames()
	s.findPair()
	s.findDays()
	for _, g := range s.graphs {
		if g.str("id") != "" {
			s.facts["graphID"] = url.PathEscape(g.str("id"))
			break
		}
	}
	for _, b := range s.backups {
		if id := b.str("graphId"); uuidFormat.MatchString(id) && slices.ContainsFunc(s.graphs, func(g *value) bool { return g.str("id") == id }) {
			s.facts["backupGraphID"] = id
			break
		}
	}
	for _, job := range s.jobs {
		i := slices.IndexFunc(s.graphs, func(g *value) bool { return g.str("name") == job.str("relatedGraph") && g.str("id") != "" })
		if i < 0 || job.str("jobId") == "" || !job.has("endTime") {
			continue
		}
		s.facts["jobGraphID"], s.facts["jobID"] = url.PathEscape(s.graphs[i].str("id")), url.PathEscape(job.str("jobId"))
		if other := s.graphs[(i+1)%len(s.graphs)]; len(s.graphs) > 1 && other.str("name") != job.str("relatedGraph") {
			s.facts["otherGraphID"] = url.PathEscape(other.str("id"))
			break
		}
	}
}

// findNames finds names of graphs to filter by.
func (s *survey) findNames() {
	byName := map[string]int{}
	var names []string // in order, so that the calls are the same each time
	for _, job := range s.jobs {
		name := job.str("relatedGraph")
		if byName[name]++; byName[name] == 1 && name != "" && !uuidFormat.MatchString(name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		part, swapped := name[:len(name)-1], swapCase(name)
		if byName[part] == 0 && part != "" {
			s.facts["namePart"] = url.QueryEscape(part)
		}
		if byName[swapped] == 0 && swapped != name {
			s.facts["nameCase"] = url.QueryEscape(swapped)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return min(byName[b], pageSize) - min(byName[a], pageSize) })
	if len(names) > 1 {
		s.facts["graph"], s.facts["graphName"] = url.QueryEscape(names[0]), names[0]
		s.facts["otherGraph"] = url.QueryEscape(names[1])
	}
}

func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

// findPair finds a graph and a status that have jobs of their own each, and one in common.
func (s *survey) findPair() {
	graphs, statuses, pairs := map[string]int{}, map[string]int{}, map[[2]string]int{}
	for _, job := range s.jobs {
		graph, status := job.str("relatedGraph"), job.str("status")
		graphs[graph]++
		statuses[status]++
		pairs[[2]string{graph, status}]++
	}
	for _, job := range s.jobs {
		graph, status := job.str("relatedGraph"), job.str("status")
		if n := pairs[[2]string{graph, status}]; n < graphs[graph] && n < statuses[status] && !uuidFormat.MatchString(graph) && (status == "success" || status == "failed") {
			s.facts["pairGraph"], s.facts["pairStatus"] = url.QueryEscape(graph), status
			return
		}
	}
}

// dayOf returns the day of a time as it is shown; "" if it is none.
func dayOf(shown string) string {
	if len(shown) < len(time.DateOnly) {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, shown[:len(time.DateOnly)]); err != nil {
		return ""
	}
	return shown[:len(time.DateOnly)]
}

// plusDays returns the day that is n days later.
func plusDays(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// hourOf returns the hour of a time as it is shown; "" if it is none.
func hourOf(shown string) string {
	if len(shown) < len("2006-01-02T15") {
		return ""
	}
	return shown[len("2006-01-02T"):len("2006-01-02T15")]
}

// findDays finds jobs and days to filter by. Where the list is long the graph of the job
// narrows the answer.
func (s *survey) findDays() {
	first, last := map[string]string{}, map[string]string{} // the days of each graph's jobs
	long := s.total > pageSize
	group := func(job *value) string {
		if long {
			return job.str("relatedGraph")
		}
		return ""
	}
	for _, job := range s.jobs {
		day, g := dayOf(job.str("beginTime")), group(job)
		if day == "" {
			continue
		}
		if first[g] == "" || day < first[g] {
			first[g] = day
		}
		last[g] = max(last[g], day)
	}
	set := func(name, filter string, job *value) {
		if s.facts[name+"Filter"] != "" {
			return
		}
		if long {
			filter = "graphName=" + url.QueryEscape(job.str("relatedGraph")) + "&" + filter
		}
		s.facts[name+"Filter"], s.facts[name+"Job"], s.facts[name+"Day"] = filter, job.str("jobId"), dayOf(job.str("beginTime"))
	}
	for _, job := range s.jobs {
		begin, end := job.str("beginTime"), job.str("endTime")
		day, endDay, g := dayOf(begin), dayOf(end), group(job)
		switch {
		case day == "":
			continue
		case endDay == "" && !slices.Contains(endedStatuses[:], job.str("status")):
			s.facts["unendedDay"], s.facts["unendedJob"] = day, job.str("jobId")
		case endDay > day:
			set("cross", "startTime="+day+"&endTime="+day, job)
		}
		if first[g] <= plusDays(day, -2) {
			set("start", "startTime="+day, job)
		}
		if last[g] >= plusDays(day, 2) && endDay == day && hourOf(end) < "15" {
			set("end", "endTime="+day, job)
		}
		if hourOf(begin) >= "16" {
			set("late", "startTime="+plusDays(day, 1), job)
		}
	}
}

// fillSome puts the facts that are there into a path, and leaves the other names.
func (s *survey) fillSome(path string) string {
	for name, fact := range s.facts {
		path = strings.ReplaceAll(path, "{"+name+"}", fact)
	}
	return path
}
