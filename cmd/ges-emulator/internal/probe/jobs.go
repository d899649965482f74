package probe

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// The words for the statuses of a job.
var (
	statusWords   = [...]string{"waiting", "pending", "running", "success", "failed", "partiallyFailed"}
	endedStatuses = [...]string{"success", "failed", "partiallyFailed"}
	jobKeys       = [...]string{"jobId", "status", "jobType", "jobName", "relatedGraph", "beginTime", "endTime", "jobDetail", "failReason", "jobProgress"}
)

func ended(job *value) bool { return slices.Contains(endedStatuses[:], job.str("status")) }

const noJob = "there is no job"

// jobProbes tell the rules of the fields of a job.
var jobProbes = [...]Probe{
	{
		Name: "field-order", Rule: "The fields of a job are in the order of the page's example", Sees: "the keys of each job",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return inOrder(job.keys, jobKeys[:]), true
		}),
	},
	{Name: "job-ids-unique", Rule: "Ids are unique within a project", Sees: "jobId", judge: uniqueIDs},
	{
		Name: "job-id-format", Rule: "A job id is 32 hexadecimal digits, a UUID, or a UUID and nine digits", Sees: "jobId",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return must(idFormat.MatchString(job.str("jobId")), "the id has another format"), true
		}),
	},
	{
		Name: "job-id-host", Rule: "A job id of 32 digits begins with ff808081", Sees: "jobId",
		judge: everyJob("no job has an id of 32 digits", func(job *value) (string, bool) {
			id := job.str("jobId")
			return must(!isHex(id) || strings.HasPrefix(id, "ff808081"), "the id begins otherwise"), isHex(id)
		}),
	},
	{
		Name: "job-id-time", Rule: "A job id of 32 digits has the begin in milliseconds in its digits 17 to 28", Sees: "jobId, beginTime",
		judge: everyJob("no job has an id of 32 digits", func(job *value) (string, bool) {
			at, begin := timeInID(job)
			return must(at.IsZero() || at.Sub(begin).Abs() <= time.Second, "its id says %s, its beginTime %s", at.Format(time.DateTime), job.str("beginTime")), !at.IsZero()
		}),
	},
	{
		Name: "time-rounding", Rule: "Times are rounded to the nearest second, half up", Sees: "jobId, beginTime",
		judge: everyJob("no job has an id of 32 digits with the milliseconds of its begin", func(job *value) (string, bool) {
			at, begin := timeInID(job)
			if at.IsZero() || at.Sub(begin).Abs() > time.Second {
				return "", false
			}
			return must(at.Add(500*time.Millisecond).Truncate(time.Second).Equal(begin), "it began at %s, and beginTime is %s", at.Format("15:04:05.000"), job.str("beginTime")), at.Nanosecond() > 0
		}),
	},
	{
		Name: "job-status", Rule: "The statuses are waiting (or pending), running, success, failed and partiallyFailed", Sees: "status",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return must(slices.Contains(statusWords[:], job.str("status")), "status is %q", job.str("status")), true
		}),
	},
	{
		Name: "queued-status", Rule: "A queued job has the status waiting, or with compat.queuedStatus: pending the status pending", Switch: "queuedStatus",
		Calls: get("{v1}/graphs/jobs?status=waiting&limit=500"), Sees: "status", judge: queuedStatus,
	},
	{
		Name: "job-type", Rule: "jobType is a text", Sees: "jobType",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return must(job.get("jobType").is(text), "jobType is %s", job.get("jobType").kindOf()), true
		}),
	},
	{
		Name: "job-name", Rule: "jobName is a text", Sees: "jobName",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return must(job.get("jobName").is(text), "jobName is %s", job.get("jobName").kindOf()), true
		}),
	},
	{
		Name: "job-names", Rule: "jobName is a documented name, or one formed in the same way", Sees: "jobName",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			name := job.get("jobName")
			return must(!name.is(text) || ges.JobNameIndex(name.text) >= 0, "jobName is %q", job.str("jobName")), name.is(text)
		}),
	},
	{Name: "related-graph", Rule: "relatedGraph is the graph's name, not its id", Sees: "relatedGraph, the list of graphs", judge: relatedGraph},
	{
		Name: "begin-time", Rule: "beginTime is always present", Sees: "beginTime",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			return must(job.get("beginTime").is(text), "beginTime is %s", job.get("beginTime").kindOf()), true
		}),
	},
	{
		Name: "end-time-field", Rule: "endTime is there once a job has ended; until then the key is absent", Sees: "status, endTime",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			end := job.get("endTime")
			if !ended(job) {
				return must(end.is(absent) || !slices.Contains(statusWords[:], job.str("status")), "it is %s, and endTime is %s", job.str("status"), end.kindOf()), true
			}
			return must(end.is(text), "it is %s, and endTime is %s", job.str("status"), end.kindOf()), true
		}),
	},
	{
		Name: "time-format", Rule: "Times are yyyy-MM-ddTHH:mm:ss, without a zone", Sees: "beginTime, endTime",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			for _, key := range []string{"beginTime", "endTime"} {
				if t := job.get(key); t.is(text) {
					if _, ok := timeOf(t.text); !ok || !timeFormat.MatchString(t.text) {
						return key + " is " + t.text, true
					}
				}
			}
			return "", job.get("beginTime").is(text)
		}),
	},
	{
		Name: "job-detail-imports", Rule: "Only an ImportGraph has a jobDetail", Sees: "jobName, jobDetail",
		judge: everyJob("there is no other job than imports", func(job *value) (string, bool) {
			other := job.str("jobName") != ges.ImportGraph && job.str("jobName") != ""
			return must(!other || !job.has("jobDetail"), "it is a %s, and has a jobDetail", job.str("jobName")), other
		}),
	},
	{
		Name: "job-detail-ended", Rule: "An ImportGraph has a jobDetail once it has ended", Sees: "jobName, status, jobDetail",
		judge: everyJob("there is no import", func(job *value) (string, bool) {
			if job.str("jobName") != ges.ImportGraph || !slices.Contains(statusWords[:], job.str("status")) {
				return "", false
			}
			return must(job.has("jobDetail") == ended(job), "it is %s, and jobDetail is %s", job.str("status"), job.get("jobDetail").kindOf()), true
		}),
	},
	{
		Name: "fail-reason", Rule: "failReason is there if a job ended failed or partiallyFailed; otherwise the key is absent", Sees: "status, failReason",
		judge: everyJob(noJob, func(job *value) (string, bool) {
			status, why := job.str("status"), job.get("failReason")
			if status == "failed" || status == "partiallyFailed" {
				return must(why.is(text), "it is %s, and failReason is %s", status, why.kindOf()), true
			}
			return must(why.is(absent) || !slices.Contains(statusWords[:], status), "it is %s, and failReason is %s", status, why.kindOf()), true
		}),
	},
	{Name: "progress", Rule: "jobProgress is always present, and 0; with compat.progress: elapsed it is 100 once a job has ended", Switch: "progress", Sees: "status, jobProgress", judge: progress},
}

