package gesapi

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// refusalOf is the problem that determines the answer: of the lowest rank, the first.
func refusalOf(problems []api.Problem) string {
	first := -1
	for i, p := range problems {
		if first < 0 || p.Rank < problems[first].Rank {
			first = i
		}
	}
	if first < 0 {
		return ""
	}
	return problems[first].Err.Error()
}

// What is wrong with a body, as clients read it.
func TestRefusedBodies(t *testing.T) {
	graph := func(more string) string {
		return `{"graph": {"name": "movies", "graphSizeTypeIndex": "1", "vpcId": "v", "subnetId": "s", "securityGroupId": "g"` + more + `}}`
	}
	const form = "GES.7016 The request body or header is invalid. "
	for _, c := range []struct {
		operation  ges.Operation
		version    ges.Version
		body, want string
	}{
		{"CreateGraph", ges.V1, graph(""), ""},
		{"CreateGraph", ges.V1, "\r\n\t " + graph(`, "arch": null, "sys_tags": null, "publicIp": null`) + "\n", ""},
		{"CreateGraph", ges.V1, graph(`, "enableRBAC": "true"`), form + `graph.enableRBAC: "true" is not true or false.`},
		{"CreateGraph", ges.V1, graph(`, "encryption": []`), form + `graph.encryption: [] is not an object.`},
		{"CreateGraph", ges.V1, graph(`, "sys_tags": {}`), form + `graph.sys_tags: {} is not a list of at most 100.`},
		{"CreateGraph", ges.V1, graph(`, "sys_tags": [{}, 1]`), form + `graph.sys_tags[1]: 1 is not an object.`},
		{"CreateGraph", ges.V1, graph(`, "sys_tags": [` + strings.Repeat("{},", 100) + `{}]`), "" + form + `graph.sys_tags: [` + strings.Repeat("{},", 26) + `{… is not a list of at most 100.`},
		{"CreateGraph", ges.V1, graph(`, "dataSource": {"type": "OBS"}`), "GES.7049 The parameter does not exist. graph.dataSource.parameters is missing."},
		{"CreateGraph", ges.V1, graph(`, "arch": "` + strings.Repeat("é", 1024) + `"`), ""},
		{"CreateGraph", ges.V1, graph(`, "arch": "` + strings.Repeat("é", 1025) + `"`), form + `graph.arch: "` + strings.Repeat("é", 39) + `… is not a text of at most 1024 characters, without control characters.`},
		{"CreateGraph", ges.V1, graph(`, "azCode": "a\u0007"`), form + `graph.azCode: "a\u0007" is not a text of at most 1024 characters, without control characters.`},
		{"CreateGraph", ges.V2, "{}", "GES.7049 The parameter does not exist. graph is missing."},
		{"CreateGraph", ges.V2, `{"graph": ""}`, "GES.7050 The parameter is empty. graph is empty."},

		// The order of problems is that of ranks: form, missing, empty.
		{"ExportGraph", ges.V1, `{"graphExportPath": "", "edgeSetName": "e"}`, "GES.7049 The parameter does not exist. vertexSetName is missing."},
		{"ExportGraph", ges.V1, `{"graphExportPath": "", "edgeSetName": 1}`, form + `edgeSetName: 1 is not a text of at most 1024 characters, without control characters.`},
		{"ExportGraph", ges.V2, `{"graph_export_path": "", "edge_set_name": "e", "vertex_set_name": "v", "schema_name": "s"}`, "GES.7050 The parameter is empty. graph_export_path is empty."},

		// Numbers, as numbers and as texts.
		{"ExpandGraph", ges.V1, `{"expand": {"replication": "3"}}`, ""},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": 3.0}}`, ""},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": 3e1}}`, ""},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": 1e999999999}}`, form + `expand.replication: 1e999999999 is not an integer from 0 to 999999999, as a number or as a text.`},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": 1000000000}}`, form + `expand.replication: 1000000000 is not an integer from 0 to 999999999, as a number or as a text.`},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": -1}}`, form + `expand.replication: -1 is not an integer from 0 to 999999999, as a number or as a text.`},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": 1.5}}`, form + `expand.replication: 1.5 is not an integer from 0 to 999999999, as a number or as a text.`},
		{"ExpandGraph", ges.V2, `{"expand": {"replication": "+3"}}`, form + `expand.replication: "+3" is not an integer from 0 to 999999999, as a number or as a text.`},
		{"ExportGraph", ges.V2, `{"paginate": {"num_thread": "8"}}`, form + `paginate.num_thread: "8" is not an integer from 0 to 999999999.`},

		// An operation whose own page has another message.
		{"ImportBackup", ges.V2, `{}`, "GES.7049 The parameter [import_path] is not exist."},
		{"RestartGraph", ges.V1, `x`, "GES.7016 The request is invalid. The body is not JSON: invalid character 'x' looking for beginning of value, at byte 1."},

		{"StopGraph", ges.V1, "", ""},
		{"StopGraph", ges.V2, " \n", ""},
		{"StopGraph", ges.V2, "{ }", ""},
		{"StopGraph", ges.V2, "null", form + "The body is not a JSON object."},
		{"StopGraph", ges.V2, `"x"`, form + "The body is not a JSON object."},
		{"StopGraph", ges.V2, "{}{}", form + "The body is not JSON: invalid character '{' after top-level value, at byte 3."},
		{"StopGraph", ges.V2, `{"a":`, form + "The body is not JSON: unexpected end of JSON input, at byte 5."},
		{"StopGraph", ges.V2, "\xef\xbb\xbf{}", form + "The body is not JSON: invalid character 'ï' looking for beginning of value, at byte 1."},
		{"StopGraph", ges.V2, "{\"a\": \"\xff\"}", form + "The body is not UTF-8."},
		{"StopGraph", ges.V2, strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000), form + "The body is not JSON: invalid character '{' exceeded max depth, at byte 50001."},
		{"ImportGraph", ges.V1, `{"delimiter": "\u0001", "parallelEdge": [[1]]}`, ""},
	} {
		b := bindBody(ges.LookUpOperation(c.operation), c.version, []byte(c.body))
		if got := refusalOf(b.problems); got != c.want {
			t.Errorf("%s of %s: %.100s\n got %s\nwant %s", c.operation, c.version, c.body, got, c.want)
		}
	}
}

