package probe

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// version2Probes tell rules of version 2 beside those of its lists, and of single calls.
var version2Probes = [...]Probe{
	{
		Name: "graph-name-v2", Rule: "In version 2 graph_name selects the jobs of a graph", Calls: get("{v1}/graphs/jobs?graphName={graph}&limit=5", "{v2}/graphs/jobs?graph_name={graph}&limit=5"),
		Sees: "jobId, job_id", judge: sameInVersion2,
	},
	{
		Name: "days-v2", Rule: "In version 2 start_time selects by day", Calls: get("{v1}/graphs/jobs?startTime={startDay}&limit=5", "{v2}/graphs/jobs?start_time={startDay}&limit=5"),
		Sees: "the number of jobs, jobId, job_id", judge: sameInVersion2,
	},
	{
		Name: "show-job-v2", Rule: "In version 2 one job has the same fields under snake-case names", Calls: get("{v2}/graphs/{jobGraphID}/jobs/{jobID}/status"), Sees: "the keys",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			if problem := inOrder(a.json.keysIfAny(), snake(jobKeys[:])); !a.ok() || problem != "" || !a.json.has("job_id") {
				return differs(a, "it is answered %s, with %s", a.was(), keysOf(a.json))
			}
			return holds()
		},
	},
	{
		Name: "show-graph-v2", Rule: "In version 2 one graph has the fields of the SDK's version 2", Calls: get("{v2}/graphs/{graphID}"), Sees: "the keys of graph",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			g := a.json.get("graph")
			if !a.ok() || !g.has("id") {
				return differs(a, "it is answered %s, with %s", a.was(), keysOf(a.json))
			}
			if problem := knownKeys(g, ges.GraphFields(), ges.V2); problem != "" {
				return differs(a, "%s", problem)
			}
			return holds()
		},
	},
	{
		Name: "quotas-v2", Rule: "In version 2 quotas have edge_volume for edgeVolume", Calls: get("{v2}/graphs/quotas"), Sees: "the keys",
		judge: quotasWith("edge_volume"),
	},
	{
		Name: "graph-backups", Rule: "The backups of a graph are those of the list of all", Calls: get("{v1}/graphs/{backupGraphID}/backups?limit=100"), Sees: "id",
		judge: graphBackups,
	},
	{
		Name: "unknown-graph-backups", Rule: "The backups of an unknown graph are refused as the graph is", Sees: "status, code",
		Calls: get("{v1}/graphs/{unknownGraph}/backups", "{v1}/graphs/{unknownGraph}", "{v2}/graphs/{unknownGraph}/backups", "{v2}/graphs/{unknownGraph}"),
		judge: func(e *evidence) verdict {
			for i := 0; i+1 < len(e.answers); i += 2 {
				if a, graph := e.answers[i], e.answers[i+1]; a.was() != graph.was() {
					return differs(a, "it is answered %s, the graph %s", a.was(), graph.was())
				}
			}
			return holds()
		},
	},
	{
		Name: "gateway-message", Rule: "APIGW.0101 has the message of the signing guide", Calls: get("{v1}/graphs/no-such/path"), Sees: "message",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			row, _ := ges.LookUpError(ges.NoSuchAPI)
			if got := a.apiError(); got.message == "" {
				return untold("there is no message")
			} else if got.message != row.Message {
				return differs(a, "the message is %q", got.message)
			}
			return holds()
		},
	},
}

// keysIfAny returns the keys of an object.
func (v *value) keysIfAny() []string {
	if v == nil {
		return nil
	}
	return v.keys
}

// sameInVersion2 is the judgement that both versions list the same jobs.
func sameInVersion2(e *evidence) verdict {
	if v := allAccepted(e); v.outcome != Holds {
		return v
	}
	v1, v2 := e.answers[0], e.answers[1]
	if !slices.Equal(v1.jobIDs(), ids(v2.json.list("job_list"), "job_id")) {
		return differs(v2, "it has other jobs than version 1")
	}
	if v1.count() == e.survey.total {
		return untold("all jobs match")
	}
	return holds()
}

func graphBackups(e *evidence) verdict {
	a, s := e.answers[0], e.survey
	if n, ok := s.backupList.json.get("backupCount").integer(); ok && n != int64(len(s.backups)) {
		return untold("not all backups were read")
	}
	if !a.ok() {
		return differs(a, "it is answered %s", a.was())
	}
	var want []string
	for _, b := range s.backups {
		if b.str("graphId") == s.facts["backupGraphID"] {
			want = append(want, b.str("id"))
		}
	}
	if got := ids(a.json.list("backupList"), "id"); !slices.Equal(got, want) {
		return differs(a, "it has %d backups, the list of all has %d of this graph", len(got), len(want))
	}
	return holds()
}
