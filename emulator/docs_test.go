package emulator_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// The generated parts of the documentation are what the tables of the code say.
// With -update they are written anew.
func TestGeneratedDocumentation(t *testing.T) {
	for page, blocks := range map[string]map[string]string{
		"../docs/api.md":        {"operations": operationRows(), "parameters": parameterRows()},
		"../docs/violations.md": {"rules": ruleRows(), "coverage": coverageExample(t)},
		"control/openapi.yaml":  {"bodies": bodyComponents(t)},
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
				emulated = "in version 1"
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.ID, emulated, paths[ges.V1], paths[ges.V2])
	}
	return b.String() + "\n"
}

func parameterRows() string {
	var b strings.Builder
	b.WriteString("\n| operation | parameter | in | values | without it |\n|---|---|---|---|---|\n")
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		if o.IsIAM() {
			return
		}
		for i := range o.Parameters {
			p := &o.Parameters[i]
			if names := p.Names(r.Version); len(names) > 0 {
				fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s |\n", o.ID, strings.Join(names, "`, `"), p.In, valuesOf(p), withoutIt(p))
			}
		}
	})
	return b.String() + "\n"
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
	switch {
	case p.In == ges.Path:
		return "–"
	case p.Kind == ges.Integer:
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
	for _, rows := range []string{operationRows(), parameterRows(), ruleRows()} {
		lines := strings.Split(strings.TrimSpace(rows), "\n")
		cells := strings.Count(lines[0], "|")
		if i := slices.IndexFunc(lines, func(line string) bool { return strings.Count(line, "|") != cells }); i >= 0 {
			t.Errorf("a row is\n%s", lines[i])
		}
	}
}
