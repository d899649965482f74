package scenarios_test

import (
	"cmp"
	"os"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

func userPage(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// examples are the whole scenarios on the users' page, by name. Examples of a
// part are made whole.
func examples(t *testing.T) map[string]*scenario.Scenario {
	t.Helper()
	found := map[string]*scenario.Scenario{}
	for i, block := range strings.Split(userPage(t), "\n```yaml\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```")
		s, err := scenario.Parse("docs/scenarios.md", []byte(whole(block)), wall())
		if err != nil {
			t.Errorf("example %d:\n%s\n%v", i+1, block, err)
			continue
		}
		if s.Name != "part" {
			found[s.Name] = s
		}
	}
	return found
}

func whole(block string) string {
	const head = "version: 1\nname: part\n"
	indent := func(by string) string { return by + strings.ReplaceAll(block, "\n", "\n"+by) }
	switch {
	case strings.Contains(block, "version: 1"):
		return block
	case strings.HasPrefix(block, "- jobName"):
		return head + "projects:\n  \"*\":\n    jobs:\n" + indent("      ")
	case strings.HasPrefix(block, "projects:"):
		return head + block
	case strings.HasPrefix(block, "generate:"):
		return head + "projects:\n  \"*\":\n" + indent("    ")
	default:
		return head + "projects: {\"*\": {}}\n" + block
	}
}

// What the users' page says of its examples holds.
func TestExamplesOfTheUsersPage(t *testing.T) {
	found := examples(t)
	for _, c := range []struct {
		name, project, graph string
		status               string // that the client asks for
		mode                 clock.Step
		want                 string
	}{
		{name: "three-clocks", graph: "movies", want: "- running running running success"},
		{name: "three-clocks", graph: "movies", mode: clock.Step{Next: true}, want: "- waiting running success success"},
		{name: "import-fails", graph: "movies", want: "waiting running failed failed"},
		{name: "throttled", graph: "movies", want: "APIGW.0308 APIGW.0308 success success"},
		{name: "growing-list", graph: "music", want: "- - running running"},
		{name: "stuck", graph: "movies", want: "waiting waiting"}, // the test's wall clock stands
		{name: "two-projects", graph: "music", status: "running", want: "running running running running"},
		{
			name: "two-projects", project: "ill-project", graph: "music", status: "running",
			want: "running GES.8302 running GES.8302",
		},
		{name: "two-projects", project: "ill-project", graph: "music", want: "running running running running"},
	} {
		s := found[c.name]
		if s == nil {
			t.Errorf("the page has no example %s", c.name)
			continue
		}
		changed := *s
		if c.mode != (clock.Step{}) {
			changed.Clock.Step = c.mode
		}
		w, err := world.New(&changed, wall, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var seen []string
		for range strings.Fields(c.want) {
			seen = append(seen, poll(w, cmp.Or(c.project, "p1"), c.graph, c.status))
		}
		if got := strings.Join(seen, " "); got != c.want {
			t.Errorf("%s, %s:\ngot  %s\nwant %s", c.name, c.project, got, c.want)
		}
	}
}

// The page tells of every built-in scenario, job name and error code rightly.
func TestUsersPageIsComplete(t *testing.T) {
	page := userPage(t)
	for _, name := range scenarios.Names() {
		if !strings.Contains(page, "\n| `"+name+"` | "+string(load(t, name).Clock.Mode)+" |") {
			t.Errorf("the table of built-in scenarios lacks %s with its clock", name)
		}
	}
	for _, n := range ges.JobNames() {
		if !strings.Contains(page, "| `"+n.Name+"`") {
			t.Errorf("the table of job names lacks %s", n.Name)
		}
	}
	for _, status := range ges.Outcomes() {
		if !strings.Contains(page, "`"+status.String()+"`") {
			t.Errorf("the outcome %s is not told", status)
		}
	}
	for row := range strings.SplitSeq(page, "\n") {
		cells := strings.Split(row, "|")
		if len(cells) != 5 || !strings.Contains(cells[2], "`GES.") && !strings.Contains(cells[2], "`APIGW.") {
			continue
		}
		code := strings.Trim(cells[2], " `")
		e, ok := ges.LookUpError(code)
		if !ok || e.Message != strings.TrimSpace(cells[3]) {
			t.Errorf("the page says %s is %q, the error table %+v", code, strings.TrimSpace(cells[3]), e)
		}
	}
}

// A stuck job stays so, and the page's first example is what it says.
func TestExamplesOverTime(t *testing.T) {
	found := examples(t)
	for _, c := range []struct {
		name  string
		at    clock.Instant
		wants history.Counts
	}{
		{"stuck", clock.Max, history.Counts{Running: 1}},
		{"import-then-delete", clock.DefaultStart(), history.Counts{}},
		{"import-then-delete", clock.Max, history.Counts{Success: 2}},
		{"two-projects", clock.DefaultStart(), history.Counts{Running: 2}},
	} {
		if found[c.name] == nil {
			t.Errorf("the page has no example %s", c.name)
			continue
		}
		plan, err := history.Compile(found[c.name], "p1")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		b := plan.NewBoard()
		b.MoveTo(c.at)
		if got := b.Counts(); got != c.wants {
			t.Errorf("%s at %s: %+v, want %+v", c.name, c.at, got, c.wants)
		}
	}
}
