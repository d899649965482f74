package timeline

import (
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

const (
	day      = 24 * time.Hour
	nowLabel = "now"
)

// steps are the distances that ticks may have; beyond the last, multiples of it.
func steps() []time.Duration {
	return []time.Duration{
		time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, 500 * time.Millisecond,
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
		day, 2 * day, 7 * day, 14 * day, 28 * day, 91 * day, 182 * day, 364 * day, 10 * 364 * day,
	}
}

// tick is a labelled moment of the axis.
type tick struct {
	column       int
	time, offset string // what stands above and below
}

// labels are the columns from which on the labels stand and before which they
// end. At the right edge they move to the left.
func (t tick) labels(width int) (from, to int) {
	n := max(len(t.time), len(t.offset))
	from = max(0, min(t.column, width-n))
	return from, from + n
}

// axis is the two lines between which the bars lie.
type axis struct {
	scale scale
	start clock.Instant // now, when the clock starts
	width int
	ticks []tick
}

func newAxis(s scale, start clock.Instant, width int) axis {
	a := axis{scale: s, start: start, width: width}
	step, layout := a.step()
	if s.contains(start) {
		a.ticks = []tick{{s.column(start), start.Time().Format(layout), nowLabel}}
	}
	for _, g := range s.segments {
		before := len(a.ticks)
		// Go divides towards zero: up to the next multiple before start, down after it.
		first := g.from.Sub(start) / step
		if start.Add(first*step) < g.from {
			first++
		}
		for at := start.Add(first * step); at <= g.to && at < clock.Max; at = at.Add(step) {
			a.add(at, layout)
		}
		if len(a.ticks) == before {
			a.add(g.from, layout)
		}
	}
	return a
}

// step is the least distance of ticks at which their labels have room, and how
// their times are written.
func (a axis) step() (step time.Duration, layout string) {
	first, last := a.scale.segments[0], a.scale.segments[len(a.scale.segments)-1]
	length := last.to.Sub(first.from)
	days := length >= day
	for _, step = range steps() {
		layout = timeLayout(step, length, days)
		if float64(step) >= float64(len(layout)+3)*a.scale.perColumn() {
			return step, layout
		}
	}
	for float64(step) < float64(len(layout)+3)*a.scale.perColumn() && step < 1<<61 {
		step *= 2
	}
	return step, layout
}

// timeLayout is how times are written at ticks of a distance, on an axis of a
// length. days: a time of day may be there more than once.
func timeLayout(step, length time.Duration, days bool) string {
	switch {
	case step >= day && length > 300*day:
		return time.DateOnly
	case step >= day:
		return "Jan _2"
	case days:
		return "Jan _2 15:04"
	case step >= time.Minute:
		return "15:04"
	case step >= time.Second:
		return time.TimeOnly
	default:
		return "05.000"
	}
}

// add places a tick if its labels have room.
func (a *axis) add(at clock.Instant, layout string) {
	offset := at.Sub(a.start).Round(time.Millisecond)
	if offset.Abs() > time.Minute {
		offset = offset.Round(time.Second)
	}
	t := tick{a.scale.column(at), at.Time().Format(layout), format.DurationText(offset)}
	if offset > 0 {
		t.offset = "+" + t.offset
	}
	from, to := t.labels(a.width)
	if from != t.column {
		return
	}
	for _, o := range a.ticks {
		if start, right := o.labels(a.width); from < right+2 && start < to+2 {
			return
		}
	}
	a.ticks = append(a.ticks, t)
}

// times are the labels above the axis, offsets those below it.
func (a axis) times() string   { return a.labels(func(t tick) string { return t.time }) }
func (a axis) offsets() string { return a.labels(func(t tick) string { return t.offset }) }

func (a axis) labels(of func(tick) string) string {
	line := []byte(strings.Repeat(" ", a.width))
	for _, t := range a.ticks {
		label := of(t)
		copy(line[max(0, min(t.column, a.width-len(label))):], label)
	}
	return strings.TrimRight(string(line), " ")
}

// line is the axis itself, with a mark for each tick and one for now.
func (a axis) line(mark, now rune) []cell {
	line := make([]cell, a.width)
	for i := range line {
		line[i] = cell{'─', faint}
	}
	for _, b := range a.scale.breaks() {
		for i := range breakWidth {
			line[b+i] = cell{breakSymbol, faint}
		}
	}
	for _, t := range a.ticks {
		line[t.column].symbol = mark
		if t.offset == nowLabel {
			line[t.column] = cell{now, bold}
		}
	}
	return line
}
