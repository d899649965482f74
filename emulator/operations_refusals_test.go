package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// reachable is a graph of each status. The clock stands a minute after the start.
const reachable = `version: 1
projects:
  "*":
    quotas: {graph: 100, backup: 2}
    graphs:
      - {name: g200, backups: [{name: b200, created: -1d, id: backup-200}, {name: bad, created: -1d, status: failed, id: backup-bad}]}
      - {name: g300, status: faulty}
      - {name: g303, status: creationFailed}
      - {name: g800, status: frozen, backups: [{name: b800, created: -1d, id: backup-800}]}
      - {name: g900, status: stopped}
      - {name: exporting-backup}
      - {name: importing-backup}
      - {name: deleting}
      - {name: deleting-stopped, status: stopped}
      - {name: deleting-importing}
    jobs:
      - {jobName: CreateGraph, relatedGraph: g100c, begin: 0s, running: 1h}
      - {jobName: StartGraph, relatedGraph: g100s, begin: 0s, waiting: 1h, running: 1h}
      - {jobName: UpgradeGraph, relatedGraph: g201, begin: 0s, running: 1h}
      - {jobName: ImportGraph, relatedGraph: g202, begin: 0s, running: 1h}
      - {jobName: ExportGraph, relatedGraph: g204, begin: 0s, running: 1h}
      - {jobName: ClearGraph, relatedGraph: g205, begin: 0s, running: 1h}
      - {jobName: ResizeGraph, relatedGraph: g206, begin: 0s, waiting: 1h, running: 1h}
      - {jobName: ResizeGraph, relatedGraph: g207, begin: 0s, running: 1h}
      - {jobName: ExpandGraph, relatedGraph: g210, begin: 0s, waiting: 1h, running: 1h}
      - {jobName: ExpandGraph, relatedGraph: g211, begin: 0s, running: 1h}
      - {jobName: StopGraph, relatedGraph: g901, begin: 0s, running: 1h}
      - {jobName: RestartGraph, relatedGraph: g920r, begin: 0s, running: 1h}
      - {jobName: RestoreGraph, relatedGraph: g920, begin: 0s, running: 1h}
      - {jobName: ExportBackup, relatedGraph: exporting-backup, begin: 0s, running: 1h}
      - {jobName: ImportBackup, relatedGraph: importing-backup, begin: 0s, running: 1h}
      - {jobName: CreateBackup, relatedGraph: backed-up, begin: 0s, running: 1h}
      - {jobName: DeleteGraph, relatedGraph: deleting, begin: 0s, running: 1h}
      - {jobName: DeleteGraph, relatedGraph: deleting-stopped, begin: 0s, running: 1h}
      - {jobName: DeleteGraph, relatedGraph: deleting-importing, begin: 0s, running: 1h}
      - {jobName: ImportGraph, relatedGraph: deleting-importing, begin: 10s, running: 1h}
`

// callsOnGraph is a good call of each operation on a graph, in both versions; "": the
// version does not have it. %s is the graph's id.
var callsOnGraph = []struct{ id, v1, v2 string }{
	{"StartGraph", "POST %s/action?action_id=start", "POST %s/start"},
	{"StopGraph", "POST %s/action?action_id=stop", "POST %s/stop"},
	{"RestartGraph", "POST %s/action?action_id=restart", "POST %s/restart"},
	{"ImportGraph", "POST %s/action?action_id=import-graph " + importBody, `POST %s/import-graph {"edgeset_path":"b/e.csv"}`},
	{"ExportGraph", `POST %s/action?action_id=export-graph {"graphExportPath":"b/","edgeSetName":"e","vertexSetName":"v","schemaName":"s"}`, `POST %s/export-graph {"graph_export_path":"b/","edge_set_name":"e","vertex_set_name":"v","schema_name":"s"}`},
	{"ClearGraph", "POST %s/action?action_id=clear-graph", "POST %s/clear-graph"},
	{"UpgradeGraph", `POST %s/action?action_id=upgrade {"upgradeVersion":"9.9"}`, `POST %s/upgrade {"upgrade_version":"9.9"}`},
	{"ResizeGraph", `POST %s/resize {"resize":{"graphSizeTypeIndex":2}}`, `POST %s/resize {"resize":{"graph_size_type_index":"2"}}`},
	{"ExpandGraph", `POST %s/expand {"expand":{"replication":2}}`, `POST %s/expand {"expand":{"replication":2}}`},
	{"CreateBackup", "POST %s/backups", "POST %s/backups"},
	{"ExportBackup", "", `POST %s/backups/export {"backup_id":"backup-200","export_path":"b/"}`},
	{"ImportBackup", "", `POST %s/backups/import {"import_path":"b/"}`},
	{"AttachEip", `POST %s/action?action_id=bindEip {"eipId":"e"}`, `POST %s/bind-eip {"eip_id":"e"}`},
	{"DetachEip", `POST %s/action?action_id=unbindEip {"eipId":"e"}`, `POST %s/unbind-eip {"eip_id":"e"}`},
	{"ChangeSecurityGroup", "", `POST %s/sg/change {"security_group_id":"s"}`},
	{"DeleteGraph", "DELETE %s", "DELETE %s"},
	{"DeleteBackup", "DELETE %s/backups/unknown", "DELETE %s/backups/unknown"},
}

