package probe

// The values of the switches.
const (
	oldestFirst, newestFirst = "oldest-first", "newest-first"
	beginEnd, beginOnly      = "begin-end", "begin"
)

// dayProbes tell the rules of startTime and endTime.
var dayProbes = [...]Probe{
	{
		Name: "start-time", Rule: "startTime selects the jobs that began on that day or later", Calls: get("{v1}/graphs/jobs?{startFilter}&limit=500"),
		Sees: "beginTime, jobId", judge: startTime,
	},
	{
		Name: "end-time", Rule: "endTime selects the jobs of that day or earlier", Calls: get("{v1}/graphs/jobs?{endFilter}&limit=500"),
		Sees: "beginTime, jobId", judge: endTime,
	},
	{
		Name: "days-utc", Rule: "Days are UTC days: the day of a time is the one that the answer shows", Calls: get("{v1}/graphs/jobs?{lateFilter}&limit=500"),
		Sees: "jobId: whether a job of an evening is one of the next day", judge: daysUTC,
	},
	{
		Name: "date-range", Rule: "endTime is compared with the day of a job's end, or with compat.dateRange: begin with that of its begin", Switch: "dateRange",
		Calls: get("{v1}/graphs/jobs?{crossFilter}&limit=500"), Sees: "jobId: whether a job that ended on a later day is there", judge: dateRange,
	},
	{
		Name: "unended-end-time", Rule: "For a job that has not ended endTime is compared with its begin day", Calls: get("{v1}/graphs/jobs?status=running&endTime={unendedDay}&limit=500", "{v1}/graphs/jobs?status=waiting&endTime={unendedDay}&limit=500"),
		Sees: "jobId", judge: unendedEndTime,
	},
	{
		Name: "range-reversed", Rule: "startTime after endTime is valid and matches no job", Calls: get("{v1}/graphs/jobs?startTime=2019-03-28&endTime=2019-03-27"),
		Sees: "status, jobCount", judge: nonEmpty(noneMatch),
	},
	{
		Name: "any-day", Rule: "Any day of the years 0000 to 9999 is valid", Calls: get("{v1}/graphs/jobs?startTime=0000-01-01&limit=1", "{v1}/graphs/jobs?endTime=9999-12-31&limit=1"),
		Sees: "status", judge: allAccepted,
	},
}

func startTime(e *evidence) verdict {
	a, day := e.answers[0], e.survey.facts["startDay"]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	for _, job := range a.jobs() {
		if begin := dayOf(job.str("beginTime")); begin != "" && begin < plusDays(day, -1) {
			return differs(a, "it has the job %s, which began on %s", job.str("jobId"), begin)
		}
	}
	if id := e.survey.facts["startJob"]; !a.hasJob(id) && !a.short() {
		return differs(a, "it does not have the job %s, which began on that day", id)
	}
	return holds()
}

func endTime(e *evidence) verdict {
	a, day := e.answers[0], e.survey.facts["endDay"]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	for _, job := range a.jobs() {
		if begin := dayOf(job.str("beginTime")); begin > plusDays(day, 1) {
			return differs(a, "it has the job %s, which began on %s", job.str("jobId"), begin)
		}
	}
	if id := e.survey.facts["endJob"]; !a.hasJob(id) && !a.short() {
		return differs(a, "it does not have the job %s, which began and ended on that day", id)
	}
	return holds()
}

func daysUTC(e *evidence) verdict {
	a, id := e.answers[0], e.survey.facts["lateJob"]
	switch {
	case !a.ok():
		return differs(a, "it is answered %s", a.was())
	case a.hasJob(id) && a.count() >= e.survey.total:
		return untold("the filter startTime leaves no job out")
	case a.hasJob(id):
		return differs(a, "it has the job %s, which began on %s", id, e.survey.facts["lateDay"])
	case a.short():
		return untold("too many jobs match")
	}
	return holds()
}

func dateRange(e *evidence) verdict {
	a := e.answers[0]
	switch {
	case !a.ok():
		return differs(a, "it is answered %s", a.was())
	case a.hasJob(e.survey.facts["crossJob"]):
		return holdsAs(beginOnly)
	case a.short():
		return untold("too many jobs match")
	}
	return holdsAs(beginEnd)
}

func unendedEndTime(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	id := e.survey.facts["unendedJob"]
	if running, waiting := e.answers[0], e.answers[1]; !running.hasJob(id) && !waiting.hasJob(id) {
		if running.short() || waiting.short() {
			return untold("too many jobs match")
		}
		return differs(running, "the job %s, which began on that day, is neither there nor with status=waiting", id)
	}
	return holds()
}