// A value reaches handlers in one form: what is unknown of it is left out, and its fields
// go by the names of the table.
func TestBoundValues(t *testing.T) {
	b := bindBody(ges.LookUpOperation("CreateGraph"), ges.V2, []byte(`{"graph": {"name": "a&b", "graph_size_type_index": 2.0, "enable_https": true, "x": 1,
		"public_ip": {"eip_id": "e", "y": 2}, "tags": [{"value": "<v>", "key": null, "z": 3}], "vertex_id_type": {"id_length": 3e1, "id_type": "hash", "id_type": "no"}}}`))
	graph := b.body.Object("graph")
	for name, want := range map[string]string{
		"name": `"a&b"`, "graphSizeTypeIndex": "2", "enable_https": "true", "publicIp": `{"eipId":"e"}`, "tags": `[{"value":"<v>"}]`,
		"vertex_id_type": `{"id_length":30,"id_type":"no"}`, "x": "", "arch": "",
	} {
		if got := graph.JSON(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if graph.Text("graphSizeTypeIndex") != "2" || !graph.Flag("enable_https") || graph.Object("publicIp").Text("eipId") != "e" || graph.List("tags")[0].Text("value") != "<v>" {
		t.Errorf("the values are %+v", graph.Values)
	}
}

// However many fields are wrong, some are noted, and the rest cost little.
func TestManyUnknownFields(t *testing.T) {
	var body strings.Builder
	for i := range 100_000 {
		body.WriteString(`,"` + strings.Repeat("x", i%50) + `":1`)
	}
	b := bindBody(ges.LookUpOperation("StopGraph"), ges.V2, []byte("{"+body.String()[1:]+"}"))
	if len(b.violations) != maxViolations || len(b.problems) != 0 {
		t.Errorf("%d violations, %d problems", len(b.violations), len(b.problems))
	}
}

// Whatever comes: a body is refused or bound, never both; what is refused is a violation;
// what is bound is JSON that is bound to the same again.
func FuzzBindBody(f *testing.F) {
	for _, body := range []string{
		"", "{}", "[]", `{"graph":{"name":"movies","graphSizeTypeIndex":1,"vpcId":"v","subnetId":"s","securityGroupId":"g","tags":[{"key":"k","value":"v"}]}}`,
		`{"expand":{"replication":"2","replication":3e0}}`, `{"graph":{"graph":{}},"a":{"b":[[{"c":1,"c":2}]]}}`, "{\"\xff\":\"\\ud800\"}", `{"resize":{"graphSizeTypeIndex":1e400}}`,
		strings.Repeat(`{"a":[`, 300) + strings.Repeat("]}", 300), `{"parallelEdge":{"action":"allow"},"delimiter":"\u0001"}`,
	} {
		f.Add(0, true, []byte(body))
		f.Add(4, false, []byte(body))
	}
	operations := ges.Operations()
	f.Fuzz(func(t *testing.T, n int, v2 bool, data []byte) {
		o, version := &operations[uint(n)%uint(len(operations))], ges.V1
		if v2 {
			version = ges.V2
		}
		b := bindBody(o, version, data)
		if len(b.problems) == 0 && b.body == nil || len(b.problems) > 0 && len(b.violations) == 0 || len(b.violations) > maxViolations {
			t.Fatalf("%d problems, %d violations, body %v", len(b.problems), len(b.violations), b.body)
		}
		for _, p := range b.problems {
			if !utf8.ValidString(p.Err.Message) || len(p.Err.Message) > 2000 {
				t.Errorf("a message is %q", p.Err.Message)
			}
		}
		for _, v := range b.violations {
			if text := v.String(); v.Severity() == journal.EmulatorLimit || !utf8.ValidString(text) || len(text) > 4000 {
				t.Errorf("a violation reads %q", text)
			}
		}
		if len(b.problems) > 0 {
			return
		}
		text := objectJSON(b.body)
		if !json.Valid([]byte(text)) {
			t.Fatalf("the body is bound to %q", text)
		}
		if version == ges.V2 {
			return // tables have the names of V1
		}
		if again := bindBody(o, version, []byte(text)); len(again.problems) > 0 || objectJSON(again.body) != text {
			t.Errorf("%s is bound to %s", text, objectJSON(again.body))
		}
	})
}