var (
	idFormat   = regexp.MustCompile(`^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}([0-9]{9})?)$`)
	hexFormat  = regexp.MustCompile(`^[0-9a-f]{32}$`)
	timeFormat = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$`)
	uuidFormat = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

func isHex(id string) bool { return hexFormat.MatchString(id) }

// timeInID returns the begin that a job's id has, and the one that is shown; zero: the id
// has none.
func timeInID(job *value) (at, begin time.Time) {
	id := job.str("jobId")
	begin, err := time.Parse("2006-01-02T15:04:05", job.str("beginTime"))
	if err != nil || !isHex(id) {
		return time.Time{}, begin
	}
	ms, err := strconv.ParseInt(id[16:28], 16, 64)
	if err != nil {
		return time.Time{}, begin
	}
	return time.UnixMilli(ms).UTC(), begin
}

// inOrder is the problem that keys are unknown or not in an order; "": none.
func inOrder(keys, order []string) string {
	last := -1
	for _, key := range keys {
		i := slices.Index(order, key)
		if i < 0 {
			return "it has the unknown key " + key
		}
		if i < last {
			return key + " comes after " + order[last]
		}
		last = i
	}
	return ""
}

func uniqueIDs(e *evidence) verdict {
	for _, page := range e.survey.pages {
		seen := map[string]bool{}
		for _, id := range page.jobIDs() {
			if seen[id] {
				return differs(page, "the id %s is there twice", id)
			}
			seen[id] = true
		}
	}
	if len(e.survey.jobs) < 2 {
		return untold("there are fewer than 2 jobs")
	}
	return holds()
}

func queuedStatus(e *evidence) verdict {
	words := map[string]bool{}
	for _, job := range slices.Concat(e.answers[0].jobs(), e.survey.jobs) {
		if status := job.str("status"); status == "waiting" || status == "pending" {
			words[status] = true
		}
	}
	switch {
	case words["waiting"] && words["pending"]:
		return differs(e.answers[0], "some queued jobs are waiting, some pending")
	case words["waiting"]:
		return holdsAs("waiting")
	case words["pending"]:
		return holdsAs("pending")
	}
	return untold("no job is waiting")
}

func relatedGraph(e *evidence) verdict {
	byID, byName := map[string]bool{}, map[string]bool{}
	for _, g := range e.survey.graphs {
		byID[g.str("id")], byName[g.str("name")] = true, true
	}
	named := false
	for _, job := range e.survey.jobs {
		graph := job.get("relatedGraph")
		switch {
		case !graph.is(text):
			return differs(e.survey.pageOf(job), "relatedGraph of job %s is %s", job.str("jobId"), graph.kindOf())
		case byID[graph.text] || uuidFormat.MatchString(graph.text):
			return differs(e.survey.pageOf(job), "relatedGraph of job %s is the id of a graph", job.str("jobId"))
		}
		named = named || byName[graph.text]
	}
	if !named {
		return untold("no job is of a graph that is listed")
	}
	return holds()
}

func progress(e *evidence) verdict {
	zeros, hundreds, others := 0, 0, 0
	for _, job := range e.survey.jobs {
		n := job.get("jobProgress")
		switch {
		case !n.is(number):
			return differs(e.survey.pageOf(job), "jobProgress of job %s is %s", job.str("jobId"), n.kindOf())
		case !ended(job):
		case isNumber(n, 0):
			zeros++
		case isNumber(n, 100):
			hundreds++
		default:
			others++
		}
	}
	switch {
	case zeros+hundreds+others == 0:
		return untold("no job has ended")
	case others >= zeros+hundreds:
		return differs(e.survey.pages[0], "jobProgress of ended jobs is neither 0 nor 100")
	case zeros > hundreds:
		return holdsAs("zero")
	}
	return holdsAs("elapsed")
}

func isNumber(v *value, want float64) bool {
	got, err := strconv.ParseFloat(v.text, 64)
	return err == nil && got == want
}
