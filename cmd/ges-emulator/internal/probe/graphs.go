package probe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// oneJobProbes tell the rules of one job, and of jobs in version 2.
var oneJobProbes = [...]Probe{
	{
		Name: "show-job", Rule: "One job is as in the list: the same fields, in the same order", Calls: get("{v1}/graphs/{jobGraphID}/jobs/{jobID}/status"), Sees: "the job, the list",
		judge: showJob,
	},
	{
		Name: "no-such-job", Rule: "No such job: 400 GES.8301", Calls: get("{v1}/graphs/{unknownGraph}/jobs/{unknownJob}/status"), Sees: "status, code",
		judge: wantError(400, "GES.8301"),
	},
	{
		Name: "no-such-job-message", Rule: "Its message is «can not find job, jobId is …»", Calls: get("{v1}/graphs/{unknownGraph}/jobs/{unknownJob}/status"), Sees: "message",
		judge: func(e *evidence) verdict {
			return message("can not find job, jobId is ", e.survey.facts["unknownJob"])(e)
		},
	},
	{
		Name: "job-of-another-graph", Rule: "A job of another graph than the one in the path is shown", Calls: get("{v1}/graphs/{otherGraphID}/jobs/{jobID}/status"), Sees: "status",
		judge: allAccepted,
	},
	{
		Name: "jobs-v2", Rule: "Version 2 lists the jobs of version 1 under snake-case names", Calls: get("{v1}/graphs/jobs?limit=20", "{v2}/graphs/jobs?limit=20"), Sees: "the keys, jobId",
		judge: jobsOfVersion2,
	},
}

func showJob(e *evidence) verdict {
	a := e.answers[0]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	for _, job := range e.survey.jobs {
		if job.str("jobId") == a.json.str("jobId") {
			if !job.equal(a.json) {
				return differs(a, "it is another one than in the list")
			}
			return holds()
		}
	}
	return differs(a, "it is not the job that was asked for")
}

func jobsOfVersion2(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	v1, v2 := e.answers[0], e.answers[1]
	list := v2.json.list("job_list")
	if n, ok := v2.json.get("job_count").integer(); !ok || n < int64(len(e.survey.jobs)) {
		return differs(v2, "job_count is %q, and there are %d jobs", v2.json.get("job_count").literal(), len(e.survey.jobs))
	}
	if !slices.Equal(ids(list, "job_id"), v1.jobIDs()) {
		return differs(v2, "it has other jobs than version 1")
	}
	for _, job := range list {
		if problem := inOrder(job.keys, snake(jobKeys[:])); problem != "" {
			return differs(v2, "job %s: %s", job.str("job_id"), problem)
		}
	}
	if len(list) == 0 {
		return untold(noJob)
	}
	return holds()
}

// snake returns camel-case names as snake-case ones.
func snake(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		var b strings.Builder
		for _, r := range name {
			if r >= 'A' && r <= 'Z' {
				b.WriteByte('_')
				r += 'a' - 'A'
			}
			b.WriteRune(r)
		}
		list[i] = b.String()
	}
	return list
}

const noGraph, noBackup = "there is no graph", "there is no backup"

