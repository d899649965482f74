package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// The generated parts of the documentation are what the tables of the code say.
// With -update they are written anew.
func TestGeneratedDocumentation(t *testing.T) {
	for page, blocks := range map[string]map[string]string{
		"../docs/api.md":         {"operations": operationRows(), "parameters": parameterRows(), "fields": fieldRows()},
		"../docs/control-api.md": {"calls": controlCallRows(t)},
		"../docs/error-codes.md": {"codes": errorCodeRows(), "own": ownErrorRows(), "iam": iamErrorRows()},
		"../docs/violations.md":  {"rules": ruleRows(), "coverage": coverageExample(t)},
		"control/openapi.yaml":   {"bodies": bodyComponents(t)},
		"../openapi.yaml":        {"examples": documentedExamples(t)},
	} {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for name, rows := range blocks {
			begin, end := "<!-- generated: "+name+" -->\n", "<!-- end -->\n"
			if strings.HasSuffix(page, ".yaml") {
				begin, end = "# generated: "+name+"\n", "    # end\n"
			}
			before, rest, hasBegin := strings.Cut(text, begin)
			old, after, hasEnd := strings.Cut(rest, end)
			if !hasBegin || !hasEnd {
				t.Fatalf("%s has no block %q", page, name)
			}
			if old != rows && !*update {
				t.Errorf("%s: the block %q is old; run go test ./emulator -run TestGenerated -update. It should be\n%s", page, name, rows)
			}
			text = before + begin + rows + end + after
		}
		if *update {
			if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// documentedExamples are the answers in fixtures/operations/ to which openapi.yaml
// refers, as examples: «v1-show-graph» is v1/show-graph.json.
func documentedExamples(t *testing.T) string {
	t.Helper()
	document, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(fixtures + "/index.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries []indexEntry
	if err := json.Unmarshal(index, &entries); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, entry := range entries {
		file, ok := strings.CutPrefix(entry.File, operationsScenario+"/")
		name := strings.Replace(strings.TrimSuffix(file, ".json"), "/", "-", 1)
		if !ok || !strings.Contains(string(document), "'#/components/examples/"+name+"'") {
			continue
		}
		answer, err := os.ReadFile(fixtures + "/" + entry.File)
		if err != nil {
			t.Fatal(err)
		}
		call := strings.Join(strings.SplitN(entry.Request, " ", 3)[:2], " ")
		fmt.Fprintf(&b, "    %s:\n      summary: %s\n      value:\n", name, call)
		for line := range strings.Lines(string(answer)) {
			b.WriteString("        " + line)
		}
	}
	return b.String()
}

func operationRows() string {
	var b strings.Builder
	b.WriteString("\n| operation | emulated | version 1 | version 2 |\n|---|---|---|---|\n")
	operations := ges.Operations()
	for i := range operations {
		o := &operations[i]
		if o.IsIAM() {
			continue
		}
		emulated, paths := "", map[ges.Version]string{ges.V1: "–", ges.V2: "–"}
		for _, r := range o.Routes {
			paths[r.Version] = "`" + r.String() + "`"
			if o.Answers(r) {
				emulated = "yes"
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.ID, emulated, paths[ges.V1], paths[ges.V2])
	}
	return b.String() + "\n"
}

// controlCallRows lists the calls of the control API by the tags of its document.
func controlCallRows(t *testing.T) string {
	t.Helper()
	document := readContract(t, control.OpenAPI).document
	var b strings.Builder
	for _, tag := range document.Tags {
		fmt.Fprintf(&b, "\n### %s\n\n| call | what |\n|---|---|\n", strings.TrimSuffix(tag.Description, "."))
		for _, route := range control.Routes() {
			operation := document.Paths.Find(route.Path).GetOperation(route.Method)
			if operation.Tags[0] == tag.Name {
				fmt.Fprintf(&b, "| `%s %s` | %s |\n", route.Method, route.Path, operation.Summary)
			}
		}
	}
	return b.String() + "\n"
}

func parameterRows() string {
	var b strings.Builder
	b.WriteString("\n| operation | version 1 | version 2 | values | without it |\n|---|---|---|---|---|\n")
	operations := ges.Operations()
	for i := range operations {
		o := &operations[i]
		for j := range o.Parameters {
			if p := &o.Parameters[j]; o.Emulated && !o.IsIAM() && p.In == ges.Query {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", o.ID, inCode(p.V1...), inCode(p.V2...), valuesOf(p), withoutIt(p))
			}
		}
	}
	return b.String() + "\n"
}

// inCode is names as code; a dash for none.
func inCode(names ...string) string {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	if len(names) == 0 {
		return "–"
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

func fieldRows() string {
	var b strings.Builder
	b.WriteString("\n| operation | version 1 | version 2 | values | required |\n|---|---|---|---|---|\n")
	operations := ges.Operations()
	for i := range operations {
		writeFields(&b, operations[i].ID, "", "", operations[i].Body)
	}
	return b.String() + "\n"
}

// writeFields writes the rows of fields, those of an object after its own. The paths are
// the object's name in each version with a dot, or "-" if the version does not have it.
func writeFields(b *strings.Builder, operation ges.Operation, pathV1, pathV2 string, fields []ges.Field) {
	for i := range fields {
		f := &fields[i]
		v1, belowV1 := fieldPath(f, pathV1, f.V1)
		v2, belowV2 := fieldPath(f, pathV2, f.V2)
		required := ""
		if f.Required {
			required = "yes"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", operation, inCode(v1), inCode(v2), fieldValues(f), required)
		writeFields(b, operation, belowV1, belowV2, f.Fields)
	}
}

// fieldPath is the path of a field, "" if it does not have one, and that of what is below.
func fieldPath(f *ges.Field, path, name string) (full, below string) {
	switch {
	case path == "-" || name == "":
		return "", "-"
	case f.Kind == ges.List:
		return path + name, path + name + "[]."
	default:
		return path + name, path + name + "."
	}
}

func fieldValues(f *ges.Field) string {
	switch f.Kind {
	case ges.Word:
		return inCode(f.Words...)
	case ges.Boolean:
		return inCode("true", "false")
	case ges.Integer:
		return "an integer from 0 to 999999999"
	case ges.Digits:
		return "an integer from 0 to 999999999, as a number or as a text"
	case ges.Object:
		return "an object"
	case ges.List:
		return "a list of objects"
	case ges.Any:
		return "anything"
	default:
		return "a text"
	}
}

func valuesOf(p *ges.Parameter) string {
	switch p.Kind {
	case ges.Integer:
		return fmt.Sprintf("a decimal integer of %d or more", p.Least)
	case ges.Word:
		return "`" + strings.Join(p.Words, "`, `") + "`"
	case ges.Day:
		return "a calendar day, `yyyy-MM-dd`"
	case ges.Boolean:
		return "`true`, `false`"
	default:
		return "a text, compared exactly"
	}
}

func withoutIt(p *ges.Parameter) string {
	switch p.Kind {
	case ges.Boolean:
		return "false"
	case ges.Integer:
		return fmt.Sprint(p.Default)
	default:
		return "any"
	}
}

func ruleRows() string {
	severities := map[journal.Severity]string{journal.Error: "error", journal.Info: "information", journal.EmulatorLimit: "not emulated"}
	var b strings.Builder
	b.WriteString("\n| rule | severity | what it is | answer | where the contract says so |\n|---|---|---|---|---|\n")
	for _, r := range journal.Rules() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.ID, severities[r.Severity], r.Says, r.Answered, r.Where)
	}
	return b.String() + "\n"
}

// coverageExample is a few calls and what they cover.
func coverageExample(t *testing.T) string {
	t.Helper()
	e := newEmulator(t, emulator.WithScenario("import-partial-failure"), emulator.WithStrict())
	text := "```console\n"
	for _, call := range []string{"' >page1.json", "?limit=1' >page2.json", "?limt=5' >refused.json"} {
		query, _, _ := strings.Cut(call, "'")
		get(e, http.MethodGet, listPath+query, "")
		text += "$ curl -s '127.0.0.1:8080" + listPath + call + "\n"
	}
	const report = "/_emulator/projects/p1/coverage?format=text"
	return text + "$ curl -s '127.0.0.1:8080" + report + "'\n" + get(e, http.MethodGet, report, "").Body.String() + "```\n"
}

// Nothing that a page shows in a table is one of its separators.
func TestGeneratedRowsHaveAllTheirCells(t *testing.T) {
	for _, rows := range []string{operationRows(), parameterRows(), fieldRows(), ruleRows(), errorCodeRows(), ownErrorRows(), iamErrorRows()} {
		lines := strings.Split(strings.TrimSpace(rows), "\n")
		cells := strings.Count(lines[0], "|")
		if i := slices.IndexFunc(lines, func(line string) bool { return strings.Count(line, "|") != cells }); i >= 0 {
			t.Errorf("a row is\n%s", lines[i])
		}
	}
}
