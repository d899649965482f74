package scenario

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// The defaults of a generate block.
const (
	defaultGraphs   = 10
	defaultHistory  = 30 * 24 * time.Hour // how long before clock.start its first jobs begin
	defaultWaiting  = 5 * time.Second
	defaultMaxFiles = 3

	maxGraphs = 1_000_000
	maxWeight = 1_000_000
	maxFiles  = 100
)

func generateObject() format.Object[Generate] {
	blank := Generate{
		Names:      realisticMix(),
		GraphCount: defaultGraphs,
		Waiting:    Range[time.Duration]{From: 0, To: defaultWaiting},
		Files:      Range[int]{From: 1, To: defaultMaxFiles},
	}
	durations := rangeOf("durationRange", "a range of durations", format.Duration(format.NoMinimum, format.Unlimited))
	return format.Object[Generate]{
		Name: "generate", Noun: "a generate block",
		Hints: generateHints(),
		Doc:   "Invented jobs. A larger count only adds jobs to those that there are.",
		Blank: blank,
		Fields: []format.Field[Generate]{
			format.Key("count", format.Integer(1, MaxJobs), func(g *Generate) *int { return &g.Count },
				"How many jobs.").Required().Examples(134),
			format.Key("jobName", weights(), func(g *Generate) *[]Weighted { return &g.Names },
				"The names by weight, or one name. Default: a realistic mix of all known names."),
			format.Key("relatedGraph", graphs(), func(g *Generate) *graphChoice { return (*graphChoice)(g) },
				"The graphs: that many invented ones, or names to choose from.").Default(defaultGraphs),
			format.Key("begin", rangeOf("instantRange", "a range of times", format.Instant()), func(g *Generate) *Range[clock.Instant] { return &g.Begin },
				"When the jobs begin, spread evenly at random. Default: in the 30 days before clock.start."),
			format.Key("every", format.Duration(format.NoMinimum, format.Unlimited), func(g *Generate) *time.Duration { return &g.Every },
				"How much later than the one before each job begins: begin is the range of the first, and moves by this for each job after it.").
				Default("0s").Examples("1d"),
			format.Key("waiting", durations, func(g *Generate) *Range[time.Duration] { return &g.Waiting },
				"How long the jobs wait before they run. Default: 0s to 5s."),
			format.Key("running", format.Optional(durations), func(g *Generate) **Range[time.Duration] { return &g.Running },
				"How long the jobs run. Default: typical for each name."),
			format.Key("failed", format.Number(0, 1), func(g *Generate) *float64 { return &g.Failed },
				"The share of the jobs that end failed, 0 to 1; those with neither outcome succeed.").Default(0),
			format.Key("partiallyFailed", format.Number(0, 1), func(g *Generate) *float64 { return &g.PartiallyFailed },
				"The share of the imports that end partiallyFailed, 0 to 1; with failed at most 1.").Default(0),
			format.Key("files", rangeOf("countRange", "a range of counts", format.Integer(1, maxFiles)), func(g *Generate) *Range[int] { return &g.Files },
				"The number of entries in each list of an import's jobDetail. Default: 1 to 3."),
		},
		Check: checkGenerate,
	}
}

func realisticMix() []Weighted {
	var mix []Weighted
	for _, n := range ges.JobNames() {
		mix = append(mix, Weighted{n.Name, n.Weight})
	}
	return mix
}