// wantedCode is the design's table of states: what an operation on a graph is answered;
// "": it is not refused for its state.
func wantedCode(operation, graph, status string) string {
	allowed := []string{"200"}
	switch operation {
	case "StartGraph":
		allowed = []string{"900"}
	case "RestartGraph":
		allowed = []string{"200", "202", "204", "205"}
	case "DeleteBackup":
		if status == "800" {
			return "GES.7001"
		}
		return ""
	case "DeleteGraph":
		underWay := status != "200" && status != "300" && status != "303" && status != "800" && status != "900" ||
			strings.Contains(graph, "backup") || graph == "backed-up" || strings.HasPrefix(graph, "deleting")
		if !underWay {
			return ""
		}
		allowed = nil
	}
	deleting := strings.HasPrefix(graph, "deleting")
	switch {
	case deleting:
		return "GES.7054"
	case slices.Contains(allowed, status):
		return ""
	case graph == "g100c":
		return "GES.7042"
	case status == "800":
		return "GES.7001"
	case operation == "StartGraph":
		return "GES.7015"
	case operation == "RestartGraph":
		return "GES.7016"
	case strings.Contains(graph, "backup") || graph == "backed-up":
		return "GES.7002"
	case status == "900" || status == "901":
		return "GES.7003"
	default:
		return "GES.7001"
	}
}

// otherCode is the code of a good call that is refused for another reason than a state.
func otherCode(operation, graph string) string {
	switch {
	case operation == "StartGraph", operation == "RestartGraph":
		return ""
	case operation == "DetachEip":
		return "GES.7039"
	case operation == "DeleteBackup", operation == "ExportBackup" && graph != "g200":
		return "GES.7024"
	case operation == "CreateBackup", operation == "ImportBackup":
		return "GES.7019"
	}
	return ""
}

// Every operation on a graph of every status that can be reached is answered as the
// design's table says, in both versions.
func TestOperationsByStatus(t *testing.T) {
	base := newEmulator(t, emulator.WithScenarioYAML("reachable.yaml", []byte(reachable)))
	project(t, base, "p1").Advance(time.Minute)
	snapshot := project(t, base, "p1").Snapshot()
	var list struct{ Graphs []shownGraph }
	decodeAnswer(t, base, "/v1.0/p1/graphs?limit=100", &list)
	reached := map[string]bool{}
	for _, g := range list.Graphs {
		reached[g.Status] = true
		if strings.HasPrefix(g.Name, "g") && g.Name[1:4] != g.Status {
			t.Errorf("%s has the status %s", g.Name, g.Status)
		}
		for _, o := range callsOnGraph {
			for version, call := range map[string]string{"v1.0": o.v1, "v2": o.v2} {
				if call == "" {
					continue
				}
				// Each call is made on a fresh project, as it may change the graph.
				id := strings.NewReplacer("_", "-").Replace(fmt.Sprint(o.id, g.Name, version[:2]))
				p := project(t, base, id)
				if err := p.Restore(snapshot); err != nil {
					t.Fatal(err)
				}
				want := wantedCode(o.id, g.Name, g.Status)
				if want == "" {
					want = otherCode(o.id, g.Name)
				}
				rec := request(t, base, fmt.Sprintf(call, "/"+version+"/"+id+"/graphs/"+g.ID))
				got := refusalOf(rec.Body.String())
				if got != want || (rec.Code == http.StatusOK) != (want == "") {
					t.Errorf("%s %s on %s, status %s: %d %s, want %q", version, o.id, g.Name, g.Status, rec.Code, rec.Body, want)
				}
			}
		}
	}
	for _, status := range strings.Fields("100 200 201 202 204 205 206 207 210 211 300 303 800 900 901 920") {
		if !reached[status] {
			t.Errorf("no graph has the status %s", status)
		}
	}
}

