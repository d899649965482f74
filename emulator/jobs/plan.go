package jobs

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Plan is every job of a project with its whole life: a compiled scenario. It
// is immutable and safe for concurrent use.
//
// A job's position is its place in listing order: by begin, then by id.
type Plan struct {
	seed   int64
	start  clock.Instant
	compat scenario.Compat

	jobs    []record
	origins []origin
	graphs  []string
	names   map[string]uint32 // graph name → index in graphs
	ids     map[string]uint32 // explicit job id → position

	byStart []uint32 // positions of all jobs, by start
	byEnd   []uint32 // positions of the jobs that end, by end
	ofGraph []*roaring.Bitmap
	ended   map[ges.Status]*roaring.Bitmap // by outcome; a job that never ends is in none
	days    []endDay

	mu       sync.Mutex
	combined map[combination]*roaring.Bitmap
	nights   map[clock.Day]*roaring.Bitmap // see overnight

	opening *Board // the board at the plan's start, which every fork begins as
}

// record is one job. It is small because there may be millions.
type record struct {
	begin, start, end clock.Instant // end is clock.Never for a job that never ends
	key               fake.Key      // of what is invented about it
	graph             uint32        // index in Plan.graphs
	origin            uint32        // index in Plan.origins
	serial            uint16        // the last four digits of an invented id
	name              uint8         // index in ges.JobNames
	outcome           ges.Status
}

// origin is what jobs have beyond their record: what the scenario says of a
// single one, or what all jobs of one generate block share.
type origin struct {
	job   *scenario.Job // nil: nothing beyond the record
	files scenario.Range[int]
}

// endDay is the jobs that end on a day.
type endDay struct {
	day  clock.Day
	jobs *roaring.Bitmap
	// first is the least position here or on a later day: where it lies beyond
	// the range that a filter asks for, no later day matters.
	first uint32
}

// combination names the set of a graph's jobs with an outcome.
type combination struct {
	graph   uint32
	outcome ges.Status
}

// Start is the instant at which the scenario starts.
func (p *Plan) Start() clock.Instant { return p.start }

// Compat is the scenario's reading of the vendor's pages.
func (p *Plan) Compat() scenario.Compat { return p.compat }

// Len is the number of jobs, those to come included.
func (p *Plan) Len() int { return len(p.jobs) }

// Job is the job at a position, 0 to Len−1.
func (p *Plan) Job(position int) Job { return Job{p, uint32(position)} }

// Find is the job with an id.
func (p *Plan) Find(id string) (Job, bool) {
	if position, ok := p.ids[id]; ok {
		return Job{p, position}, true
	}
	begin, ok := decodeBegin(id)
	if !ok {
		return Job{}, false
	}
	var buffer [idSize]byte // many may begin in that millisecond
	for i := p.firstBegunFrom(begin); i < len(p.jobs) && p.jobs[i].begin.UnixMilli() <= begin.UnixMilli(); i++ {
		if j := p.Job(i); string(j.AppendID(buffer[:0])) == id {
			return j, true
		}
	}
	return Job{}, false
}

// End is the instant at which the last job that can end has ended; the plan's
// start when none can.
func (p *Plan) End() clock.Instant {
	if len(p.byEnd) == 0 {
		return p.start
	}
	return p.jobs[p.byEnd[len(p.byEnd)-1]].end
}

// firstBegunFrom is the first position whose job begins at or after an instant.
func (p *Plan) firstBegunFrom(at clock.Instant) int {
	i, _ := slices.BinarySearchFunc(p.jobs, at, func(r record, at clock.Instant) int {
		if r.begin < at {
			return -1
		}
		return 1
	})
	return i
}

// set is the jobs of a graph, of an outcome or of both; nil: all jobs. anyGraph
// and ges.None stand for any.
func (p *Plan) set(graph int, outcome ges.Status) *roaring.Bitmap {
	switch {
	case graph == anyGraph && outcome == ges.None:
		return nil
	case graph == anyGraph:
		return p.ended[outcome]
	case outcome == ges.None:
		return p.ofGraph[graph]
	}
	key := combination{uint32(graph), outcome}
	p.mu.Lock()
	defer p.mu.Unlock()
	set, ok := p.combined[key]
	if !ok {
		set = roaring.And(p.ofGraph[graph], p.ended[outcome])
		p.combined[key] = set
	}
	return set
}

// maxNights is how many sets of [Plan.overnight] are kept.
const maxNights = 64

// overnight is the jobs that begin by the end of a day and end on a later one,
// those that never end apart: of the jobs that have ended by some moment and
// begun by that day, the ones that a filter by end day leaves out. nil: none.
func (p *Plan) overnight(day clock.Day) *roaring.Bitmap {
	first, _ := slices.BinarySearchFunc(p.days, day+1, func(d endDay, day clock.Day) int {
		return int(d.day) - int(day)
	})
	before := uint32(p.firstBegunFrom((day + 1).Begin()))
	if first == len(p.days) || p.days[first].first >= before {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	set, ok := p.nights[day]
	if !ok {
		set = p.endingFrom(p.days[first:], before)
		if len(p.nights) == maxNights {
			clear(p.nights)
		}
		p.nights[day] = set
	}
	return set
}

// endingFrom is the jobs before a position that end on one of the days.
func (p *Plan) endingFrom(days []endDay, before uint32) *roaring.Bitmap {
	set := roaring.New()
	for _, d := range days {
		if d.first >= before {
			break
		}
		if d.jobs.Minimum() < before {
			set.Or(d.jobs)
		}
	}
	set.RemoveRange(uint64(before), uint64(len(p.jobs)))
	return set
}