// weights returns the kind of a mapping of names to weights, or of a single name.
func weights() format.Kind[[]Weighted] {
	name, weight := jobName(), format.Integer(0, maxWeight)
	s := format.Schema{AnyOf: []format.Schema{
		name.Schema,
		{Type: []string{"object", "null"}, MinProperties: 1, PropertyNames: &name.Schema, AdditionalProperties: weight.Schema},
	}}
	return format.Kind[[]Weighted]{NullIsAbsent: true, Schema: s, Write: writeWeights, Read: func(n format.Node, into *[]Weighted) bool {
		if n.IsScalar() {
			one := Weighted{Weight: 1}
			*into = []Weighted{one}
			return name.Read(n, &(*into)[0].Name)
		}
		*into = nil
		ok := format.Dict[int]{
			Noun:  "a jobName, or a mapping of names to weights such as {ImportGraph: 5, ExportGraph: 2}",
			Needs: "names and their weights, such as {ImportGraph: 5, ExportGraph: 2}",
			Name:  func(key format.Node) bool { return name.Read(key, new(string)) },
			Value: weight,
			Add: func(name string, weight int) {
				*into = append(*into, Weighted{ges.JobNames()[ges.JobNameIndex(name)].Name, weight})
			},
		}.Read(n)
		if !ok {
			return false
		}
		if !slices.ContainsFunc(*into, func(w Weighted) bool { return w.Weight > 0 }) {
			n.Problem("every weight is 0; one must be 1 or more")
			return false
		}
		// The order in the file must not affect invented values.
		slices.SortFunc(*into, func(a, b Weighted) int {
			return cmp.Compare(ges.JobNameIndex(a.Name), ges.JobNameIndex(b.Name))
		})
		return true
	}}
}

// graphChoice is a generate block as the target of its relatedGraph, which sets
// either of two fields.
type graphChoice Generate

func graphs() format.Kind[graphChoice] {
	count, name := format.Integer(1, maxGraphs), graphName()
	names := format.NonEmpty(format.List("a number of graphs, or a list of their names", name))
	text := name.Schema
	text.Type = []string{"string"} // a number is a count
	s := format.Schema{AnyOf: []format.Schema{count.Schema, names.Schema, text}}
	write := func(b []byte, g *graphChoice) []byte {
		if g.Graphs == nil {
			return count.Write(b, &g.GraphCount)
		}
		return names.Write(b, &g.Graphs)
	}
	return format.Kind[graphChoice]{NullIsAbsent: true, Schema: s, Write: write, Read: func(n format.Node, into *graphChoice) bool {
		switch {
		case !n.IsScalar():
			into.GraphCount = 0
			return names.Read(n, &into.Graphs)
		case n.IsNumber():
			return count.Read(n, &into.GraphCount)
		default:
			into.GraphCount, into.Graphs = 0, make([]string, 1)
			return name.Read(n, &into.Graphs[0])
		}
	}}
}

func writeWeights(b []byte, weights *[]Weighted) []byte {
	b = append(b, '{')
	for i, w := range *weights {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(format.AppendText(b, w.Name), ':'), int64(w.Weight), 10)
	}
	return append(b, '}')
}

// sharesSlack is a tolerance for the rounding of two shares whose sum is 1.
const sharesSlack = 1e-9

func checkGenerate(m format.Mapping, g *Generate) {
	if !m.Given("begin") {
		g.Begin = Range[clock.Instant]{From: m.Start().Add(-defaultHistory), To: m.Start()}
	}
	if m.Good("partiallyFailed") && !m.Bad("failed") && g.Failed+g.PartiallyFailed > 1+sharesSlack {
		m.Problem("partiallyFailed", "failed and partiallyFailed are %s and %s, together more than 1", format.NumberText(g.Failed), format.NumberText(g.PartiallyFailed))
	}
	imports := func(w Weighted) bool { return w.Name == ges.ImportGraph && w.Weight > 0 }
	if m.Good("partiallyFailed") && g.PartiallyFailed > 0 && !m.Bad("jobName") && !slices.ContainsFunc(g.Names, imports) {
		m.Problem("partiallyFailed", "only %s ends partiallyFailed, and jobName has none", ges.ImportGraph)
	}
	if m.Bad("begin") || m.Bad("waiting") || m.Bad("running") {
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
	if m.Bad("every") || !m.Good("count") {
		return
	}
	if last := g.Count - 1; last > 0 && g.Every > clock.Max.Sub(g.Begin.To)/time.Duration(last) {
		m.Problem("every", "job %d would begin after %s, where virtual time ends", g.Count, clock.Max)
		return
	}
	checkEnd(m, g.BeginOf(g.Count-1).To, g.Waiting.To, longest)
}
