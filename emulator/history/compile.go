package history

import (
	"fmt"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Compile computes every job of the project that serves an id: its invented times
// and outcome, its id and its position in listing order.
//
// A job's invented values are a function of the seed and of the job's description in
// the scenario, and of nothing else. Jobs with the same description are numbered, and
// the number is part of the function. Those of a generated job are a function of its
// block except for the count, so a larger count only adds jobs.
//
// It is an error if the scenario does not serve the id.
func Compile(s *scenario.Scenario, projectID string) (*Plan, error) {
	project := s.Project(projectID)
	if project == nil {
		return nil, fmt.Errorf("project %q is not in scenario %s", projectID, s.Name)
	}
	total := len(project.Jobs)
	for _, g := range project.Generate {
		total += g.Count
	}
	c := compiler{
		table: table{
			base:    &base{fake.NewKey(s.Seed), s.Clock.Start, s.Compat},
			rows:    make([]record, 0, total),
			origins: []origin{{}},
		},
		names:    map[string]uint32{},
		inventor: fake.New(),
		alike:    map[fake.Key]int{},
	}
	for i := range project.Jobs {
		c.addJob(&project.Jobs[i])
	}
	for i := range project.Generate {
		c.addGenerated(&project.Generate[i])
	}
	c.sort()
	p := &Plan{segment: segment{table: c.table, alike: c.alike}}
	p.index()
	p.history = &History{plan: p, parts: []part{{segment: &p.segment}}, rows: p.Len()}
	p.opening = &Board{history: p.history, now: p.start, parts: []cursor{newCursor(p.history.parts[0], p.start)}}
	p.opening.parts[0].shared = true
	p.opening.settle()
	return p, nil
}

// compiler collects the jobs of a plan.
type compiler struct {
	table
	names    map[string]uint32 // graph name → index in graphs
	inventor *fake.Inventor
	alike    map[fake.Key]int // number of jobs with the same description so far, by key
}

// defaultFiles is the number of entries in a list of an invented jobDetail.
var defaultFiles = scenario.Range[int]{From: 1, To: 3} //nolint:gochecknoglobals // a constant; Go has none of struct types

func (c *compiler) addJob(j *scenario.Job) {
	alike := c.alikeKey(j)
	key := alike.Nth(c.alike[alike])
	c.alike[alike]++
	r := record{key: key, graph: c.graph(j.Graph), origin: uint32(len(c.origins)), name: uint8(ges.JobNameIndex(j.Name))}
	running := j.Running
	if running == scenario.Typical {
		running = typical(c.inventor, key, j.Name)
	}
	r.live(j, running)
	if j.ID != "" {
		r.setID(j.ID)
	}
	c.rows = append(c.rows, r)
	c.origins = append(c.origins, origin{job: j, files: defaultFiles})
}

// alikeKey returns the key that all jobs with the same description have in common.
func (e *base) alikeKey(j *scenario.Job) fake.Key {
	return e.root.For("job").For(j.Description(e.start))
}

// live sets the begin, start, end and outcome of a record.
func (r *record) live(j *scenario.Job, running time.Duration) {
	r.begin, r.outcome = j.Begin, j.Outcome
	r.start, r.end = j.Begin.Add(j.Waiting), clock.Never
	if running != scenario.Forever {
		r.end = r.start.Add(running)
	}
}

// typical returns a running time that is typical for a job's name, in whole
// milliseconds.
func typical(inventor *fake.Inventor, key fake.Key, name string) time.Duration {
	n := ges.JobNames()[ges.JobNameIndex(name)]
	return duration(inventor, key.For("running"), scenario.Range[time.Duration]{From: n.Shortest, To: n.Longest})
}

func duration(inventor *fake.Inventor, key fake.Key, r scenario.Range[time.Duration]) time.Duration {
	ms := inventor.Between(key, r.From.Milliseconds(), r.To.Milliseconds())
	return min(max(time.Duration(ms)*time.Millisecond, r.From), r.To)
}

func (c *compiler) graph(name string) uint32 {
	i, ok := c.names[name]
	if !ok {
		i = uint32(len(c.graphs))
		c.names[name] = i
		c.graphs = append(c.graphs, name)
	}
	return i
}

func (c *compiler) addGenerated(g *scenario.Generate) {
	from := uint32(len(c.origins))
	c.origins = append(c.origins, origin{files: g.Files})
	block := c.root.For("generate").For(g.Description(c.start))
	graphs := c.generatedGraphs(g, block)
	names := newNamePicker(g.Names)
	for range g.Count {
		number := c.alike[block]
		key := block.Nth(number)
		c.alike[block]++
		name := names.pick(c.inventor.Index(key.For("jobName"), names.total))
		r := record{
			key:    key,
			graph:  graphs[c.inventor.Index(key.For("relatedGraph"), len(graphs))],
			origin: from,
			name:   uint8(name),
		}
		r.live(&scenario.Job{
			Begin:   c.begin(key.For("begin"), g.BeginOf(number)),
			Waiting: duration(c.inventor, key.For("waiting"), g.Waiting),
			Outcome: outcome(c.inventor.Share(key.For("outcome")), g, name),
		}, c.runningTime(key, g, name))
		c.rows = append(c.rows, r)
	}
}

// generatedGraphs returns the graphs of a generate block. Invented names are
// distinct.
func (c *compiler) generatedGraphs(g *scenario.Generate, block fake.Key) []uint32 {
	names := g.Graphs
	if names == nil {
		names = make([]string, 0, g.GraphCount)
		taken := map[string]bool{}
		for i := range g.GraphCount {
			name := c.inventor.GraphName(block.For("graph").Nth(i))
			if taken[name] {
				name = fmt.Sprintf("%s_%d", name, i)
			}
			taken[name] = true
			names = append(names, name)
		}
	}
	graphs := make([]uint32, len(names))
	for i, name := range names {
		graphs[i] = c.graph(name)
	}
	return graphs
}

func (c *compiler) begin(key fake.Key, r scenario.Range[clock.Instant]) clock.Instant {
	ms := c.inventor.Between(key, r.From.UnixMilli(), r.To.UnixMilli())
	return min(max(clock.Instant(ms*int64(time.Millisecond)), r.From), r.To)
}

func (c *compiler) runningTime(key fake.Key, g *scenario.Generate, name int) time.Duration {
	if g.Running == nil {
		return typical(c.inventor, key, ges.JobNames()[name].Name)
	}
	return duration(c.inventor, key.For("running"), *g.Running)
}

// outcome returns the outcome of a generated job, by a random share from 0 to 1.
func outcome(share float64, g *scenario.Generate, name int) ges.Status {
	switch {
	case share < g.Failed:
		return ges.Failed
	case share < g.Failed+g.PartiallyFailed && ges.JobNames()[name].Name == ges.ImportGraph:
		return ges.PartiallyFailed
	default:
		return ges.Success
	}
}

// namePicker chooses job names by weight.
type namePicker struct {
	names []int // indexes in ges.JobNames
	ends  []int // cumulative weights
	total int
}

func newNamePicker(weights []scenario.Weighted) namePicker {
	var p namePicker
	for _, w := range weights {
		p.total += w.Weight
		p.names = append(p.names, ges.JobNameIndex(w.Name))
		p.ends = append(p.ends, p.total)
	}
	return p
}

// pick returns the name for a number from 0 to total−1.
func (p namePicker) pick(n int) int {
	i, _ := slices.BinarySearch(p.ends, n+1)
	return p.names[i]
}
