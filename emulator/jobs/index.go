package jobs

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// sort puts the jobs in listing order and numbers those that have no id of
// their own.
func (p *Plan) sort() error {
	slices.SortFunc(p.jobs, func(a, b record) int {
		if a.begin != b.begin { // nearly always; cmp.Or would compare the keys too
			return cmp.Compare(a.begin, b.begin)
		}
		return cmp.Compare(a.key, b.key)
	})
	given, serials := p.givenSerials(), numberer{plan: p}
	for group := range runs(p.jobs, func(r *record) int64 { return r.begin.UnixMilli() }) {
		if err := serials.number(group, given[group[0].begin.UnixMilli()]); err != nil {
			return err
		}
	}
	for group := range runs(p.jobs, func(r *record) int64 { return int64(r.begin) }) {
		if len(group) > 1 {
			p.sortByID(group)
		}
	}
	for i := range p.jobs {
		if job := p.origins[p.jobs[i].origin].job; job != nil && job.ID != "" {
			p.ids[job.ID] = uint32(i)
		}
	}
	return nil
}

// runs yields the runs of neighbours that have the same key.
func runs(jobs []record, key func(*record) int64) func(yield func([]record) bool) {
	return func(yield func([]record) bool) {
		for from := 0; from < len(jobs); {
			to := from + 1
			for to < len(jobs) && key(&jobs[to]) == key(&jobs[from]) {
				to++
			}
			if !yield(jobs[from:to]) {
				return
			}
			from = to
		}
	}
}

// givenSerials is, by millisecond, the serial numbers of the ids that the
// scenario gives and that an invented one could equal.
func (p *Plan) givenSerials() map[int64][]uint16 {
	given := map[int64][]uint16{}
	for _, o := range p.origins {
		if o.job == nil {
			continue
		}
		begin, ok := decodeBegin(o.job.ID)
		if !ok {
			continue
		}
		serial, err := strconv.ParseUint(o.job.ID[idSize-4:], 16, 16)
		if err == nil && string(appendID(nil, p.start, begin, uint16(serial))) == o.job.ID {
			given[begin.UnixMilli()] = append(given[begin.UnixMilli()], uint16(serial))
		}
	}
	return given
}

// maxSerials is how many ids the serial number tells apart.
const maxSerials = 1 << 16

// numberer gives jobs their serial numbers. It is one set that is emptied
// again, as with millions of jobs there are hundreds of thousands of
// milliseconds in which several begin.
type numberer struct {
	plan     *Plan
	taken    [maxSerials]bool
	invented []*record
}

// number gives the jobs that begin in one millisecond, but for those with an id
// of their own, different serial numbers that are not among the given ones.
// Each number follows from the job's key; of two that meet, which happens once
// in 65,536 pairs, the greater key takes the next free one.
func (n *numberer) number(group []record, given []uint16) error {
	if len(group) == 1 && len(given) == 0 { // nearly always
		group[0].serial = serialOf(&group[0])
		return nil
	}
	n.invented = n.invented[:0]
	for i := range group {
		if job := n.plan.origins[group[i].origin].job; job == nil || job.ID == "" {
			n.invented = append(n.invented, &group[i])
		}
	}
	if all := len(n.invented) + len(given); all > maxSerials {
		return fmt.Errorf("%d jobs begin at %s, in one millisecond; a jobId tells %d of them apart",
			all, group[0].begin, maxSerials)
	}
	slices.SortFunc(n.invented, func(a, b *record) int { return cmp.Compare(a.key, b.key) })
	for _, serial := range given {
		n.taken[serial] = true
	}
	for _, r := range n.invented {
		r.serial = serialOf(r)
		for n.taken[r.serial] {
			r.serial++
		}
		n.taken[r.serial] = true
	}
	for _, r := range n.invented {
		n.taken[r.serial] = false
	}
	for _, serial := range given {
		n.taken[serial] = false
	}
	return nil
}

// serialOf is the serial number that a job has unless another has it.
func serialOf(r *record) uint16 { return uint16(r.key.For("jobId")) }

// sortByID sorts jobs that begin at the same instant.
func (p *Plan) sortByID(group []record) {
	slices.SortFunc(group, func(a, b record) int {
		return bytes.Compare(p.appendID(nil, &a), p.appendID(nil, &b))
	})
}

// index builds the orders and sets that boards work with.
func (p *Plan) index() {
	p.byStart = p.positionsBy(func(r *record) clock.Instant { return r.start })
	p.byEnd = p.positionsBy(func(r *record) clock.Instant { return r.end })
	ending, _ := slices.BinarySearchFunc(p.byEnd, clock.Never, func(i uint32, never clock.Instant) int {
		return cmp.Compare(p.jobs[i].end, never)
	})
	p.byEnd = p.byEnd[:ending:ending]
	p.indexGraphs()
	p.indexOutcomes()
	p.indexDays()
	p.combined = map[combination]*roaring.Bitmap{}
	p.nights = map[clock.Day]*roaring.Bitmap{}
	p.opening = newBoard(p)
	p.opening.MoveTo(p.start)
}

// positionsBy is all positions by an instant of their jobs, then by position.
func (p *Plan) positionsBy(at func(*record) clock.Instant) []uint32 {
	type entry struct {
		at       clock.Instant
		position uint32
	}
	entries := make([]entry, len(p.jobs))
	for i := range p.jobs {
		entries[i] = entry{at(&p.jobs[i]), uint32(i)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.at != b.at { // nearly always
			return cmp.Compare(a.at, b.at)
		}
		return cmp.Compare(a.position, b.position)
	})
	positions := make([]uint32, len(entries))
	for i, e := range entries {
		positions[i] = e.position
	}
	return positions
}

func (p *Plan) indexGraphs() {
	members := make([][]uint32, len(p.graphs))
	for i := range p.jobs {
		g := p.jobs[i].graph
		members[g] = append(members[g], uint32(i))
	}
	p.ofGraph = make([]*roaring.Bitmap, len(p.graphs))
	for g, positions := range members {
		p.ofGraph[g] = setOf(positions)
		members[g] = nil
	}
}

func (p *Plan) indexOutcomes() {
	members := map[ges.Status][]uint32{}
	for i := range p.jobs {
		if r := &p.jobs[i]; r.end != clock.Never {
			members[r.outcome] = append(members[r.outcome], uint32(i))
		}
	}
	p.ended = map[ges.Status]*roaring.Bitmap{}
	for _, outcome := range ges.Outcomes() {
		p.ended[outcome] = setOf(members[outcome])
	}
}

func (p *Plan) indexDays() {
	for from := 0; from < len(p.byEnd); {
		day := p.jobs[p.byEnd[from]].end.Day()
		to := from
		for to < len(p.byEnd) && p.jobs[p.byEnd[to]].end.Day() == day {
			to++
		}
		p.days = append(p.days, endDay{day: day, jobs: setOf(slices.Sorted(slices.Values(p.byEnd[from:to])))})
		from = to
	}
	for i := len(p.days) - 1; i >= 0; i-- {
		p.days[i].first = p.days[i].jobs.Minimum()
		if i+1 < len(p.days) {
			p.days[i].first = min(p.days[i].first, p.days[i+1].first)
		}
	}
}

// setOf is the set of positions that are in ascending order.
func setOf(positions []uint32) *roaring.Bitmap {
	set := roaring.New()
	set.AddMany(positions)
	set.RunOptimize()
	return set
}
