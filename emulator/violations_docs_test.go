package emulator_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// violationsPage is docs/violations.md.
func violationsPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/violations.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestThePageHasEveryRule(t *testing.T) {
	var table strings.Builder
	for _, r := range journal.Rules() {
		severity := "error"
		if r.Severity == journal.Info {
			severity = "information"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s | %s |\n", r.ID, severity, r.Says, r.Answered, r.Where)
	}
	if !strings.Contains(violationsPage(t), "|---|---|---|---|---|\n"+table.String()+"\n") {
		t.Errorf("docs/violations.md has another table of rules than\n%s", table.String())
	}
}

// The calls are those that the page makes before it shows its output.
func TestThePageShowsRealOutput(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("import-partial-failure"), emulator.WithStrict())
	const calls = "/v1.0/p1/graphs/jobs|/v1.0/p1/graphs/jobs?limit=1|/v1.0/p1/graphs/jobs?limt=5"
	var refused string
	for _, target := range strings.Split(calls, "|") {
		if !strings.Contains(violationsPage(t), "curl -s '127.0.0.1:8080"+target+"'") {
			t.Errorf("docs/violations.md does not make the call %s", target)
		}
		refused = ask(e, http.MethodGet, target, "").Body.String()
	}
	report := ask(e, http.MethodGet, "/_emulator/projects/p1/coverage?format=text", "").Body.String()
	for _, want := range []string{refused, report} {
		if !strings.Contains(violationsPage(t), "\n"+want) {
			t.Errorf("docs/violations.md does not show\n%s", want)
		}
	}
}
