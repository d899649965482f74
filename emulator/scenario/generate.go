package scenario

import (
	"cmp"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// What a generate block has when it does not say.
const (
	defaultGraphs   = 10
	defaultHistory  = 30 * day // its jobs begin so long before clock.start, or later
	defaultWaiting  = 5 * time.Second
	defaultMaxFiles = 3

	maxGraphs = 1_000_000
	maxWeight = 1_000_000
	maxFiles  = 100
)

func generateObject() object[Generate] {
	blank := Generate{
		Names:      realisticMix(),
		GraphCount: defaultGraphs,
		Waiting:    Range[time.Duration]{From: 0, To: defaultWaiting},
		Files:      Range[int]{From: 1, To: defaultMaxFiles},
	}
	durations := between("durationRange", "a range of durations", span(noTime, anyTime))
	return object[Generate]{
		name: "generate", noun: "a generate block",
		doc:   "Invented jobs. A larger count only adds jobs to those that there are.",
		blank: blank,
		fields: []field[Generate]{
			key("count", whole(1, MaxJobs), func(g *Generate) *int { return &g.Count },
				"How many jobs.").need().like(134),
			key("jobName", weights(), func(g *Generate) *[]Weighted { return &g.Names },
				"The names by weight, or one name. Default: a realistic mix of all known names."),
			key("relatedGraph", graphs(), func(g *Generate) *graphChoice { return (*graphChoice)(g) },
				"The graphs: that many invented ones, or names to choose from.").byDefault(defaultGraphs),
			key("begin", between("instantRange", "a range of times", instant()), func(g *Generate) *Range[clock.Instant] { return &g.Begin },
				"When the jobs begin, spread evenly at random. Default: in the 30 days before clock.start."),
			key("waiting", durations, func(g *Generate) *Range[time.Duration] { return &g.Waiting },
				"How long the jobs wait before they run. Default: 0s to 5s."),
			key("running", optional(durations), func(g *Generate) **Range[time.Duration] { return &g.Running },
				"How long the jobs run. Default: typical for each name."),
			key("failed", decimal(0, 1), func(g *Generate) *float64 { return &g.Failed },
				"The share of the jobs that end failed, 0 to 1; those with neither outcome succeed.").byDefault(0),
			key("partiallyFailed", decimal(0, 1), func(g *Generate) *float64 { return &g.PartiallyFailed },
				"The share of the imports that end partiallyFailed, 0 to 1; with failed at most 1.").byDefault(0),
			key("files", between("countRange", "a range of counts", whole(1, maxFiles)), func(g *Generate) *Range[int] { return &g.Files },
				"The number of entries in each list of an import's jobDetail. Default: 1 to 3."),
		},
		check: checkGenerate,
	}
}

func realisticMix() []Weighted {
	var mix []Weighted
	for _, n := range ges.JobNames() {
		mix = append(mix, Weighted{n.Name, n.Weight})
	}
	return mix
}

// weights is names with their shares, or one name.
func weights() kind[[]Weighted] {
	name, weight := jobName(), whole(0, maxWeight)
	s := schema{AnyOf: []schema{
		name.schema,
		{Type: []string{"object", "null"}, MinProperties: 1, PropertyNames: &name.schema, AdditionalProperties: weight.schema},
	}}
	return kind[[]Weighted]{absent: true, schema: s, read: func(n node, into *[]Weighted) bool {
		if n.y.Kind == yamlScalar {
			one := Weighted{Weight: 1}
			*into = []Weighted{one}
			return name.read(n, &(*into)[0].Name)
		}
		*into = nil
		ok := dict[int]{
			noun:  "a jobName, or a mapping of names to weights such as {ImportGraph: 5, ExportGraph: 2}",
			needs: "names and their weights, such as {ImportGraph: 5, ExportGraph: 2}",
			name:  func(key node) bool { return name.read(key, new(string)) },
			value: weight,
			add: func(name string, weight int) {
				*into = append(*into, Weighted{ges.JobNames()[ges.JobNameIndex(name)].Name, weight})
			},
		}.read(n)
		if !ok {
			return false
		}
		if !slices.ContainsFunc(*into, func(w Weighted) bool { return w.Weight > 0 }) {
			n.problem("every weight is 0; one must be 1 or more")
			return false
		}
		// The order in the file must not matter to what is invented.
		slices.SortFunc(*into, func(a, b Weighted) int {
			return cmp.Compare(ges.JobNameIndex(a.Name), ges.JobNameIndex(b.Name))
		})
		return true
	}}
}

// graphChoice is a generate block as the target of its relatedGraph, which sets
// either of two fields.
type graphChoice Generate

func graphs() kind[graphChoice] {
	count, name := whole(1, maxGraphs), graphName()
	names := filled(list("a number of graphs, or a list of their names", name))
	text := name.schema
	text.Type = []string{"string"} // a number is a count
	s := schema{AnyOf: []schema{count.schema, names.schema, text}}
	return kind[graphChoice]{absent: true, schema: s, read: func(n node, into *graphChoice) bool {
		switch {
		case n.y.Kind != yamlScalar:
			into.GraphCount = 0
			return names.read(n, &into.Graphs)
		case n.y.Tag == "!!int" || n.y.Tag == "!!float":
			return count.read(n, &into.GraphCount)
		default:
			into.GraphCount, into.Graphs = 0, make([]string, 1)
			return name.read(n, &into.Graphs[0])
		}
	}}
}

// sharesSlack forgives the rounding of two shares that together are 1.
const sharesSlack = 1e-9

func checkGenerate(m mapping, g *Generate) {
	if !m.given("begin") {
		g.Begin = Range[clock.Instant]{From: m.r.start.Add(-defaultHistory), To: m.r.start}
	}
	if m.good("partiallyFailed") && !m.bad("failed") && g.Failed+g.PartiallyFailed > 1+sharesSlack {
		m.problem("partiallyFailed", "failed and partiallyFailed are %s and %s, together more than 1", plain(g.Failed), plain(g.PartiallyFailed))
	}
	imports := func(w Weighted) bool { return w.Name == ges.ImportGraph && w.Weight > 0 }
	if m.good("partiallyFailed") && g.PartiallyFailed > 0 && !m.bad("jobName") && !slices.ContainsFunc(g.Names, imports) {
		m.problem("partiallyFailed", "only %s ends partiallyFailed, and jobName has none", ges.ImportGraph)
	}
	if m.bad("begin") || m.bad("waiting") || m.bad("running") {
		return
	}
	longest := time.Duration(0)
	if g.Running != nil {
		longest = g.Running.To
	} else {
		for _, w := range g.Names {
			if i := ges.JobNameIndex(w.Name); i >= 0 {
				longest = max(longest, ges.JobNames()[i].Longest)
			}
		}
	}
	m.checkEnd(g.Begin.To, g.Waiting.To, longest)
}
