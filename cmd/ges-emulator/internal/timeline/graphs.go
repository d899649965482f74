package timeline

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// row is what the drawing says of a graph.
type row struct {
	graph                 string
	jobs, failed, partial int

	// In each column of the plot: how many jobs are under way, and how many
	// fail.
	density, failures []int
}

// graphs draws a row a graph, the busiest first.
func (d *drawing) graphs() {
	rows := d.rows()
	shown := rows[:min(len(rows), maxRows)]
	var names, numbers, failed, partial int
	for _, r := range shown {
		names = max(names, columns(r.graph))
		numbers = max(numbers, len(count.Thousands(r.jobs)))
		failed = max(failed, r.failed)
		partial = max(partial, r.partial)
	}
	names = min(names, d.options.Width/3)
	before := 2 + names + 2 + numbers + 2
	counts := func(*row) []cell { return nil }
	if failed+partial > 0 {
		f, p := 2+len(count.Thousands(failed)), 3+len(count.Thousands(partial))
		if partial == 0 {
			p = 0
		}
		before += f + p
		counts = func(r *row) []cell {
			cells := failureCells(r.failed, f, outcomeCell(ges.Failed))
			if p > 0 {
				cells = append(cells, failureCells(r.partial, p, outcomeCell(ges.PartiallyFailed))...)
			}
			return cells
		}
		before++
	}
	plot := d.options.Width - before
	s := newScale(d.window, d.busy(), plot)
	most := d.measure(shown, s, plot)
	d.frame(s, alignRight("jobs", 2+names+2+numbers, faint), before, plot, func() {
		for i := range shown {
			r := &shown[i]
			label := append(blank(2), alignLeft(r.graph, names, bold)...)
			label = append(label, alignRight(count.Thousands(r.jobs), 2+numbers, plain)...)
			label = append(label, counts(r)...)
			d.line(label, blank(before-len(label)), d.densityBar(s, r, most))
		}
	})
	d.foldedLegend(rows, most)
}

// failureCells is a number of jobs with their outcome's character; nothing for none.
func failureCells(n, width int, outcome cell) []cell {
	if n == 0 {
		return blank(width)
	}
	cells := alignRight(count.Thousands(n), width-1, outcome.style)
	return append(cells, outcome)
}

// rows counts the jobs of each graph.
func (d *drawing) rows() []row {
	index := map[string]int{}
	var rows []row
	for _, j := range d.inside {
		i, ok := index[j.Graph()]
		if !ok {
			i = len(rows)
			index[j.Graph()] = i
			rows = append(rows, row{graph: j.Graph()})
		}
		r := &rows[i]
		r.jobs++
		switch {
		case j.End() > d.window.to:
		case j.Outcome() == ges.Failed:
			r.failed++
		case j.Outcome() == ges.PartiallyFailed:
			r.partial++
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.jobs, a.jobs), cmp.Compare(a.graph, b.graph))
	})
	return rows
}

// measure counts the jobs in each column of the rows, and gives the most.
func (d *drawing) measure(rows []row, s scale, width int) (most int) {
	index := make(map[string]*row, len(rows))
	for i := range rows {
		r := &rows[i]
		r.density, r.failures = make([]int, width+1), make([]int, width+1)
		index[r.graph] = r
	}
	for _, j := range d.inside {
		r := index[j.Graph()]
		if r == nil {
			continue
		}
		life := d.clip(j)
		r.density[s.column(life.from)]++
		r.density[s.column(life.to)+1]--
		if j.End() <= d.window.to && j.Outcome() == ges.Failed {
			r.failures[s.column(j.End())]++
		}
	}
	for _, r := range rows {
		for i := range width {
			if i > 0 {
				r.density[i] += r.density[i-1]
			}
			most = max(most, r.density[i])
		}
	}
	return most
}

// densityBar shows how many jobs of a graph are under way, by height; red where
// one fails.
func (d *drawing) densityBar(s scale, r *row, most int) []cell {
	heights := [...]rune{'▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'}
	bar := d.plot(s, len(r.density)-1)
	for i := range bar {
		if r.density[i] == 0 {
			continue
		}
		bar[i] = cell{heights[(r.density[i]*len(heights)-1)/most], runningStyle}
		if r.failures[i] > 0 {
			bar[i].style = failedStyle
		}
	}
	return bar
}

// foldedLegend explains the rows, and says what is not shown.
func (d *drawing) foldedLegend(rows []row, most int) {
	var hidden, failed, partial int
	for i, r := range rows {
		if i >= maxRows {
			hidden += r.jobs
		}
		failed += r.failed
		partial += r.partial
	}
	if hidden > 0 {
		d.line()
		d.paragraph(2, d.options.Width, blank(1), words(fmt.Sprintf("… and %s more with %s",
			count.Of(len(rows)-maxRows, "graph"), count.Of(hidden, "job")), faint))
	}
	items := [][]cell{append(write("▁▂▃▄▅▆▇█", runningStyle), write(" jobs under way, up to "+count.Thousands(most), plain)...)}
	if most == 1 {
		items[0] = append(write("█", runningStyle), write(" a job is under way", plain)...)
	}
	if failed > 0 {
		items = append(items, append([]cell{outcomeCell(ges.Failed)}, write(" failed", plain)...))
		if d.color {
			items = append(items, append(write("█", failedStyle), write(" a job fails", plain)...))
		}
	}
	if partial > 0 {
		items = append(items, append([]cell{outcomeCell(ges.PartiallyFailed)}, write(" partially failed", plain)...))
	}
	if d.usedSymbols[breakSymbol] {
		items = append(items, append([]cell{{breakSymbol, faint}}, write(" time left out", plain)...))
	}
	d.line()
	d.paragraph(2, d.options.Width, blank(3), items)
}
