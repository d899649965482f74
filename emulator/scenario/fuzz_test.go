package scenario_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// FuzzParse: for any file, the loader returns sorted problems or a valid scenario, and
// never panics.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			f.Add(read(f, file))
		}
	}
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := scenario.Parse("fuzz.yaml", data, wall())
		if err != nil {
			checkProblems(t, err, data)
			return
		}
		checkScenario(t, s)
	})
}

func checkProblems(t *testing.T, err error, data []byte) {
	problems := format.Problems(nil)
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("not problems: %v", err)
	}
	for i, p := range problems {
		if p.Line < 1 || p.Column < 1 || p.Text == "" || p.Line > len(data)+1 || !utf8.ValidString(p.String()) {
			t.Errorf("problem %q", p)
		}
		if i > 0 && (p.Line < problems[i-1].Line || p.Line == problems[i-1].Line && p.Column < problems[i-1].Column) {
			t.Errorf("%s stands after %s", p, problems[i-1])
		}
	}
}

func checkScenario(t *testing.T, s *scenario.Scenario) {
	if c := s.Clock; !c.Step.Next && c.Step.By <= 0 || !(c.Rate >= clock.MinRate && c.Rate <= clock.MaxRate) {
		t.Errorf("clock %+v", c)
	}
	names := map[string]bool{}
	checkFaults(t, names, s.Faults)
	if len(s.Projects) == 0 || s.Name == "" {
		t.Error("no project, or no name")
	}
	for i := range s.Projects {
		p := &s.Projects[i]
		if s.Project(p.ID) != p {
			t.Errorf("project %s stands twice", p.ID)
		}
		checkFaults(t, names, p.Faults)
		count := len(p.Jobs)
		for _, j := range p.Jobs {
			checkJob(t, j)
		}
		for _, g := range p.Generate {
			checkGenerate(t, g)
			count += g.Count
		}
		if count > 1000 {
			continue
		}
		plan, err := history.Compile(s, p.ID)
		if err != nil {
			continue
		}
		if plan.Len() != count {
			t.Errorf("%d jobs compile to %d", count, plan.Len())
		}
		checkGraphs(t, p, graph.NewPlan(fake.NewKey(s.Seed), plan, p).Set(plan.History(), nil))
		fault.Compile(s, p.ID)
	}
}

func checkGraphs(t *testing.T, p *scenario.Project, graphs *graph.Set) {
	for i := range p.Graphs {
		g := &p.Graphs[i]
		if !slices.ContainsFunc(ges.GraphStates(), func(s ges.GraphState) bool { return s.Status == g.Status }) {
			t.Errorf("graph %+v", g)
		}
		if g.ID() == "" {
			continue
		}
		found, ok := graphs.Lookup(g.ID())
		if !ok || found.Name() != g.Name || g.Created != nil && found.Created() != *g.Created {
			t.Errorf("graph %+v is %+v", g, found)
			continue
		}
		for _, value := range found.FieldsAt(found.Created()) {
			if value != "" && !json.Valid([]byte(value)) {
				t.Errorf("graph %+v: a field is %s", g, value)
			}
		}
	}
}

func checkJob(t *testing.T, j scenario.Job) {
	isImport := j.Name == ges.ImportGraph
	switch end := j.Begin.Add(j.Waiting); {
	case ges.JobNameIndex(j.Name) < 0, j.Graph == "", j.Type == "",
		j.Begin < clock.Min, end > clock.Max, end.Sub(j.Begin) != j.Waiting, j.Waiting < 0,
		j.Running >= 0 && end.Add(j.Running).Sub(end) != j.Running,
		j.Running < 0 && j.Running != scenario.Forever && j.Running != scenario.Typical,
		!slices.Contains(ges.Outcomes(), j.Outcome), j.Outcome == ges.PartiallyFailed && !isImport,
		j.Detail != nil && !isImport, j.FailReason != nil && j.Outcome == ges.Success,
		j.Progress != nil && !(*j.Progress >= 0 && *j.Progress <= 100):
		t.Errorf("job %+v", j)
	}
	if j.Detail == nil {
		return
	}
	shown := j.Detail.Completed(j.Outcome)
	for _, file := range slices.Concat(shown.Vertexset, shown.Edgeset, shown.Schema) {
		if file.Path == "" || !slices.Contains(ges.FileStatuses(), file.Status) {
			t.Errorf("file %+v", file)
		}
	}
}

func checkGenerate(t *testing.T, g scenario.Generate) {
	weights := 0
	for _, w := range g.Names {
		weights += w.Weight
	}
	switch {
	case g.Count < 1, weights < 1, len(g.Graphs) == 0 && g.GraphCount < 1,
		g.Begin.From > g.Begin.To, g.Begin.From < clock.Min, g.Begin.To > clock.Max,
		g.Every < 0, g.Waiting.From > g.Waiting.To, g.Waiting.From < 0, g.Files.From > g.Files.To, g.Files.From < 1,
		g.Running != nil && (g.Running.From < 0 || g.Running.From > g.Running.To),
		!(g.Failed >= 0 && g.PartiallyFailed >= 0 && g.Failed+g.PartiallyFailed <= 1.000001):
		t.Errorf("generate %+v", g)
	}
}

func checkFaults(t *testing.T, names map[string]bool, faults []scenario.Fault) {
	for _, f := range faults {
		answers := 0
		for _, given := range []bool{f.HasReply(), f.Stale > 0, f.Connection != ""} {
			if given {
				answers++
			}
		}
		switch {
		case f.Name == "", names[f.Name], f.From >= f.Until,
			answers > 1, answers == 0 && f.Delay == nil,
			f.HasReply() && (f.Reply.Status < 200 || f.Reply.Status > 599),
			f.Stale < 0, f.Delay != nil && (f.Delay.From < 0 || f.Delay.From > f.Delay.To),
			f.Limit != nil && (f.Limit.Calls < 1 || f.Limit.Per <= 0),
			f.Chance != nil && !(*f.Chance >= 0 && *f.Chance <= 1):
			t.Errorf("fault %+v", f)
		}
		names[f.Name] = true
	}
}