// graphProbes tell the rules of graphs.
var graphProbes = [...]Probe{
	{Name: "graphs-list", Rule: "The list of graphs has graphCount and graphs", Sees: "the keys", judge: func(e *evidence) verdict { return listKeys(e.survey.graphList, "graphCount", "graphs") }},
	{Name: "graph-fields", Rule: "The fields of a graph are those of the vendor's SDK", Sees: "the keys", judge: everyGraph(func(g *value) (string, bool) { return knownKeys(g, ges.GraphFields(), ges.V1), true })},
	{Name: "graph-fields-v2", Rule: "In version 2 they are those of the SDK's version 2", Calls: get("{v2}/graphs?limit=100"), Sees: "the keys", judge: graphFields2},
	{Name: "versions-agree", Rule: "Version 2 has the data of version 1", Calls: get("{v2}/graphs?limit=100"), Sees: "id, name, status, created", judge: versionsAgree},
	{Name: "show-graph", Rule: "One graph is as in the list", Calls: get("{v1}/graphs/{graphID}"), Sees: "id, name, created", judge: showGraph},
	{Name: "graphs-limit", Rule: "limit and offset of graphs are those of jobs", Calls: get("{v1}/graphs?offset=0&limit=1"), Sees: "the number of graphs", judge: graphsLimit},
	{Name: "graphs-bad-limit", Rule: "The checks of parameters of graphs are those of jobs", Calls: get("{v1}/graphs?limit=0"), Sees: "status", judge: allRefused},
	{Name: "graphs-order", Rule: "Graphs are sorted by created, as jobs are by beginTime", Switch: "order", Sees: "created, beginTime", judge: func(e *evidence) verdict { return orderAsJobs(e, e.survey.graphList, "created", e.survey.graphs) }},
	{Name: "graph-status", Rule: "The statuses of a graph are 100, 200 to 211, 300, 303, 400, 800, 900, 901, 920", Sees: "status", judge: everyGraph(func(g *value) (string, bool) {
		return must(graphStatus.MatchString(g.str("status")) || !g.get("status").is(text), "status is %s", g.str("status")), true
	})},
	{Name: "graph-values", Rule: "status, graphSizeTypeIndex, isMultiAz and actionProgress are texts, replication is an integer", Sees: "these fields", judge: everyGraph(graphValues)},
	{Name: "graph-progress", Rule: "Only a graph of status 100 has an actionProgress", Sees: "status, actionProgress", judge: everyGraph(func(g *value) (string, bool) {
		return must(!g.has("actionProgress") || g.str("status") == "100" || !g.get("status").is(text), "its status is %s, and actionProgress is %s", g.str("status"), g.get("actionProgress").literal()), true
	})},
	{Name: "graph-absent", Rule: "publicIp and masterKeyId are absent, not empty", Sees: "these fields", judge: everyGraph(func(g *value) (string, bool) {
		for _, key := range []string{"publicIp", "masterKeyId"} {
			if g.has(key) && g.str(key) == "" {
				return key + " is empty", true
			}
		}
		return "", true
	})},
	{Name: "graph-ids", Rule: "Ids of graphs are UUIDs", Sees: "id", judge: everyGraph(func(g *value) (string, bool) {
		return must(uuidFormat.MatchString(g.str("id")), "the id is %q", g.str("id")), true
	})},
	{Name: "graph-paths", Rule: "An entry of a graph's paths has path, jobId and status", Sees: "schemaPath, edgesetPath, vertexsetPath", judge: everyGraph(graphPaths)},
	{Name: "quotas", Rule: "Quotas have type and available, that of graphs edgeVolume too", Calls: get("{v1}/graphs/quotas"), Sees: "the keys", judge: quotasWith("edgeVolume")},
}

var graphStatus = regexp.MustCompile(`^(100|20[0-9]|21[01]|300|303|400|800|900|901|920)$`)

// everyGraph judges graphs of version 1 one by one.
func everyGraph(judge func(graph *value) (problem string, tells bool)) func(*evidence) verdict {
	return func(e *evidence) verdict { return every(e.survey.graphList, e.survey.graphs, noGraph, judge) }
}

// every judges rows of a list one by one.
func every(a *answer, list []*value, missing string, judge func(row *value) (problem string, tells bool)) verdict {
	if a.failed != "" {
		return untold("%s: %s", a.call, a.failed)
	}
	found := false
	for _, row := range list {
		problem, tells := judge(row)
		if problem != "" {
			return differs(a, "%s %s: %s", strings.TrimPrefix(missing, "there is no "), row.str("id"), problem)
		}
		found = found || tells
	}
	if !found {
		return untold("%s that tells it", missing)
	}
	return holds()
}

func listKeys(a *answer, count, list string) verdict {
	if a.failed != "" {
		return untold("%s: %s", a.call, a.failed)
	}
	if n, ok := a.json.get(count).integer(); !a.ok() || !ok || n < 0 || !a.json.get(list).is(array) {
		return differs(a, "it is answered %s, with %s", a.was(), keysOf(a.json))
	}
	return holds()
}

