package scenario

import (
	"math"

	"github.com/ges-emulator/ges-emulator/emulator/clock"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// root is a whole file: a scenario and the version of its format.
type root struct {
	Scenario
	version int
}

func rootObject() format.Object[root] {
	return format.Object[root]{
		Name: "scenario", Noun: "a scenario",
		Hints: rootHints(),
		Doc:   "One world of seeded jobs, a clock and faults. Unknown keys are errors.",
		Blank: root{Scenario: Scenario{
			Seed:   1,
			Clock:  defaultClock(),
			Compat: DefaultCompat(),
			Auth:   Auth{Mode: AuthOff, Clock: AuthReal},
		}},
		Fields: []format.Field[root]{
			format.Key("version", format.Version(1), func(s *root) *int { return &s.version },
				"The version of this format: 1.").Required(),
			format.Key("name", format.Line(64), func(s *root) *string { return &s.Name },
				"The scenario's name. Default: the file's name without its ending."),
			format.Key("description", format.Prose(4096), func(s *root) *string { return &s.Description },
				"What a client learns from this scenario, in a sentence or two."),
			format.Key("seed", format.Integer[int64](math.MinInt64, math.MaxInt64), func(s *root) *int64 { return &s.Seed },
				"Every invented value follows from the seed and from what the scenario says of the job. Another seed: another world.").Default(1),
			format.Key("clock", clockObject().Kind(), func(s *root) *clock.Settings { return &s.Clock },
				"Virtual time: where it starts and how it moves."),
			format.Key("compat", compatObject().Kind(), func(s *root) *Compat { return &s.Compat },
				"Switches between readings of the vendor's pages where these are open or contradict each other."),
			format.Key("auth", authObject().Kind(), func(s *root) *Auth { return &s.Auth },
				"The credentials that calls need. Default: none."),
			format.Key("projects", projects(), func(s *root) *[]Project { return &s.Projects },
				"The jobs of each project, by project id. \"*\" is any id: each gets its own copy, its own clock, its own counters. A project's own id wins over \"*\".").Required(),
			format.Key("faults", faults(), func(s *root) *[]Fault { return &s.Faults },
				"Failures of all projects, tried in order after a project's own; the first that applies wins."),
			format.Key("submitRules", submitRules(), func(s *root) *[]SubmitRule { return &s.SubmitRules },
				"What becomes of jobs that clients submit, in all projects; tried in order after a project's own, the first that applies decides."),
		},
	}
}

// projects returns the kind of the projects, by id. The total number of their jobs is
// at most MaxJobs.
func projects() format.Kind[[]Project] {
	id := ProjectID()
	one := projectObject().Kind()
	s := format.Schema{
		Type: []string{"object"}, MinProperties: 1,
		PropertyNames: &id.Schema, AdditionalProperties: format.Schema{AnyOf: []format.Schema{one.Schema, {Type: []string{"null"}}}},
	}
	return format.Kind[[]Project]{NullIsAbsent: true, Schema: s, Read: func(n format.Node, into *[]Project) bool {
		counted := one
		count, isReported := 0, false
		counted.Read = func(n format.Node, p *Project) bool {
			if !one.Read(n, p) {
				return false
			}
			if count += p.CountJobs(); count > MaxJobs && !isReported {
				n.Problem("the file has %d jobs up to here, generated ones included; at most %d are allowed", count, MaxJobs)
				isReported = true
			}
			return !isReported
		}
		return format.Dict[Project]{
			Noun:  "a mapping of project ids",
			Needs: "a project's id, or \"*\" for any",
			Name:  func(key format.Node) bool { return id.Read(key, new(string)) },
			Value: counted,
			Add: func(id string, p Project) {
				p.ID = id
				*into = append(*into, p)
			},
		}.Read(n)
	}}
}

// ProjectID returns the kind of a project id, as the emulated API accepts it, or
// AnyProject.
func ProjectID() format.Kind[string] {
	one := format.Identifier("a project id of 1 to 64 letters, digits, - or _, or \"*\" for any", "-_", 64)
	s := format.Schema{AnyOf: []format.Schema{{Const: AnyProject}, one.Schema}}
	return format.Kind[string]{Schema: s, Write: one.Write, Read: func(n format.Node, into *string) bool {
		if n.Value() == AnyProject {
			*into = AnyProject
			return true
		}
		return one.Read(n, into)
	}}
}

func projectObject() format.Object[Project] {
	return format.Object[Project]{
		Name: "project", Noun: "a project",
		Hints: projectHints(),
		Doc:   "The jobs, graphs and faults of a project. Without any its lists are empty.",
		Fields: []format.Field[Project]{
			format.Key("jobs", jobList(), func(p *Project) *[]Job { return &p.Jobs },
				"Jobs, written out. Their order does not matter."),
			format.Key("generate", format.List("a list of blocks of jobs to invent", generateObject().Kind()), func(p *Project) *[]Generate { return &p.Generate },
				"Invented jobs, in bulk."),
			format.Key("faults", faults(), func(p *Project) *[]Fault { return &p.Faults },
				"Failures of this project only, tried in order before those of all projects."),
			format.Key("graphs", graphList(), func(p *Project) *[]Graph { return &p.Graphs },
				"Graphs that are there at the start, besides those that jobs name."),
			format.Key("submitRules", submitRules(), func(p *Project) *[]SubmitRule { return &p.SubmitRules },
				"What becomes of jobs that clients submit, in this project; tried in order before those of all projects."),
			format.Key("quotas", quotasKind(), func(p *Project) *Quotas { return &p.Quotas },
				"How many graphs and backups there may be at once."),
			format.Key("changes", jobActs(), func(p *Project) *[]JobAct { return &p.Changes },
				"What was done to these jobs and graphs, as GET …/scenario writes it: each act by the ids that they have. Such a project begins with all of it done."),
		},
		Check: func(m format.Mapping, p *Project) {
			checkCount(m, p)
			for i := range p.Faults {
				if p.Faults[i].NamesIdentity() {
					m.ItemProblem("faults", i, identityInProject)
				}
			}
		},
	}
}

// checkCount checks that a project has at most MaxJobs jobs.
func checkCount(m format.Mapping, p *Project) {
	if count := p.CountJobs(); m.Good("generate") && count > MaxJobs {
		m.Problem("generate", "the project has %d jobs, generated ones included; at most %d are allowed", count, MaxJobs)
	}
}

// CountJobs returns the number of a project's jobs, individual and generated ones.
func (p *Project) CountJobs() int {
	count := len(p.Jobs)
	for _, g := range p.Generate {
		count += g.Count
	}
	return count
}
