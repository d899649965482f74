package timeline

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// Limits of a drawing's width, in columns.
const (
	MinWidth = 40
	MaxWidth = 400
)

// maxRows is how many rows a drawing has: more jobs are folded by graph, and of
// more graphs only the busiest are shown.
const maxRows = 40

// Options say how a drawing looks.
type Options struct {
	Title string   // what is drawn
	Notes []string // said beside it
	Width int      // columns, MinWidth to MaxWidth
	Color bool     // with the colour codes of terminals

	// From and To bound what is drawn; nil: from the first begin to the last end
	// of a job. From lies before To.
	From, To *clock.Instant
}

// drawing is what all parts of a drawing share.
type drawing struct {
	canvas
	plan        *history.Plan
	options     Options
	window      span
	inside      []history.Job // those that are under way at some time of the window
	outside     int
	usedSymbols map[rune]bool // the characters that the legend must explain
}

// Draw draws the jobs of a plan.
func Draw(w io.Writer, plan *history.Plan, o Options) error {
	o.Width = min(max(o.Width, MinWidth), MaxWidth)
	d := &drawing{plan: plan, options: o, usedSymbols: map[rune]bool{}}
	d.color = o.Color
	d.fit()
	d.header()
	switch {
	case len(d.inside) == 0:
		d.line()
		d.line(write("  no jobs", faint))
	case len(d.inside) <= maxRows:
		d.jobs()
	default:
		d.graphs()
	}
	if d.outside > 0 {
		d.line()
		d.line(write(fmt.Sprintf("  %s outside of the drawing", count.Of(d.outside, "job")), faint))
	}
	_, err := io.WriteString(w, d.text.String())
	return err
}

// fit finds the window of time and the jobs in it.
func (d *drawing) fit() {
	start := d.plan.Start()
	d.window = span{start, start}
	endless := false
	all := make([]history.Job, d.plan.Len())
	for i := range all {
		j := d.plan.Job(i)
		all[i] = j
		last := j.End()
		if last == clock.Never {
			last, endless = j.Start(), true
		}
		d.window = span{min(d.window.from, j.Begin()), max(d.window.to, last)}
	}
	d.inside = all
	if d.window.from == d.window.to {
		d.window.from = d.window.from.Add(-time.Second)
		d.window.to = d.window.to.Add(time.Minute)
	} else if endless {
		// Room in which to see that a job goes on.
		d.window.to = d.window.to.Add(max(d.busyTime()/5, time.Second))
	}
	if d.options.From != nil {
		d.window.from = *d.options.From
	}
	if d.options.To != nil {
		d.window.to = *d.options.To
	}
	if d.window.to <= d.window.from { // only one bound is given, and nothing lies beyond it
		d.window.to = d.window.from.Add(time.Minute)
	}
	d.inside = slices.DeleteFunc(all, func(j history.Job) bool {
		return j.Begin() > d.window.to || j.End() < d.window.from
	})
	d.outside = d.plan.Len() - len(d.inside)
}

// busy is when something happens in the window: a job is under way, or it is
// now.
func (d *drawing) busy() []span {
	start := d.plan.Start()
	list := make([]span, 0, len(d.inside)+1)
	for _, j := range d.inside {
		list = append(list, d.clip(j))
	}
	return append(list, span{start, start})
}

// busyTime is how much time of the window is not quiet.
func (d *drawing) busyTime() time.Duration {
	length := d.window.to.Sub(d.window.from)
	for _, gap := range idleGaps(d.window, d.busy()) {
		length -= gap.to.Sub(gap.from)
	}
	return length
}

// clip is the part of a job's life that lies in the window.
func (d *drawing) clip(j history.Job) span {
	return span{max(j.Begin(), d.window.from), min(j.End(), d.window.to)}
}

// header says what is drawn.
func (d *drawing) header() {
	d.paragraph(0, d.options.Width, blank(1), words(d.options.Title, bold))
	notes := [][]cell{write(count.Of(d.plan.Len(), "job"), faint)}
	for _, n := range d.options.Notes {
		notes = append(notes, write(n, faint))
	}
	d.paragraph(0, d.options.Width, write(" · ", faint), notes)
}

func words(text string, s style) [][]cell {
	var items [][]cell
	for _, word := range strings.Fields(text) {
		items = append(items, write(word, s))
	}
	return items
}

// frame draws rows between the two lines of an axis. heading is what stands
// before the times, before is how many columns stand before the plot.
func (d *drawing) frame(s scale, heading []cell, before, width int, rows func()) {
	a := newAxis(s, d.plan.Start(), width)
	d.usedSymbols[breakSymbol] = len(s.segments) > 1
	d.line()
	d.line(heading, blank(before-len(heading)), write(a.times(), faint))
	d.line(blank(before), a.line('┬', '▼'))
	rows()
	d.line(blank(before), a.line('┴', '▲'))
	d.line(blank(before), write(a.offsets(), faint))
}

// plot is an empty row with the line that marks now, if now is in the drawing.
func (d *drawing) plot(s scale, width int) []cell {
	row := blank(width)
	if now := d.plan.Start(); s.contains(now) {
		row[s.column(now)] = cell{nowSymbol, faint}
	}
	return row
}

// legend explains what occurs of the characters of bars.
func (d *drawing) legend() {
	entries := []struct {
		cell
		text string
	}{
		{cell{waitingSymbol, waitingStyle}, "waiting"},
		{cell{runningSymbol, runningStyle}, "running"},
		{outcomeCell(ges.Success), "success"},
		{outcomeCell(ges.Failed), "failed"},
		{outcomeCell(ges.PartiallyFailed), "partially failed"},
		{cell{earlierSymbol, runningStyle}, "began before"},
		{cell{laterSymbol, runningStyle}, "goes on"},
		{cell{breakSymbol, faint}, "time left out"},
	}
	var items [][]cell
	for _, e := range entries {
		if d.usedSymbols[e.symbol] {
			items = append(items, append([]cell{e.cell}, write(" "+e.text, plain)...))
		}
	}
	d.line()
	d.paragraph(2, d.options.Width, blank(3), items)
}
