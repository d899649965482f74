package emulator_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
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

// The page shows how strict mode refuses a call.
func TestThePageShowsRealOutput(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("import-partial-failure"), emulator.WithStrict())
	const target = "/v1.0/p1/graphs/jobs?limt=5"
	want := "$ curl -s '127.0.0.1:8080" + target + "'\n" + get(e, http.MethodGet, target, "").Body.String() + "\n"
	if !strings.Contains(violationsPage(t), want) {
		t.Errorf("docs/violations.md does not show\n%s", want)
	}
}
