package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

const (
	breakWidth  = 2   // columns of a cut in the axis
	maxBreaks   = 4   // a drawing with more is a puzzle
	minBreak    = 0.2 // the share of the axis that a quiet stretch must take to be cut
	minSegment  = 3   // columns
	breakSymbol = '╱'
)

// span is a stretch of time, both ends included.
type span struct{ from, to clock.Instant }

// segment is a span that is drawn to scale, with its columns.
type segment struct {
	span
	column, width int
}

// scale turns instants into columns. All segments have the same scale but for
// rounding; between them lies a break.
type scale struct{ segments []segment }

// newScale fits a window of time into a number of columns. busy are the
// stretches in which something happens; only what lies between them is cut.
func newScale(window span, busy []span, width int) scale {
	spans := cut(window, busy, width)
	columns := width - breakWidth*(len(spans)-1)
	var total float64
	for _, s := range spans {
		total += float64(s.to - s.from)
	}
	widths, remaining := make([]int, len(spans)), columns
	largest := 0
	for i, s := range spans {
		widths[i] = max(minSegment, int(float64(columns)*float64(s.to-s.from)/total))
		remaining -= widths[i]
		if widths[i] > widths[largest] {
			largest = i
		}
	}
	widths[largest] += remaining
	var sc scale
	column := 0
	for i, s := range spans {
		sc.segments = append(sc.segments, segment{s, column, widths[i]})
		column += widths[i] + breakWidth
	}
	return sc
}

// cut takes long quiet stretches out of a window, the longest first, as long as
// one takes much of what is left.
func cut(window span, busy []span, width int) []span {
	spans := []span{window}
	gaps := idleGaps(window, busy)
	total := window.to - window.from
	for _, gap := range gaps {
		length := gap.to - gap.from
		if len(spans) > maxBreaks || len(spans)*(minSegment+breakWidth)*2 > width || float64(length) < minBreak*float64(total) {
			break
		}
		// A little of the quiet stays, so that a bar does not touch the break and
		// no segment is but a moment.
		stay := min(length/4, max((total-length)/20, clock.Instant(time.Second)))
		gap = span{gap.from + stay, gap.to - stay}
		total -= gap.to - gap.from
		i := slices.IndexFunc(spans, func(s span) bool { return s.from <= gap.from && gap.to <= s.to })
		spans = slices.Replace(spans, i, i+1, span{spans[i].from, gap.from}, span{gap.to, spans[i].to})
	}
	return spans
}

// idleGaps is the stretches of a window in which nothing happens, the longest
// first.
func idleGaps(window span, busy []span) []span {
	slices.SortFunc(busy, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var gaps []span
	end := window.from
	for _, s := range busy {
		if s.from > end {
			gaps = append(gaps, span{end, s.from})
		}
		end = max(end, s.to)
	}
	slices.SortStableFunc(gaps, func(a, b span) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
	return gaps
}

// column is where an instant is drawn; instants outside of the window are drawn
// at its edges.
func (s scale) column(at clock.Instant) int {
	for _, g := range s.segments {
		if at <= g.from {
			return g.column // also at the window's edge, or in a break, where nothing happens
		}
		if at <= g.to {
			share := float64(at-g.from) / float64(g.to-g.from)
			return g.column + min(int(share*float64(g.width)), g.width-1)
		}
	}
	last := s.segments[len(s.segments)-1]
	return last.column + last.width - 1
}

// contains says whether an instant lies in the window.
func (s scale) contains(at clock.Instant) bool {
	return s.segments[0].from <= at && at <= s.segments[len(s.segments)-1].to
}

// perColumn is how much time a column shows.
func (s scale) perColumn() float64 {
	widest := slices.MaxFunc(s.segments, func(a, b segment) int { return cmp.Compare(a.width, b.width) })
	return float64(widest.to-widest.from) / float64(widest.width)
}

// breaks are the columns at which the axis is cut.
func (s scale) breaks() []int {
	var columns []int
	for _, g := range s.segments[1:] {
		columns = append(columns, g.column-breakWidth)
	}
	return columns
}
