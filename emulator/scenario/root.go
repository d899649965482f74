package scenario

import (
	"math"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// formatVersion is the one version of the format that there is.
const formatVersion = 1

// root is a whole file: a scenario and the version of its format.
type root struct {
	Scenario
	version int
}

func scenarioObject() object[root] {
	return object[root]{
		name: "scenario", noun: "a scenario",
		doc: "One world of seeded jobs, a clock and faults. Unknown keys are errors.",
		blank: root{Scenario: Scenario{
			Seed:   1,
			Clock:  defaultClock(),
			Compat: DefaultCompat(),
			Auth:   Auth{Mode: AuthOff, Clock: AuthReal},
		}},
		fields: []field[root]{
			key("version", version(), func(s *root) *int { return &s.version },
				"The version of this format: 1.").need(),
			key("name", line(64), func(s *root) *string { return &s.Name },
				"The scenario's name. Default: the file's name without its ending."),
			key("description", prose(4096), func(s *root) *string { return &s.Description },
				"What a client learns from this scenario, in a sentence or two."),
			key("seed", whole[int64](math.MinInt64, math.MaxInt64), func(s *root) *int64 { return &s.Seed },
				"Every invented value follows from the seed and from what the scenario says of the job. Another seed: another world.").byDefault(1),
			key("clock", clockObject().kind(), func(s *root) *clock.Settings { return &s.Clock },
				"Virtual time: where it starts and how it moves."),
			key("compat", compatObject().kind(), func(s *root) *Compat { return &s.Compat },
				"Switches between readings of the vendor's pages where these are open or contradict each other."),
			key("auth", authObject().kind(), func(s *root) *Auth { return &s.Auth },
				"The credentials that calls need. Default: none."),
			key("projects", projects(), func(s *root) *[]Project { return &s.Projects },
				"The jobs of each project, by project id. \"*\" is any id: each gets its own copy, its own clock, its own counters. A project's own id wins over \"*\".").need(),
			key("faults", faults(), func(s *root) *[]Fault { return &s.Faults },
				"Failures of all projects, tried in order after a project's own; the first that applies wins."),
		},
	}
}

func version() kind[int] {
	write := func(b []byte, v *int) []byte { return strconv.AppendInt(b, int64(*v), 10) }
	return kind[int]{schema: schema{Const: formatVersion}, write: write, read: func(n node, into *int) bool {
		if n.digits("!!int") != "1" {
			n.wrong("a version of the format", "; the only one is 1")
			return false
		}
		*into = formatVersion
		return true
	}}
}

// projects are the projects by their ids.
func projects() kind[[]Project] {
	id := projectID()
	one := projectObject().kind()
	s := schema{
		Type: []string{"object"}, MinProperties: 1,
		PropertyNames: &id.schema, AdditionalProperties: schema{AnyOf: []schema{one.schema, {Type: []string{"null"}}}},
	}
	return kind[[]Project]{absent: true, schema: s, read: func(n node, into *[]Project) bool {
		return dict[Project]{
			noun:  "a mapping of project ids",
			needs: "a project's id, or \"*\" for any",
			name:  func(key node) bool { return id.read(key, new(string)) },
			value: one,
			add: func(id string, p Project) {
				p.ID = id
				*into = append(*into, p)
			},
		}.read(n)
	}}
}

// projectID is the id of a project, as the emulated API takes it, or AnyProject.
func projectID() kind[string] {
	one := token("a project id of 1 to 64 letters, digits, - or _, or \"*\" for any", "-_", 64)
	s := schema{AnyOf: []schema{{Const: AnyProject}, one.schema}}
	return kind[string]{schema: s, write: one.write, read: func(n node, into *string) bool {
		if n.y.Value == AnyProject {
			*into = AnyProject
			return true
		}
		return one.read(n, into)
	}}
}

func projectObject() object[Project] {
	return object[Project]{
		name: "project", noun: "a project",
		doc: "The jobs and faults of a project. Without any its list is empty.",
		fields: []field[Project]{
			key("jobs", jobList(), func(p *Project) *[]Job { return &p.Jobs },
				"Jobs, written out. Their order does not matter."),
			key("generate", list("a list of blocks of jobs to invent", generateObject().kind()), func(p *Project) *[]Generate { return &p.Generate },
				"Invented jobs, in bulk."),
			key("faults", faults(), func(p *Project) *[]Fault { return &p.Faults },
				"Failures of this project only, tried in order before those of all projects."),
		},
		check: checkCount,
	}
}

// checkCount holds a project to MaxJobs.
func checkCount(m mapping, p *Project) {
	if !m.good("generate") {
		return
	}
	count := len(p.Jobs)
	for _, g := range p.Generate {
		count += g.Count
	}
	if count > MaxJobs {
		m.problem("generate", "the project has %d jobs, generated ones included; at most %d are allowed", count, MaxJobs)
	}
}
