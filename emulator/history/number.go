package history

import (
	"cmp"
	"slices"
)

// sort sorts the jobs in listing order, and assigns ids to those that have none.
func (c *compiler) sort() {
	slices.SortFunc(c.rows, func(a, b record) int {
		if a.begin != b.begin { // almost always; cmp.Or would compare the keys too
			return cmp.Compare(a.begin, b.begin)
		}
		return cmp.Compare(a.key, b.key)
	})
	given, numbers := c.givenIDs(), numberer{compiler: c}
	for group := range runs(c.rows, func(r *record) int64 { return r.begin.UnixMilli() }) {
		numbers.number(group, given[uint64(group[0].begin.UnixMilli())])
	}
	for group := range runs(c.rows, func(r *record) int64 { return int64(r.begin) }) {
		if len(group) > 1 {
			c.sortByID(group)
		}
	}
}

// runs yields the runs of adjacent records with the same key.
func runs(rows []record, key func(*record) int64) func(yield func([]record) bool) {
	return func(yield func([]record) bool) {
		for from := 0; from < len(rows); {
			to := from + 1
			for to < len(rows) && key(&rows[to]) == key(&rows[from]) {
				to++
			}
			if !yield(rows[from:to]) {
				return
			}
			from = to
		}
	}
}

// hasID reports whether the scenario sets the id of a job.
func (c *compiler) hasID(r *record) bool {
	job := c.origins[r.origin].job
	return job != nil && job.ID != ""
}

// givenIDs returns, by millisecond, the ids set in the scenario with which an invented
// one could collide.
func (c *compiler) givenIDs() map[uint64][]ident {
	given := map[uint64][]ident{}
	for i := range c.rows {
		if r := &c.rows[i]; !r.named && c.hasID(r) {
			given[r.id.milli()] = append(given[r.id.milli()], r.id)
		}
	}
	return given
}

// numberer assigns ids to jobs. Its set is reused, as among millions of jobs there are
// hundreds of thousands of milliseconds in which several begin.
type numberer struct {
	*compiler
	taken    [maxSerials]bool
	invented []*record
}

// number assigns unique ids, different from the given ones, to the jobs of one
// millisecond that have no id yet. A serial number is a function of the job's key; if
// two are equal, which happens for one pair in 65,536, the job with the greater key
// takes the next free one. When all of a process are used, those of the next follow.
func (n *numberer) number(group []record, given []ident) {
	if len(group) == 1 && len(given) == 0 && !n.hasID(&group[0]) { // almost always
		group[0].id = n.firstID(&group[0])
		return
	}
	n.invented = n.invented[:0]
	for i := range group {
		if !n.hasID(&group[i]) {
			group[i].id = n.firstID(&group[i])
			n.invented = append(n.invented, &group[i])
		}
	}
	slices.SortFunc(n.invented, func(a, b *record) int { return cmp.Compare(a.key, b.key) })
	for rest := n.invented; len(rest) > 0; {
		rest = n.fill(rest, given)
		for _, r := range rest {
			r.id.process++
		}
	}
}

// fill assigns the free serial numbers of the jobs' process, and returns the jobs for
// which there are none left.
func (n *numberer) fill(jobs []*record, given []ident) []*record {
	free, process := maxSerials, jobs[0].id.process
	for _, id := range given {
		if id.process == process && !n.taken[id.serial()] {
			n.taken[id.serial()] = true
			free--
		}
	}
	filled := min(free, len(jobs))
	for _, r := range jobs[:filled] {
		for n.taken[r.id.serial()] {
			r.id = r.id.after(1)
		}
		n.taken[r.id.serial()] = true
	}
	for _, r := range jobs[:filled] {
		n.taken[r.id.serial()] = false
	}
	for _, id := range given {
		n.taken[id.serial()] = false
	}
	return jobs[filled:]
}

// firstID returns the id of a job, provided that no other job has it.
func (e *base) firstID(r *record) ident {
	return newIdent(e.start, r.begin, uint16(r.key.For("jobId")))
}

// sortByID sorts jobs that begin at the same instant by id.
func (c *compiler) sortByID(group []record) {
	t := table{base: c.base, rows: slices.Clone(group), origins: c.origins}
	order := make([]Job, len(group))
	for i := range order {
		order[i] = t.job(i)
	}
	slices.SortFunc(order, compareIDs)
	for i, j := range order {
		group[i] = *j.record()
	}
}
