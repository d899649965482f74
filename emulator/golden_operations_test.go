package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// operationsScenario is the scenario of the golden answers of all operations.
const operationsScenario = "operations"

// Graphs and backups of that scenario.
const (
	movies  = "/2b8b0d3e-6d3c-4f0e-8d55-7a3f1c9e0a01"
	papers  = "/2b8b0d3e-6d3c-4f0e-8d55-7a3f1c9e0a02"
	routes  = "/2b8b0d3e-6d3c-4f0e-8d55-7a3f1c9e0a03"
	social  = "/2b8b0d3e-6d3c-4f0e-8d55-7a3f1c9e0a04"
	unknown = "/2b8b0d3e-6d3c-4f0e-8d55-7a3f1c9e0aff"

	goodBackup   = "b0000000000000000000000000000001"
	failedBackup = "b0000000000000000000000000000002"
)

// later moves time past the end of every job.
const later = `POST /clock/advance {"by":"1h"}`

// Bodies of CreateGraph.
const (
	createV1 = `{"graph":{"name":"demo","graphSizeTypeIndex":"1","vpcId":"17e2b7e5-7a4b-4f7b-9b9e-0c1d8a5f3b21","subnetId":"8d2f6a34-95c1-4f0b-8a77-2f6e0c9b1d43",` +
		`"securityGroupId":"f3c9a1d2-0b4e-4c8a-9d65-7e1a2b3c4d5e","dataSource":{"type":"OBS","parameters":{"schemaPath":"demo/schema.xml","edgesetPath":"demo/edge.csv"}},` +
		`"sys_tags":[{"key":"_sys_enterprise_project_id","value":"0"}]}}`
	createV2 = `{"graph":{"name":"demo","graph_size_type_index":"1","vpc_id":"17e2b7e5-7a4b-4f7b-9b9e-0c1d8a5f3b21","subnet_id":"8d2f6a34-95c1-4f0b-8a77-2f6e0c9b1d43",` +
		`"security_group_id":"f3c9a1d2-0b4e-4c8a-9d65-7e1a2b3c4d5e","crypt_algorithm":"generalCipher","enable_https":false,` +
		`"vertex_id_type":{"id_type":"fixedLengthString","id_length":60},"tags":[{"key":"team","value":"data"}],"sys_tags":null}}`
)

// operationCall is a call of an operation in both versions, as a method, the path below
// …/graphs, and a body. A name in braces, {FILE.KEY}, is a value of an earlier answer.
type operationCall struct {
	file, before string
	v1, v2       string // "": the version does not have it
}

// both is a call that is the same in both versions.
func both(file, before, call string) operationCall { return operationCall{file, before, call, call} }

// action is a call of an operation that has a path of its own in V2 only.
func action(file, before, graph, v1, v2 string, bodies ...string) operationCall {
	bodies = append(bodies, "", "")
	return operationCall{file, before, "POST " + graph + "/action?action_id=" + v1 + " " + bodies[0], "POST " + graph + "/" + v2 + " " + bodies[1]}
}