// refusalOf returns the error code of an answer; "": it is no error.
func refusalOf(body string) string {
	for _, key := range []string{`"errorCode":"`, `"error_code":"`} {
		if _, rest, ok := strings.Cut(body, key); ok {
			code, _, _ := strings.Cut(rest, `"`)
			return code
		}
	}
	return ""
}

// Of several reasons to refuse a call the first in the design's order is the answer.
func TestOrderOfRefusals(t *testing.T) {
	const text = `version: 1
auth:
  mode: token
  tokens: [{value: good}]
projects:
  "*":
    quotas: {graph: 2, backup: 2}
    graphs:
      - {name: movies, backups: [{name: b1, created: -1d, id: b1}, {name: b2, created: -1d, id: b2, status: failed}]}
      - {name: music, status: stopped}
    faults:
      - {name: f, when: {header: {x-fail: "1"}}, reply: {errorCode: GES.9999}}
`
	e := newEmulator(t, emulator.WithScenarioYAML("order.yaml", []byte(text)))
	rec := request(t, e, "GET /v1.0/p1/graphs", "X-Auth-Token: good")
	ids := map[string]string{}
	for _, name := range []string{"movies", "music"} {
		before, _, _ := strings.Cut(rec.Body.String(), `","name":"`+name)
		ids[name] = before[strings.LastIndex(before, `"`)+1:]
	}
	graphs, movies, music := "/v1.0/p1/graphs", "/v1.0/p1/graphs/"+ids["movies"], "/v1.0/p1/graphs/"+ids["music"]
	create := func(name, size, rest string) string {
		return `{"graph":{"name":"` + name + `","graphSizeTypeIndex":` + size + `,"vpcId":"v","subnetId":"s"` + rest + `}}`
	}
	const sg = `,"securityGroupId":"g"`
	for _, c := range []struct {
		name, call, header, want string
	}{
		{"credentials before a fault", "POST " + graphs + " [", "X-Fail: 1 bad", "APIGW.0301"},
		{"a fault before the form", "POST " + graphs + " [", "X-Fail: 1", "GES.9999"},
		{"a parameter before the form", "DELETE " + movies + "?keepBackup=perhaps [", "", "GES.0001"},
		{"the form before a missing key", `POST ` + graphs + ` {"graph":{"name":5}}`, "", "GES.7016"},
		{"no object", `POST ` + graphs + ` [1]`, "", "GES.7016"},
		{"a missing key before an empty one", "POST " + graphs + " " + create("", "9", ""), "", "GES.7049"},
		{"null is absent", "POST " + graphs + " " + create("", "9", `,"securityGroupId":null`), "", "GES.7049"},
		{"an empty value before the name's form", "POST " + graphs + " " + create("1", "9", `,"securityGroupId":""`), "", "GES.7050"},
		{"the name's form before the size", "POST " + graphs + " " + create("1bad", "9", sg), "", "GES.7012"},
		{"the size before the name that is taken", "POST " + graphs + " " + create("movies", "9", sg), "", "GES.7023"},
		{"the name that is taken before the quota", "POST " + graphs + " " + create("movies", "1", sg), "", "GES.7013"},
		{"the quota", "POST " + graphs + " " + create("other", `"1"`, sg), "", "GES.7018"},
		{"the size before the graph", "POST " + graphs + `/none/resize {"resize":{"graphSizeTypeIndex":9}}`, "", "GES.7023"},
		{"the graph before all else", "POST " + graphs + `/none/action?action_id=start {"graph_backup_id":"none"}`, "", "GES.7000"},
		{"the state before the backup", "POST " + movies + `/action?action_id=start {"graph_backup_id":"none"}`, "", "GES.7015"},
		{"a backup of another graph", "POST " + music + `/action?action_id=start {"graph_backup_id":"b1"}`, "", "GES.7024"},
		{"a backup that failed", "POST " + strings.Replace(movies, "v1.0", "v2", 1) + `/backups/export {"backup_id":"b2","export_path":"x"}`, "", "GES.7040"},
		{"the state before the quota", "POST " + music + "/backups", "", "GES.7003"},
		{"the quota of backups", "POST " + movies + "/backups", "", "GES.7019"},
		{"a version that is not newer", "POST " + movies + `/action?action_id=upgrade {"upgradeVersion":"2.4.3.0"}`, "", "GES.7036"},
		{"a smaller size", "POST " + movies + `/resize {"resize":{"graphSizeTypeIndex":"1"}}`, "", "GES.7057"},
		{"fewer replicas", "POST " + movies + `/expand {"expand":{"replication":"1"}}`, "", "GES.7057"},
		{"no EIP", "POST " + movies + `/action?action_id=unbindEip {"eipId":"e"}`, "", "GES.7039"},
	} {
		headers := []string{"X-Auth-Token: good"}
		if strings.Contains(c.header, "bad") {
			headers = []string{"X-Auth-Token: bad"}
		}
		if c.header != "" {
			headers = append(headers, "X-Fail: 1")
		}
		rec := request(t, e, c.call, headers...)
		if got := refusalOf(rec.Body.String()); got != c.want {
			t.Errorf("%s: %s: %d %s, want %s", c.name, c.call, rec.Code, rec.Body, c.want)
		}
	}
	if rec := request(t, e, "POST "+movies+`/action?action_id=bindEip {"eipId":"e"}`, "X-Auth-Token: good"); rec.Code != http.StatusOK || rec.Body.String() != "{}" {
		t.Errorf("the EIP is not bound: %d %s", rec.Code, rec.Body)
	}
	if rec := request(t, e, "POST "+movies+`/action?action_id=bindEip {"eipId":"e"}`, "X-Auth-Token: good"); refusalOf(rec.Body.String()) != "GES.7038" {
		t.Errorf("the EIP is bound twice: %d %s", rec.Code, rec.Body)
	}
}

