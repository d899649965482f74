package timeline

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/history"
)

// minGraphWidth is the least useful width of a column of graph names.
const minGraphWidth = 5

// jobs draws a bar a job.
func (d *drawing) jobs() {
	var names, graphs, times int
	for _, j := range d.inside {
		names = max(names, columns(j.Name()))
		graphs = max(graphs, columns(j.Graph()))
		times = max(times, columns(runningTime(j)))
	}
	width := d.options.Width
	// Names and graphs may take two fifths of the width; graphs give way first.
	names = min(names, width*2/5-3)
	graphs = min(max(graphs, minGraphWidth), width*2/5-3-names-2)
	before := 2 + names + 2
	if graphs >= minGraphWidth {
		before += graphs + 2
	} else {
		graphs = 0
	}
	after := 2 + times
	if width < 60 {
		after = 0
	}
	plot := width - before - after
	s := newScale(d.window, d.busy(), plot)
	d.frame(s, nil, before, plot, func() {
		for _, j := range d.inside {
			label := append(blank(2), alignLeft(j.Name(), names+2, bold)...)
			if graphs > 0 {
				label = append(label, alignLeft(j.Graph(), graphs, plain)...)
				label = append(label, blank(2)...)
			}
			if after == 0 {
				d.line(label, d.bar(s, plot, j))
				continue
			}
			d.line(label, d.bar(s, plot, j), alignRight(runningTime(j), after, faint))
		}
	})
	d.legend()
}

// bar is the life of a job. What comes later hides what came before in the same
// column.
func (d *drawing) bar(s scale, width int, j history.Job) []cell {
	row := d.plot(s, width)
	begin, start := s.column(j.Begin()), s.column(min(j.Start(), d.window.to))
	end := s.column(min(j.End(), d.window.to))
	for i := begin; i < start; i++ {
		row[i] = cell{waitingSymbol, waitingStyle}
	}
	for i := start; i < end; i++ {
		row[i] = cell{runningSymbol, runningStyle}
	}
	if j.Begin() < d.window.from {
		row[begin].symbol = earlierSymbol
	}
	switch {
	case j.End() <= d.window.to:
		row[end] = outcomeCell(j.Outcome())
	case j.Start() > d.window.to:
		row[end] = cell{laterSymbol, waitingStyle}
	default:
		row[end] = cell{laterSymbol, runningStyle}
	}
	for _, c := range row {
		d.usedSymbols[c.symbol] = true
	}
	return row
}

// runningTime is how long a job runs.
func runningTime(j history.Job) string {
	if j.End() == clock.Never {
		return "forever"
	}
	running := j.End().Sub(j.Start())
	if running >= time.Second {
		running = running.Round(time.Second)
	}
	return format.DurationText(running)
}
