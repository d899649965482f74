package scenario_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

const schemaFile = "../../scenarios/scenario.schema.json"

// The schema file for editors and users is generated from the loader's table.
func TestSchemaFile(t *testing.T) {
	golden(t, schemaFile, string(scenario.Schema()))
	if *update {
		return // the embedded file is the old one
	}
	if !bytes.Equal(scenarios.Schema, scenario.Schema()) {
		t.Error("the embedded schema is not the loader's")
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenario.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	const at = "https://example.com/scenario.schema.json" // a relative one would be resolved in the current folder
	if err := c.AddResource(at, document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(at)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate validates a scenario file with the schema, like an editor.
func validate(t *testing.T, schema *jsonschema.Schema, name string, data []byte) error {
	t.Helper()
	var v any
	if strings.HasSuffix(name, ".json.yaml") {
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
	} else if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(asJSON(v))
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(document)
}

// asJSON converts a value decoded from YAML to one that JSON can represent.
func asJSON(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = asJSON(value)
		}
	case map[any]any:
		object := map[string]any{}
		for key, value := range v {
			object[fmt.Sprint(key)] = asJSON(value)
		}
		return object
	case []any:
		for i, value := range v {
			v[i] = asJSON(value)
		}
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
	}
	return v
}

func TestSchemaTakesGoodFiles(t *testing.T) {
	schema := compileSchema(t)
	for _, file := range glob(t, "testdata/good/*.yaml") {
		if err := validate(t, schema, file, read(t, file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		if err := validate(t, schema, name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefusesBadFiles(t *testing.T) {
	schema := compileSchema(t)
	// Files whose problems a schema, or another parser, cannot find.
	beyondSchema := []string{"alias-", "auth-mode", "empty", "end-of-time", "merge", "project-ids", "too-many-together", "root.yaml", "second-", "syntax-", "job.yaml"}
	for _, file := range glob(t, "testdata/bad/*.yaml") {
		name := filepath.Base(file)
		if slices.ContainsFunc(beyondSchema, func(s string) bool { return strings.HasPrefix(name, s) }) {
			continue
		}
		if err := validate(t, schema, file, read(t, file)); err == nil {
			t.Errorf("%s is valid by the schema", file)
		}
	}
}

// The schema rejects any single invalid value, so that editors show it.
func TestSchemaCatches(t *testing.T) {
	schema := compileSchema(t)
	for _, wrong := range []string{
		"version: 2", "name: \"\"", "seed: a", "sede: 1",
		"clock: {mode: Manual}", "clock: {start: today}", "clock: {step: 1x}", "clock: {rate: 0}", "clock: {sped: 1}",
		"compat: {order: newest}", "compat: {errorBody: other}",
		"auth: {mode: on}", "auth: {tokens: [{}]}", "auth: {keys: [{access: AK}]}",
		`projects: {}`, `projects: {"a b": {}}`, `projects: {"*": {job: []}}`,
		`projects: {"*": {jobs: [{}]}}`,
		`projects: {"*": {jobs: [{jobName: Import, relatedGraph: g, begin: 0s}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: "", begin: 0s}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 5}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, outcome: sucess}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, running: always}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, jobId: "a b"}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, jobProgress: 101}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, jobDetail: {edgesetPath: [{}]}}]}}`,
		`projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, jobDetail: {edgesetPath: [{path: a, status: partiallyFailed}]}}]}}`,
		`projects: {"*": {generate: [{}]}}`, `projects: {"*": {generate: [{count: 0}]}}`,
		`projects: {"*": {generate: [{count: 1, jobName: {Import: 1}}]}}`,
		`projects: {"*": {generate: [{count: 1, relatedGraph: 0}]}}`,
		`projects: {"*": {generate: [{count: 1, begin: {from: 0s}}]}}`,
		`projects: {"*": {generate: [{count: 1, failed: 2}]}}`,
		`faults: [{name: a}]`, `faults: [{reply: {errorCode: GES.9999}}]`, `faults: [{name: a b, delay: 1s}]`,
		`faults: [{name: a, reply: {errorCode: GES.1}}]`, `faults: [{name: a, reply: {errorCode: GES.9999, status: 600}}]`,
		`faults: [{name: a, delay: 1s, operations: [List]}]`, `faults: [{name: a, delay: 1s, when: {calls: 0}}]`,
		`faults: [{name: a, delay: 1s, when: {calls: -3}}]`, `faults: [{name: a, delay: 1s, when: {query: {a: b}}}]`,
		`faults: [{name: a, delay: 1s, when: {chance: 2}}]`, `faults: [{name: a, connection: rst}]`,
		`projects: {"*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, outcome: partiallyFailed}]}}`,
		`projects: {"*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, jobDetail: {}}]}}`,
		`projects: {"*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, failReason: x}]}}`,
		`projects: {"*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, waiting: -0s}]}}`,
		`faults: [{name: a, stale: 0s}]`, `faults: [{name: a, stale: 1s, connection: reset}]`, `faults: [{name: a, connection: trickle}]`,
		`faults: [{name: a, limit: {calls: 1, per: 1s}, when: {chance: 1}}]`, `faults: [{name: a, reply: {}}]`, `faults: [{name: a, reply: {status: 418}}]`,
		`faults: [{name: a, reply: {status: 204}}]`, `faults: [{name: a, reply: {status: 204, body: x}}]`, `faults: [{name: a, reply: null}]`,
		`faults: [{name: a, reply: {errorCode: GES.9999, headers: {"a b": c}}}]`, `faults: [{name: a, limit: {calls: 1}}]`,
	} {
		text := "version: 1\n"
		if strings.HasPrefix(wrong, "version") {
			text = ""
		}
		text += wrong + "\n"
		if !strings.HasPrefix(wrong, "projects") {
			text += "projects: {\"*\": {}}\n"
		}
		if err := validate(t, schema, "", []byte(text)); err == nil {
			t.Errorf("%s is valid by the schema", wrong)
		}
		if _, err := scenario.Parse("a.yaml", []byte(text), wall()); err == nil {
			t.Errorf("%s is valid by the loader", wrong)
		}
	}
}

// walk visits every object of a JSON document.
func walk(path string, v any, visit func(path string, object map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(path, v)
		for key, value := range v {
			walk(path+"/"+key, value, visit)
		}
	case []any:
		for i, value := range v {
			walk(fmt.Sprint(path, "/", i), value, visit)
		}
	}
}

func TestSchemaDescribesEveryKey(t *testing.T) {
	var document map[string]any
	if err := json.Unmarshal(scenario.Schema(), &document); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	walk("", document, func(path string, object map[string]any) {
		properties, ok := object["properties"].(map[string]any)
		if !ok || object["type"] == nil { // without a type it is a condition on a mapping
			return
		}
		if object["additionalProperties"] != false {
			t.Errorf("%s takes unknown keys", path)
		}
		if text, _ := object["description"].(string); text == "" {
			t.Errorf("%s has no description", path)
		}
		for key, value := range properties {
			known[key] = true
			if text, _ := value.(map[string]any)["description"].(string); !strings.HasSuffix(text, ".") {
				t.Errorf("%s/%s has no description that is a sentence", path, key)
			}
		}
	})
	used := map[string]bool{}
	for _, file := range glob(t, "testdata/good/*.yaml") {
		if strings.HasSuffix(file, ".json.yaml") {
			continue
		}
		var v any
		if err := yaml.Unmarshal(read(t, file), &v); err != nil {
			t.Fatal(err)
		}
		walk("", asJSON(v), func(_ string, object map[string]any) {
			for key := range object {
				used[key] = true
			}
		})
	}
	for key := range known {
		if !used[key] {
			t.Errorf("key %s is in the schema, but no test file uses it", key)
		}
	}
}

func TestSchemaListsTheTables(t *testing.T) {
	var enums [][]string
	var document any
	if err := json.Unmarshal(scenario.Schema(), &document); err != nil {
		t.Fatal(err)
	}
	walk("", document, func(_ string, object map[string]any) {
		var words []string
		values, _ := object["enum"].([]any)
		for _, v := range values {
			words = append(words, v.(string))
		}
		enums = append(enums, words)
	})
	tables := map[string][]string{}
	for _, n := range ges.JobNames() {
		tables["job names"] = append(tables["job names"], n.Name)
	}
	for _, e := range ges.ErrorCodes() {
		tables["error codes"] = append(tables["error codes"], e.Code)
	}
	for _, o := range ges.Outcomes() {
		tables["outcomes"] = append(tables["outcomes"], o.String())
	}
	for _, s := range ges.FileStatuses() {
		tables["file statuses"] = append(tables["file statuses"], string(s))
	}
	for _, o := range append(ges.Emulated(), ges.Operation(ges.Write), ges.Operation(ges.Read)) {
		tables["operations"] = append(tables["operations"], string(o))
	}
	for _, m := range clock.Modes() {
		tables["clock modes"] = append(tables["clock modes"], string(m))
	}
	for name, table := range tables {
		if !slices.ContainsFunc(enums, func(words []string) bool { return slices.Equal(words, table) }) {
			t.Errorf("no enum is the table of %s", name)
		}
	}
}

// The first line of a built-in scenario names the schema next to it.
func TestBuiltInScenariosNameTheSchema(t *testing.T) {
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		first, _, _ := strings.Cut(string(data), "\n")
		file, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		if _, err := os.Stat(filepath.Join("..", "..", "scenarios", file)); !ok || err != nil {
			t.Errorf("%s begins %q", name, first)
		}
	}
}
