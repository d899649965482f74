package jobs

import (
	"fmt"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Compile works out every job of the project that serves an id: what is
// invented about when and how it runs, its id and its place in listing order.
//
// A job's invented values follow from the seed and from all that the scenario
// says about the job, and from nothing else. Of jobs that are written alike to
// the letter, each has the values of its number among them. Generated jobs
// follow from what their block says, its count apart, so a larger count only
// adds jobs.
//
// It is an error when the scenario does not serve the id, and when so many jobs
// begin in one millisecond that the vendor's ids, with their serial number of
// 16 bits, cannot tell them apart.
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
		plan: &Plan{
			seed:    s.Seed,
			start:   s.Clock.Start,
			compat:  s.Compat,
			jobs:    make([]record, 0, total),
			origins: []origin{{}},
			names:   map[string]uint32{},
			ids:     map[string]uint32{},
		},
		root:     fake.NewKey(s.Seed),
		inventor: fake.New(),
		alike:    map[fake.Key]int{},
	}
	for i := range project.Jobs {
		c.addJob(&project.Jobs[i])
	}
	for i := range project.Generate {
		c.addGenerated(&project.Generate[i])
	}
	if err := c.plan.sort(); err != nil {
		return nil, err
	}
	c.plan.index()
	return c.plan, nil
}

// compiler collects the jobs of a plan.
type compiler struct {
	plan     *Plan
	root     fake.Key
	inventor *fake.Inventor
	alike    map[fake.Key]int // how many jobs with these keys there are so far
}

// defaultFiles is how many entries a list of an invented jobDetail has.
var defaultFiles = scenario.Range[int]{From: 1, To: 3} //nolint:gochecknoglobals // a constant, which Go has not for structs

func (c *compiler) addJob(j *scenario.Job) {
	key := c.root.For("job").For(j.Description(c.plan.start))
	key, c.alike[key] = key.Nth(c.alike[key]), c.alike[key]+1
	running := j.Running
	if running == scenario.Typical {
		running = c.typical(key, ges.JobNameIndex(j.Name))
	}
	c.add(record{
		begin:   j.Begin,
		start:   j.Begin.Add(j.Waiting),
		key:     key,
		graph:   c.graph(j.Graph),
		origin:  uint32(len(c.plan.origins)),
		name:    uint8(ges.JobNameIndex(j.Name)),
		outcome: j.Outcome,
	}, running)
	c.plan.origins = append(c.plan.origins, origin{job: j, files: defaultFiles})
}

// typical is a running time typical for a job's name, in whole milliseconds.
func (c *compiler) typical(key fake.Key, name int) time.Duration {
	n := ges.JobNames()[name]
	return c.duration(key.For("running"), scenario.Range[time.Duration]{From: n.Shortest, To: n.Longest})
}

func (c *compiler) duration(key fake.Key, r scenario.Range[time.Duration]) time.Duration {
	ms := c.inventor.Between(key, r.From.Milliseconds(), r.To.Milliseconds())
	return min(max(time.Duration(ms)*time.Millisecond, r.From), r.To)
}

// add completes a record with its end.
func (c *compiler) add(r record, running time.Duration) {
	r.end = clock.Never
	if running != scenario.Forever {
		r.end = r.start.Add(running)
	}
	c.plan.jobs = append(c.plan.jobs, r)
}

func (c *compiler) graph(name string) uint32 {
	i, ok := c.plan.names[name]
	if !ok {
		i = uint32(len(c.plan.graphs))
		c.plan.names[name] = i
		c.plan.graphs = append(c.plan.graphs, name)
	}
	return i
}

func (c *compiler) addGenerated(g *scenario.Generate) {
	from := uint32(len(c.plan.origins))
	c.plan.origins = append(c.plan.origins, origin{files: g.Files})
	block := c.root.For("generate").For(g.Description(c.plan.start))
	graphs := c.generatedGraphs(g, block)
	names := newNamePicker(g.Names)
	for range g.Count {
		key := block.Nth(c.alike[block])
		c.alike[block]++
		begin := c.begin(key.For("begin"), g.Begin)
		name := names.pick(c.inventor.Index(key.For("jobName"), names.total))
		running := c.runningTime(key, g, name)
		c.add(record{
			begin:   begin,
			start:   begin.Add(c.duration(key.For("waiting"), g.Waiting)),
			key:     key,
			graph:   graphs[c.inventor.Index(key.For("relatedGraph"), len(graphs))],
			origin:  from,
			name:    uint8(name),
			outcome: outcome(c.inventor.Share(key.For("outcome")), g, name),
		}, running)
	}
}

// generatedGraphs are the graphs of a generate block. Invented names differ
// from each other.
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
		return c.typical(key, name)
	}
	return c.duration(key.For("running"), *g.Running)
}

// outcome is how a generated job ends, by a share drawn for it.
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
	ends  []int // where each name's share of the total ends
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

// pick is the name whose share holds a number from 0 to total−1.
func (p namePicker) pick(n int) int {
	i, _ := slices.BinarySearch(p.ends, n+1)
	return p.names[i]
}
