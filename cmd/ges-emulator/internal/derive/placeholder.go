package derive

import (
	"slices"
	"time"
)

// placeholder is a job that was counted but is in no answer.
type placeholder struct {
	begin time.Time
	count int // so many, a microsecond apart
}

// maxPlaceholders is how many a project has at most.
const maxPlaceholders = 1_000_000

// findPlaceholders fills the places that pages leave: those before a job that was seen, and
// those behind the last one.
func (p *project) findPlaceholders(newestFirst bool) []placeholder {
	var list []placeholder
	total := 0
	add := func(begin time.Time, count int) {
		if count = min(count, maxPlaceholders-total); count > 0 {
			list = append(list, placeholder{begin.Add(-time.Duration(count) * time.Microsecond), count})
			total += count
		}
	}
	before := p.counted(newestFirst)
	for _, j := range p.order {
		if n, ok := before[j]; ok && n > total {
			add(j.beginAt, n-total)
		}
	}
	for _, l := range p.lists {
		seen := 0
		for _, j := range p.order {
			if !j.beginAt.After(l.at) {
				seen++
			}
		}
		visible := 0
		for _, h := range list {
			if !h.begin.After(l.at) {
				visible += h.count
			}
		}
		add(l.at, l.count-seen-visible)
	}
	return list
}

// counted is how many jobs that are in no answer come before each job, by its place.
func (p *project) counted(newestFirst bool) map[*job]int {
	before := map[*job]int{}
	for _, l := range p.lists {
		shown := make([]*job, 0, len(p.order))
		for _, j := range p.order {
			if !j.beginAt.After(l.at) {
				shown = append(shown, j)
			}
		}
		for i, j := range l.jobs {
			place := l.offset + i
			if newestFirst {
				place = l.count - 1 - place
			}
			if known := slices.Index(shown, j); known >= 0 && place > known {
				before[j] = place - known
			}
		}
	}
	return before
}