// knownKeys is the problem that a row has a key that is none of its fields in a version.
func knownKeys(row *value, fields []ges.Field, v ges.Version) string {
	for _, key := range row.keys {
		if !slices.ContainsFunc(fields, func(f ges.Field) bool { return v == ges.V1 && f.V1 == key || v == ges.V2 && f.V2 == key }) {
			return "it has the unknown key " + key
		}
	}
	return ""
}

func graphFields2(e *evidence) verdict {
	a := e.answers[0]
	if v := listKeys(a, "graph_count", "graphs"); v.outcome != Holds {
		return v
	}
	return every(a, a.json.list("graphs"), noGraph, func(g *value) (string, bool) { return knownKeys(g, ges.GraphFields(), ges.V2), true })
}

func versionsAgree(e *evidence) verdict {
	a := e.answers[0]
	list := a.json.list("graphs")
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	if len(list) != len(e.survey.graphs) {
		return differs(a, "it has %d graphs, version 1 has %d", len(list), len(e.survey.graphs))
	}
	for i, g := range e.survey.graphs {
		for _, key := range []string{"id", "name", "created"} {
			if g.str(key) != list[i].str(key) {
				return differs(a, "%s is %q, in version 1 %q", key, list[i].str(key), g.str(key))
			}
		}
	}
	if len(list) == 0 {
		return untold(noGraph)
	}
	return holds()
}

func showGraph(e *evidence) verdict {
	a := e.answers[0]
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	shown := a.json
	if inner := shown.get("graph"); inner.is(object) {
		shown = inner
	}
	for _, g := range e.survey.graphs {
		if g.str("id") == shown.str("id") {
			for _, key := range []string{"name", "created"} {
				if g.str(key) != shown.str(key) {
					return differs(a, "%s is %q, in the list %q", key, shown.str(key), g.str(key))
				}
			}
			return holds()
		}
	}
	return differs(a, "it has no id of a graph in the list")
}

func graphsLimit(e *evidence) verdict {
	a := e.answers[0]
	switch {
	case !a.ok():
		return differs(a, "it is answered %s", a.was())
	case len(e.survey.graphs) < 2:
		return untold("there are fewer than 2 graphs")
	case len(a.json.list("graphs")) != 1:
		return differs(a, "it has %d graphs", len(a.json.list("graphs")))
	}
	return holds()
}

// orderAsJobs tells the order of rows, which must be that of the jobs.
func orderAsJobs(e *evidence, a *answer, key string, list []*value) verdict {
	own, jobs := sequence(a, key, list), sequence(e.survey.first, "beginTime", e.survey.jobs)
	if own.outcome == Holds && jobs.outcome == Holds && own.value != jobs.value {
		return differs(a, "they are %s, and the jobs %s", own.value, jobs.value)
	}
	return own
}

func graphValues(g *value) (string, bool) {
	for _, key := range []string{"status", "graphSizeTypeIndex", "isMultiAz", "actionProgress"} {
		if v := g.get(key); !v.is(text) && !v.is(absent) {
			return key + " is " + string(v.kindOf()), true
		}
	}
	if _, ok := g.get("replication").integer(); g.has("replication") && !ok {
		return "replication is " + string(g.get("replication").kindOf()), true
	}
	return "", true
}

func graphPaths(g *value) (string, bool) {
	tells := false
	for _, list := range detailLists {
		for _, entry := range g.list(list) {
			if !slices.Equal(entry.keys, []string{"path", "jobId", "status"}) {
				return fmt.Sprintf("an entry of %s has %s", list, keysOf(entry)), true
			}
			tells = true
		}
	}
	return "", tells
}

// quotasWith is the judgement of quotas, whose volume of edges has a name.
func quotasWith(volume string) func(*evidence) verdict {
	return func(e *evidence) verdict {
		a := e.answers[0]
		list := a.json.get("quotas").list("resources")
		if !a.ok() || len(list) == 0 {
			return differs(a, "it is answered %s, with %s", a.was(), keysOf(a.json))
		}
		for _, q := range list {
			n, ok := q.get("available").integer()
			if !ok || n < 0 || q.str("type") == "" || (q.str("type") == "graph") != q.has(volume) {
				return differs(a, "the quota %q has %s", q.str("type"), keysOf(q))
			}
		}
		return holds()
	}
}