// operationCalls are the calls, in order: for each operation a success and what it is
// refused for.
func operationCalls() []operationCall {
	const graphs, demo = "", "/{create-graph.id}"
	replaced := func(file, v1, with1, v2, with2 string) operationCall {
		return operationCall{file, "", "POST " + graphs + " " + strings.Replace(createV1, v1, with1, 1), "POST " + graphs + " " + strings.Replace(createV2, v2, with2, 1)}
	}
	importV1, importV2 := `{"edgesetPath":"demo/edge.csv","vertexsetPath":"demo/vertex.csv","schemaPath":"demo/schema.xml","logDir":"demo/log","parallelEdge":{"action":"override"},"offline":true}`,
		`{"edgeset_path":"demo/edge.csv","vertexset_path":"demo/vertex.csv","schema_path":"demo/schema.xml","log_dir":"demo/log","parallel_edge":{"action":"override"},"offline":true}`
	exportV1, exportV2 := `{"graphExportPath":"demo/export","edgeSetName":"edge","vertexSetName":"vertex","schemaName":"schema"}`,
		`{"graph_export_path":"demo/export","edge_set_name":"edge","vertex_set_name":"vertex","schema_name":"schema","paginate":{"enable":true,"row_count_per_file":10000000,"num_thread":8}}`
	eipV1, eipV2 := `{"eipId":"c4f2a6b8-1d3e-4f5a-8b7c-9d0e1f2a3b4c"}`, `{"eip_id":"c4f2a6b8-1d3e-4f5a-8b7c-9d0e1f2a3b4c"}`
	restore := func(backup string) string { return `{"graph_backup_id":"` + backup + `"}` }
	return []operationCall{
		both("list-graphs", "", "GET ?limit=1"),
		both("list-graphs-past-the-end", "", "GET ?offset=4"),
		both("list-graphs-bad-limit", "", "GET ?limit=0"),
		both("show-graph", "", "GET "+movies),
		both("show-graph-unknown", "", "GET "+unknown),
		both("list-quotas", "", "GET /quotas"),
		both("list-backups", "", "GET /backups"),
		both("list-graph-backups", "", "GET "+movies+"/backups?limit=1"),
		both("list-graph-backups-unknown-graph", "", "GET "+unknown+"/backups"),
		both("no-such-job", "", "GET "+movies+"/jobs/ff80808167bb90340167bc3c7b5b026b/status"),

		{"create-graph", "", "POST " + graphs + " " + createV1, "POST " + graphs + " " + createV2},
		{"create-graph-name-taken", "", "POST " + graphs + " " + createV1, "POST " + graphs + " " + createV2},
		replaced("create-graph-bad-name", `"demo"`, `"7-graphs"`, `"demo"`, `"7-graphs"`),
		replaced("create-graph-bad-size", `"1"`, `"7"`, `"1"`, `"7"`),
		replaced("create-graph-too-many", `"demo"`, `"demo2"`, `"demo"`, `"demo2"`),
		replaced("create-graph-missing-field", `"vpcId"`, `"vpcid"`, `"enable_https":false,`, ``),
		replaced("create-graph-empty-field", `"demo"`, `""`, `"demo"`, `""`),
		replaced("create-graph-bad-field", `"1"`, `true`, `"1"`, `true`),
		replaced("create-graph-no-json", `{"graph"`, `{graph`, `{"graph"`, `{graph`),
		both("show-graph-being-created", "", "GET "+demo),
		{"unknown-action", "", "POST " + demo + "/action?action_id=pause", ""},
		action("stop-graph-being-created", "", demo, "stop", "stop"),

		action("import-graph", later, movies, "import-graph", "import-graph", importV1, importV2),
		both("show-job", "", "GET "+movies+"/jobs/{import-graph.job}/status"),
		action("import-graph-not-running", "", movies, "import-graph", "import-graph"),
		both("show-job-success", later, "GET "+movies+"/jobs/{import-graph.job}/status"),
		both("show-graph-imported", "", "GET "+movies),
		action("export-graph", "", movies, "export-graph", "export-graph", exportV1, exportV2),
		action("export-graph-missing-field", later, movies, "export-graph", "export-graph"),
		action("clear-graph", "", movies, "clear-graph", "clear-graph"),
		action("upgrade-graph", later, movies, "upgrade", "upgrade", `{"upgradeVersion":"2.4.4","forceUpgrade":true}`, `{"upgrade_version":"2.4.4","force_upgrade":true}`),
		action("upgrade-graph-not-newer", later, movies, "upgrade", "upgrade", `{"upgradeVersion":"2.4.4"}`, `{"upgrade_version":"2.4.4"}`),
		{"resize-graph", "", "POST " + movies + `/resize {"resize":{"graphSizeTypeIndex":"3"}}`, "POST " + movies + `/resize {"resize":{"graph_size_type_index":"3"}}`},
		{"resize-graph-smaller", later, "POST " + movies + `/resize {"resize":{"graphSizeTypeIndex":"2"}}`, "POST " + movies + `/resize {"resize":{"graph_size_type_index":"2"}}`},
		{"expand-graph", "", "POST " + movies + `/expand {"expand":{"replication":"2"}}`, "POST " + movies + `/expand {"expand":{"replication":2}}`},
		both("expand-graph-not-more", later, "POST "+movies+`/expand {"expand":{"replication":2}}`),
		action("restart-graph", "", movies, "restart", "restart"),
		action("restart-graph-stopped", "", papers, "restart", "restart"),

		both("create-backup", later, "POST "+movies+"/backups"),
		both("list-graph-backups-backing-up", "", "GET "+movies+"/backups?offset=2"),
		both("delete-graph-being-backed-up", "", "DELETE "+movies),
		both("create-backup-another", "", "POST "+social+"/backups"),
		both("create-backup-too-many", later, "POST "+demo+"/backups"),
		{"export-backup", "", "", "POST " + movies + `/backups/export {"backup_id":"` + goodBackup + `","export_path":"demo/backup"}`},
		{"export-backup-missing-field", "", "", "POST " + movies + `/backups/export {"backup_id":"` + goodBackup + `"}`},
		{"export-backup-failed", "", "", "POST " + movies + `/backups/export {"backup_id":"` + failedBackup + `","export_path":"demo/backup"}`},

		action("stop-graph", later, movies, "stop", "stop"),
		action("stop-graph-stopping", "", movies, "stop", "stop"),
		action("stop-graph-frozen", "", routes, "stop", "stop"),
		action("start-graph-from-failed-backup", later, movies, "start", "start", restore(failedBackup), restore(failedBackup)),
		action("start-graph-from-unknown-backup", "", papers, "start", "start", restore(goodBackup), restore(goodBackup)),
		action("start-graph-running", "", social, "start", "start"),
		action("start-graph", "", movies, "start", "start", restore(goodBackup), restore(goodBackup)),
		action("start-graph-as-it-was", "", papers, "start", "start"),

		action("attach-eip", later, movies, "bindEip", "bind-eip", eipV1, eipV2),
		action("attach-eip-again", "", movies, "bindEip", "bind-eip", eipV1, eipV2),
		action("detach-eip", "", movies, "unbindEip", "unbind-eip", eipV1, eipV2),
		action("detach-eip-again", "", movies, "unbindEip", "unbind-eip", eipV1, eipV2),
		{"change-security-group", "", "", "POST " + movies + `/sg/change {"security_group_id":"f3c9a1d2-0b4e-4c8a-9d65-7e1a2b3c4d5e"}`},

		both("delete-backup", "", "DELETE "+movies+"/backups/"+failedBackup),
		both("delete-backup-again", "", "DELETE "+movies+"/backups/"+failedBackup),
		{"import-backup", "", "", "POST " + movies + `/backups/import {"import_path":"demo/backup"}`},
		{"delete-graph", later, "DELETE " + movies + "?keepBackup=true", "DELETE " + movies + "?keep_backup=true"},
		both("delete-graph-again", "", "DELETE "+movies),
		both("show-job-delete-graph", later, "GET "+movies+"/jobs/{delete-graph.job}/status"),
		both("show-graph-deleted", "", "GET "+movies),
		both("list-backups-kept", "", "GET /backups"),
		both("list-jobs", "", "GET /jobs?offset=1&limit=2"),
	}
}

