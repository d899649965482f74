package derive_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const export = `{"graphExportPath":"bucket/out/","edgeSetName":"e","vertexSetName":"v","schemaName":"s"}`

// id is a member of an answer.
func (u *upstream) id(answer, key string) string {
	u.t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(answer), &o); err != nil {
		u.t.Fatalf("%s: %v", answer, err)
	}
	id, _ := o[key].(string)
	if id == "" {
		u.t.Fatalf("no %s in %s", key, answer)
	}
	return id
}

// wait polls a job until it has ended.
func (u *upstream) wait(graph, job string) {
	u.t.Helper()
	for range 200 {
		u.project.Advance(7 * time.Second)
		answer := u.call("GET", "/v1.0/p1/graphs/"+graph+"/jobs/"+job+"/status", "")
		u.call("GET", "/v1.0/p1/graphs/"+graph, "")
		if !strings.Contains(answer, `"waiting"`) && !strings.Contains(answer, `"running"`) {
			return
		}
	}
	u.t.Fatalf("job %s does not end", job)
}

// deploy creates a graph, fills it, exports it, backs it up, stops it, restores it, and
// deletes it.
func (u *upstream) deploy(name string) {
	u.t.Helper()
	const graphs = "/v1.0/p1/graphs"
	graph := u.id(u.call("POST", graphs, fmt.Sprintf(`{"graph":{"name":%q,"graphSizeTypeIndex":"1","vpcId":"vpc","subnetId":"subnet","securityGroupId":"group"}}`, name)), "id")
	for range 60 {
		u.project.Advance(10 * time.Second)
		if strings.Contains(u.call("GET", graphs+"/"+graph, ""), `"status":"200"`) {
			break
		}
	}
	act := func(action, body string) string {
		return u.id(u.call("POST", graphs+"/"+graph+"/action?action_id="+action, body), "jobId")
	}
	u.wait(graph, act("import-graph", `{"edgesetPath":"bucket/edges.csv","vertexsetPath":"bucket/vertices.csv","schemaPath":"bucket/schema.xml"}`))
	u.wait(graph, act("export-graph", export))
	backup := u.call("POST", graphs+"/"+graph+"/backups", "")
	u.wait(graph, u.id(backup, "jobId"))
	u.call("GET", graphs+"/backups", "")
	u.wait(graph, act("stop", ""))
	var of map[string]any
	_ = json.Unmarshal([]byte(backup), &of)
	if id, ok := of["backupId"].(string); ok {
		u.wait(graph, act("start", fmt.Sprintf(`{"graph_backup_id":%q}`, id)))
	} else {
		u.wait(graph, act("start", ""))
	}
	u.call("GET", graphs+"/quotas", "")
	u.wait(graph, u.id(u.call("DELETE", graphs+"/"+graph, ""), "jobId"))
	u.call("GET", "/v2/p1/graphs/"+graph, "")
	u.call("GET", graphs+"/jobs?limit=100", "")
}

// A deployment needs no fault: its jobs become rules.
func TestDeployment(t *testing.T) {
	for name, rules := range map[string]string{
		"as it is":      "",
		"a failure":     `submitRules: [{jobName: ImportGraph, outcome: failed, failReason: "disk: \"full\""}]`,
		"waits":         `submitRules: [{waiting: {from: 10s, to: 40s}, running: {from: 20s, to: 90s}}]`,
		"partly failed": `submitRules: [{jobName: ImportGraph, outcome: partiallyFailed}]`,
	} {
		t.Run(name, func(t *testing.T) {
			u := newUpstream(t, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nprojects: {\"*\": {graphs: [{name: other, status: stopped, backups: [{name: b1, created: -3d}]}]}}\n"+rules)))
			u.call("GET", "/v1.0/p1/graphs", "")
			u.deploy("movies")
			result := u.derive()
			if result.Faulty > 0 || strings.Contains(string(result.Scenario), "faults:") {
				t.Errorf("%d calls are answered by faults:\n%s", result.Faulty, result.Scenario)
			}
		})
	}
}

// An answer that was lost after the job was made is lost again, and the job is made.
func TestLostAnswer(t *testing.T) {
	u := newUpstream(t, emulator.WithScenarioYAML("w.yaml", []byte(`version: 1
projects: {"*": {graphs: [{name: movies, id: g1}]}}
faults:
  - {name: lost, operations: [ImportGraph], when: {calls: 1}, connection: close, accepted: true}
  - {name: busy, operations: [ExportGraph], when: {calls: [1, 2]}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "2"}}}
`)))
	const graph = "/v1.0/p1/graphs/g1"
	u.call("GET", graph, "")
	u.call("POST", graph+"/action?action_id=import-graph", `{"edgesetPath":"bucket/edges.csv"}`)
	u.poll(12, 8*time.Second, 10)
	for range 3 {
		u.call("POST", graph+"/action?action_id=export-graph", export)
		u.project.Advance(5 * time.Second)
	}
	u.poll(12, 8*time.Second, 10)
	result := u.derive()
	text := string(result.Scenario)
	for _, want := range []string{
		"operations: [ImportGraph], when: {calls: 1}, connection: close, accepted: true}",
		`operations: [ExportGraph], when: {calls: "1-2"}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "2"}}`,
		`submitRules:` + "\n" + `      - {jobName: ImportGraph, when: {graph: "movies", calls: 1}, running: `,
		`      - {jobName: ExportGraph, when: {graph: "movies", calls: 1}, running: `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if result.Faulty != 3 {
		t.Errorf("%d calls are answered by a fault", result.Faulty)
	}
}

// Jobs that were counted but are on no page that was called become placeholders.
func TestPlaceholders(t *testing.T) {
	for _, order := range []string{"oldest-first", "newest-first"} {
		u := newUpstream(t, emulator.WithScenarioYAML("w.yaml", []byte(`version: 1
compat: {order: `+order+`}
projects: {"*": {generate: [{count: 40, begin: {from: -2d, to: -1h}}], jobs: [{jobName: ImportGraph, relatedGraph: g, begin: +20s}]}}
`)))
		u.call("GET", "/v1.0/p1/graphs/jobs?offset=5&limit=3", "")
		u.call("GET", "/v1.0/p1/graphs/jobs?offset=17&limit=4", "")
		u.project.Advance(30 * time.Second)
		u.call("GET", "/v1.0/p1/graphs/jobs?offset=5&limit=1", "")
		result := u.derive()
		text := string(result.Scenario)
		if result.Faulty > 0 || !strings.Contains(text, "placeholders: jobs that were counted, but are in no answer") {
			t.Errorf("%s: %d by faults:\n%s", order, result.Faulty, text)
		}
	}
}