// backupProbes tell the rules of backups.
var backupProbes = [...]Probe{
	{Name: "backups-list", Rule: "The list of backups has backupCount and backupList", Sees: "the keys", judge: func(e *evidence) verdict { return listKeys(e.survey.backupList, "backupCount", "backupList") }},
	{Name: "backup-fields", Rule: "The fields of a backup are those of the vendor's SDK", Sees: "the keys", judge: everyBackup(func(b *value) (string, bool) { return knownKeys(b, ges.BackupFields(), ges.V1), true })},
	{Name: "backup-fields-v2", Rule: "In version 2 they are those of the SDK's version 2", Calls: get("{v2}/graphs/backups?limit=100"), Sees: "the keys", judge: func(e *evidence) verdict {
		a := e.answers[0]
		if v := listKeys(a, "backup_count", "backup_list"); v.outcome != Holds {
			return v
		}
		return every(a, a.json.list("backup_list"), noBackup, func(b *value) (string, bool) { return knownKeys(b, ges.BackupFields(), ges.V2), true })
	}},
	{Name: "backups-order", Rule: "Backups are sorted by startTime, as jobs are by beginTime", Switch: "order", Sees: "startTime, beginTime", judge: func(e *evidence) verdict { return orderAsJobs(e, e.survey.backupList, "startTime", e.survey.backups) }},
	{Name: "backup-ids", Rule: "Ids of backups are UUIDs", Sees: "id", judge: everyBackup(func(b *value) (string, bool) {
		return must(uuidFormat.MatchString(b.str("id")), "the id is %q", b.str("id")), true
	})},
	{Name: "backup-name", Rule: "A manual backup is named <graph>-yyyyMMddHHmmss", Sees: "name, graphName", judge: everyBackup(backupName)},
	{Name: "backup-status", Rule: "A backup is backing_up, success or failed; its method is manual, auto or import", Sees: "status, backupMethod", judge: everyBackup(func(b *value) (string, bool) {
		return must(slices.Contains([]string{"backing_up", "success", "failed"}, b.str("status")) && slices.Contains([]string{"manual", "auto", "import"}, b.str("backupMethod")), "it is %q, by the method %q", b.str("status"), b.str("backupMethod")), true
	})},
	{Name: "backup-numbers", Rule: "startTimestamp, endTimestamp, size and duration are integers", Sees: "these fields", judge: everyBackup(backupNumbers)},
	{Name: "backup-timestamps", Rule: "startTimestamp is startTime in milliseconds", Sees: "startTimestamp, startTime", judge: everyBackup(func(b *value) (string, bool) {
		at, err := time.Parse("2006-01-02T15:04:05", b.str("startTime"))
		ms, ok := b.get("startTimestamp").integer()
		if err != nil || !ok {
			return "", false
		}
		return must(time.UnixMilli(ms).Sub(at).Abs() <= time.Second, "startTime is %s, startTimestamp %d", b.str("startTime"), ms), true
	})},
}

// everyBackup judges backups of version 1 one by one.
func everyBackup(judge func(backup *value) (problem string, tells bool)) func(*evidence) verdict {
	return func(e *evidence) verdict { return every(e.survey.backupList, e.survey.backups, noBackup, judge) }
}

func backupName(b *value) (string, bool) {
	if b.str("backupMethod") != "manual" || b.str("graphName") == "" {
		return "", false
	}
	rest, ok := strings.CutPrefix(b.str("name"), b.str("graphName")+"-")
	_, err := time.Parse("20060102150405", rest)
	return must(ok && err == nil, "the name is %q", b.str("name")), true
}

func backupNumbers(b *value) (string, bool) {
	for _, key := range []string{"startTimestamp", "endTimestamp", "size", "duration"} {
		if _, ok := b.get(key).integer(); b.has(key) && !ok {
			return key + " is " + string(b.get(key).kindOf()), true
		}
	}
	return "", true
}