// saved is a reference to a value of an earlier answer.
var saved = regexp.MustCompile(`\{([a-z0-9-]+\.[a-z]+)\}`)

// resolve replaces references by values.
func resolve(call string, values map[string]string) string {
	return saved.ReplaceAllStringFunc(call, func(name string) string { return values[strings.Trim(name, "{}")] })
}

// playOperations makes the calls of all operations of a version, in a fresh emulator.
func playOperations(t *testing.T, version string) (entries []indexEntry, files map[string][]byte) {
	t.Helper()
	e, err := emulator.New(emulator.WithScenarioFile("../fixtures/operations/scenario.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files, values := map[string][]byte{}, map[string]string{}
	for _, c := range operationCalls() {
		call, root := c.v1, "/v1.0/p1/graphs"
		if version == "v2" {
			call, root = c.v2, "/v2/p1/graphs"
		}
		if call == "" {
			continue
		}
		call = resolve(call, values)
		method, rest, _ := strings.Cut(call, " ")
		entry, answer := play(t, e, operationsScenario, golden{version + "/" + c.file, c.before, strings.TrimSpace(method + " " + root + rest)})
		entries, files[entry.File] = append(entries, entry), answer
		remember(t, values, c.file, entry.Status, answer)
	}
	return entries, files
}

// remember stores the ids in an answer: of a list of graphs, the first's.
func remember(t *testing.T, values map[string]string, file string, status int, answer []byte) {
	t.Helper()
	if status != http.StatusOK {
		return
	}
	var keys map[string]any
	if err := json.Unmarshal(answer, &keys); err != nil {
		t.Fatal(err)
	}
	for key, name := range map[string]string{"id": "id", "jobId": "job", "job_id": "job"} {
		if id, ok := keys[key].(string); ok {
			values[file+"."+name] = id
		}
	}
	if graphs, ok := keys["graphs"].([]any); ok && len(graphs) > 0 {
		values[file+".graph"], _ = graphs[0].(map[string]any)["id"].(string)
	}
}

// addOperations adds the golden answers of all operations.
func addOperations(t *testing.T, files map[string][]byte, index []indexEntry) []indexEntry {
	t.Helper()
	for _, version := range []string{"v1", "v2"} {
		entries, answers := playOperations(t, version)
		maps.Copy(files, answers)
		index = append(index, entries...)
	}
	return index
}