// A graph that is not there is refused as compat.unknownGraph says.
func TestUnknownGraph(t *testing.T) {
	for setting, want := range map[string][2]string{
		"by-version": {"400 GES.7000", "404 GES.0047"}, "GES.7000": {"400 GES.7000", "400 GES.7000"}, "GES.0047": {"404 GES.0047", "404 GES.0047"},
	} {
		e := newEmulator(t, emulator.WithScenarioYAML("u.yaml", []byte("version: 1\ncompat: {unknownGraph: "+setting+"}\nprojects: {\"*\": {graphs: [{name: movies}]}}\n")))
		for i, version := range []string{"v1.0", "v2"} {
			for _, call := range []string{"GET %s", "GET %s/backups", "DELETE %s", "POST %s/backups", "POST %s/expand {\"expand\":{\"replication\":2}}"} {
				rec := request(t, e, fmt.Sprintf(call, "/"+version+"/p1/graphs/none"))
				if got := fmt.Sprint(rec.Code, " ", refusalOf(rec.Body.String())); got != want[i] {
					t.Errorf("%s, %s, %s: %s, want %s", setting, version, call, got, want[i])
				}
			}
			rec := request(t, e, "GET /"+version+"/p1/graphs/none/jobs/none/status")
			if got := refusalOf(rec.Body.String()); got != "GES.8301" || !strings.Contains(rec.Body.String(), "can not find job, jobId is none") {
				t.Errorf("%s: an unknown job is %s", version, rec.Body)
			}
		}
	}
}
