package derive

import (
	"slices"
	"strings"
	"time"
)

// sortJobs puts the jobs of a project in the order of their begin and, within a second,
// in the order in which lists have them. Where that is not the order of their ids, by
// which an emulator sorts jobs that begin at one instant, their instants become a little
// apart.
func (p *project) sortJobs(newestFirst bool) {
	places := p.places(newestFirst)
	slices.SortStableFunc(p.order, func(a, b *job) int {
		if c := strings.Compare(a.begin, b.begin); c != 0 {
			return c
		}
		if places[a] != 0 && places[b] != 0 && places[a] != places[b] {
			return places[a] - places[b]
		}
		return strings.Compare(a.id, b.id)
	})
	for from := 0; from < len(p.order); {
		to := from + 1
		for to < len(p.order) && p.order[to].begin == p.order[from].begin {
			to++
		}
		separate(p.order[from:to])
		from = to
	}
}

// places are those of jobs in the longest list that has them, from 1.
func (p *project) places(newestFirst bool) map[*job]int {
	places := map[*job]int{}
	lists := slices.Clone(p.lists)
	slices.SortStableFunc(lists, func(a, b page) int { return a.count - b.count })
	for _, l := range lists {
		for i, j := range l.jobs {
			places[j] = 1 + l.offset + i
			if newestFirst {
				places[j] = 1 + max(l.count-l.offset-i, 0)
			}
		}
	}
	return places
}

// separate moves the instants of jobs of one second so far that they are in order.
func separate(jobs []*job) {
	inOrder := func(a, b *job) bool {
		c := a.beginAt.Compare(b.beginAt)
		return c < 0 || c == 0 && a.id < b.id
	}
	for i := 1; i < len(jobs); i++ {
		if inOrder(jobs[i-1], jobs[i]) {
			continue
		}
		// The jobs before move back, as one that was seen cannot begin later.
		for k := i - 1; k >= 0 && !inOrder(jobs[k], jobs[k+1]); k-- {
			jobs[k].beginAt = jobs[k+1].beginAt.Add(-time.Microsecond)
		}
	}
}
