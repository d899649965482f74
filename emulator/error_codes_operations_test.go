package emulator_test

import "github.com/ges-emulator/ges-emulator/emulator"

// graphsInEachState is a scenario with a graph in each state that refuses something, and
// with the state as its id.
const graphsInEachState = `projects:
  "*":
    graphs:
      - {name: movies, id: running, graphSizeTypeIndex: "2"}
      - {name: orders, id: stopped, status: stopped, backups: [{name: bad, id: failed, created: -3d, status: failed}]}
      - {name: music, id: frozen, status: frozen}
      - {name: roads, id: backed-up}
      - {name: links, id: being-deleted}
    jobs:
      - {jobName: CreateBackup, relatedGraph: roads, begin: -10s, running: forever}
      - {jobName: DeleteGraph, relatedGraph: links, begin: -10s, running: forever}
`

// refusalAnswers lists the errors of the calls that submit jobs or change graphs.
func refusalAnswers() []errorAnswer {
	const v1, v2 = "POST /v1.0/p1/graphs/", "POST /v2/p1/graphs/"
	create := func(name, size string) string {
		return `POST /v1.0/p1/graphs {"graph":{"name":"` + name + `","graphSizeTypeIndex":"` + size + `","vpcId":"v","subnetId":"s","securityGroupId":"g"}}`
	}
	full := []emulator.Option{withYAML("projects: {\"*\": {quotas: {graph: 1, backup: 0}, graphs: [{name: movies, id: running}]}}")}
	list := []errorAnswer{
		{code: "GES.7000", when: "version 1: a graph that does not exist, or is gone", call: "GET /v1.0/p1/graphs/none"},
		{code: "GES.0047", when: "version 2: a graph that does not exist, or is gone", call: "GET /v2/p1/graphs/none"},
		{code: "GES.7001", when: "a frozen graph; a graph whose status does not allow the operation, and has no code of its own", call: v2 + "frozen/stop"},
		{code: "GES.7002", when: "a graph that is being backed up, or whose backup is exported or imported", call: "DELETE /v1.0/p1/graphs/backed-up"},
		{code: "GES.7003", when: "a graph that is stopped, or being stopped", call: v2 + "stopped/clear-graph"},
		{code: "GES.7012", when: "`CreateGraph`: a name that is not 4 to 50 letters, digits and `_`, a letter first", call: create("abc", "1")},
		{code: "GES.7013", when: "`CreateGraph`: the name of a graph that is there", call: create("movies", "1")},
		{code: "GES.7015", message: "The graph is not running or stopped.", when: "`StartGraph`: a graph that is not stopped", call: v2 + "running/start"},
		{code: "GES.7016", when: "a body that is not a JSON object, or has a value of another type", call: v2 + "running/resize []"},
		{code: "GES.7016", message: "The request is invalid.", when: "`RestartGraph`: a status other than 200, 202, 204 and 205", call: v2 + "stopped/restart"},
		{code: "GES.7018", when: "`CreateGraph`: as many graphs as the scenario's `quotas` allow", options: full, call: create("people", "1")},
		{code: "GES.7019", when: "`CreateBackup`, `ImportBackup`: as many backups as the scenario's `quotas` allow", options: full, call: v2 + "running/backups"},
		{code: "GES.7023", when: "`CreateGraph`, `ResizeGraph`: a size that is none of the documented ones", call: create("people", "7")},
		{code: "GES.7024", when: "a backup that does not exist, is deleted, or is one of another graph", call: v2 + `stopped/start {"graph_backup_id":"none"}`},
		{code: "GES.7036", when: "`UpgradeGraph`: a version that is not newer", call: v2 + `running/upgrade {"upgrade_version":"1.0.0"}`},
		{
			code: "GES.7038", when: "`AttachEip`: a graph that has an EIP",
			before: v2 + `running/bind-eip {"eip_id":"e"}`, call: v2 + `running/bind-eip {"eip_id":"f"}`,
		},
		{code: "GES.7039", when: "`DetachEip`: a graph that has no EIP", call: v2 + `running/unbind-eip {"eip_id":"e"}`},
		{code: "GES.7040", when: "a backup that did not succeed, or not yet", call: v2 + `stopped/start {"graph_backup_id":"failed"}`},
		{code: "GES.7042", when: "a graph that is being created", before: create("people", "1"), call: v2 + peopleGraph + "/stop"},
		{code: "GES.7048", when: "version 1: an `action_id` that the path does not have", call: v1 + "running/action?action_id=pause"},
		{code: "GES.7049", when: "a body without a required key", call: v2 + "running/upgrade {}"},
		{code: "GES.7050", when: "a required key with the value `\"\"`", call: v2 + `running/upgrade {"upgrade_version":""}`},
		{code: "GES.7054", when: "a graph that is being deleted", call: v2 + "being-deleted/stop"},
		{
			code: "GES.7057", when: "`ResizeGraph` to a size, `ExpandGraph` to a number of replicas, that is not larger",
			call: v2 + `running/resize {"resize":{"graph_size_type_index":"1"}}`,
		},
	}
	for i := range list {
		a := &list[i]
		a.status = 400
		if a.code == "GES.0047" {
			a.status = 404
		}
		if a.options == nil {
			a.options = []emulator.Option{withYAML(graphsInEachState)}
		}
	}
	return list
}
