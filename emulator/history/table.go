package history

import (
	"bytes"
	"cmp"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// base is what all jobs of a scenario's project have in common.
type base struct {
	root   fake.Key // of all invented values
	start  clock.Instant
	compat scenario.Compat
}

// table is a list of jobs in listing order: by begin, then by id. It is immutable.
type table struct {
	*base
	rows    []record
	origins []origin
	graphs  []string
}

// record is one job. It is small because there may be millions.
type record struct {
	begin, start, end clock.Instant // end is clock.Never for a job that never ends
	key               fake.Key      // of its invented values
	id                ident         // unless it is named
	graph             uint32        // index in table.graphs
	origin            uint32        // index in table.origins
	name              uint8         // index in ges.JobNames
	outcome           ges.Status
	named             bool // its id is that of its origin's job, which is not in the vendor's format
}

// origin is the data of jobs beyond their record: the description of a single job, or
// the data shared by all jobs of a generate block.
type origin struct {
	job   *scenario.Job // nil: nothing beyond the record
	files scenario.Range[int]
	added bool     // at run time
	alike fake.Key // of an added job: the key of all jobs with the same description
	graph string   // of a submitted job: the id of its graph; it is added too, and alike to none
}

// job returns the job at a position.
func (t *table) job(position int) Job { return Job{t, uint32(position)} }

// compare orders jobs in listing order.
func compare(a, b Job) int {
	if x, y := a.record().begin, b.record().begin; x != y { // almost always
		return cmp.Compare(x, y)
	}
	return compareIDs(a, b)
}

// compareIDs compares the ids of jobs as strings.
func compareIDs(a, b Job) int {
	x, y := a.record(), b.record()
	if !x.named && !y.named {
		return x.id.compare(y.id)
	}
	var one, other [maxIDSize]byte
	return bytes.Compare(a.AppendID(one[:0]), b.AppendID(other[:0]))
}

// firstFrom returns the first position whose job begins at or after an instant.
func (t *table) firstFrom(at clock.Instant) int {
	return search(0, len(t.rows), func(i int) bool { return t.rows[i].begin >= at })
}

// search returns the first of the numbers from lo to hi−1 for which reached is true,
// or hi. reached must be true for all numbers after it.
func search(lo, hi int, reached func(int) bool) int {
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); reached(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
