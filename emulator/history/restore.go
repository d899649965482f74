package history

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Acts yields a minimal sequence of acts that leads to the history. [Plan.Restore]
// turns it into an equivalent history, in which later jobs get the same values too.
func (h *History) Acts() iter.Seq[scenario.JobAct] {
	return func(yield func(scenario.JobAct) bool) {
		var parts []selection
		for i := 1; i < len(h.parts); i++ {
			parts = append(parts, h.parts[i].all())
		}
		own := merged(parts, h.tail)
		for act := range h.lostActs(own) {
			if !yield(act) {
				return
			}
		}
		for act := range h.removals() {
			if !yield(act) {
				return
			}
		}
		for j := range own {
			if !yield(j.act()) {
				return
			}
		}
	}
}

// act returns the act that creates the job in its current form.
func (j Job) act() scenario.JobAct {
	described, o := j.Source(), j.origin()
	if o.added {
		return scenario.JobAct{Add: &described, Key: j.record().key, Alike: o.alike, Graph: o.graph}
	}
	return scenario.JobAct{Patch: &described}
}

// lostActs yields the acts that record how many added jobs were removed, by common
// description. own is the jobs that are not the plan's.
func (h *History) lostActs(own iter.Seq[Job]) iter.Seq[scenario.JobAct] {
	return func(yield func(scenario.JobAct) bool) {
		if h.lost == 0 {
			return
		}
		counts := map[fake.Key]int{}
		for i := 1; i < len(h.parts); i++ {
			for key, n := range h.parts[i].alike {
				counts[key] += n
			}
		}
		for _, key := range h.alike {
			counts[key]++
		}
		for j := range own {
			if o := j.origin(); o.added && o.graph == "" {
				counts[o.alike]--
			}
		}
		for _, key := range slices.Sorted(maps.Keys(counts)) {
			if counts[key] > 0 && !yield(scenario.JobAct{Lost: counts[key], Alike: key}) {
				return
			}
		}
	}
}

// removals yields the acts that remove jobs of the plan.
func (h *History) removals() iter.Seq[scenario.JobAct] {
	return func(yield func(scenario.JobAct) bool) {
		if h.parts[0].hidden == nil {
			return
		}
		for position := range roaring.Values(h.parts[0].hidden) {
			id := h.plan.job(int(position)).ID()
			if j, ok := h.Find(id); ok && !j.origin().added {
				continue // changed, not removed
			}
			if !yield(scenario.JobAct{Remove: id}) {
				return
			}
		}
	}
}

// Restore returns the plan's history after acts, in their order. The error names the
// act that is not possible.
func (p *Plan) Restore(acts []scenario.JobAct) (*History, error) {
	if len(acts) == 0 {
		return p.history, nil
	}
	r := restorer{plan: p, own: map[string]Job{}, alike: map[fake.Key]int{}, rows: p.Len()}
	for i := range acts {
		if err := r.apply(acts[i]); err != nil {
			return nil, fmt.Errorf("acts[%d]: %w", i, err)
		}
	}
	return r.history(), nil
}

// restorer applies many acts at once.
type restorer struct {
	plan   *Plan
	hidden *roaring.Bitmap // nil: none
	own    map[string]Job  // the jobs that are not the plan's, by id
	alike  map[fake.Key]int
	rows   int
	lost   int
}

func (r *restorer) apply(act scenario.JobAct) error {
	switch {
	case act.On != nil:
		return nil // it changes no job
	case act.Lost > 0:
		r.alike[act.Alike] += act.Lost
		r.lost += act.Lost
		return r.bounded()
	case act.Add != nil:
		return r.add(act)
	case act.Patch != nil:
		return r.patch(act.Patch)
	default:
		return r.remove(act.Remove)
	}
}

// bounded returns an error if there are too many jobs.
func (r *restorer) bounded() error {
	if r.rows > scenario.MaxJobs || len(r.alike) > scenario.MaxJobs {
		return fmt.Errorf("the project has more than %d jobs", scenario.MaxJobs)
	}
	return nil
}

// planned returns the job of the plan with an id; false if it was removed or changed.
func (r *restorer) planned(id string) (Job, bool) {
	position, ok := r.plan.find(id)
	if !ok || r.hidden != nil && r.hidden.Contains(position) {
		return Job{}, false
	}
	return r.plan.job(int(position)), true
}

// hide hides a job of the plan.
func (r *restorer) hide(j Job) {
	if r.hidden == nil {
		r.hidden = roaring.New()
	}
	r.hidden.Add(j.position)
}

func (r *restorer) add(act scenario.JobAct) error {
	_, own := r.own[act.Add.ID]
	if _, planned := r.planned(act.Add.ID); own || planned {
		return fmt.Errorf("%q: %w", act.Add.ID, ErrTaken)
	}
	j, err := r.plan.added(act)
	if err != nil {
		return err
	}
	r.own[act.Add.ID] = j
	if act.Graph == "" {
		r.alike[act.Alike]++
	}
	r.rows++
	return r.bounded()
}

func (r *restorer) patch(as *scenario.Job) error {
	j, own := r.own[as.ID]
	if !own {
		var planned bool
		if j, planned = r.planned(as.ID); !planned {
			return fmt.Errorf("%q: %w", as.ID, ErrUnknown)
		}
	}
	patched, err := j.as(as)
	if err != nil {
		return err
	}
	if !own {
		r.hide(j)
	}
	r.own[as.ID] = patched
	return nil
}

func (r *restorer) remove(id string) error {
	if j, own := r.own[id]; own {
		delete(r.own, id)
		if j.origin().added {
			r.lost++
		}
	} else {
		j, planned := r.planned(id)
		if !planned {
			return fmt.Errorf("%q: %w", id, ErrUnknown)
		}
		r.hide(j)
	}
	r.rows--
	return nil
}

// history returns the history after all acts.
func (r *restorer) history() *History {
	own := slices.SortedFunc(maps.Values(r.own), compare)
	return &History{
		plan: r.plan,
		parts: []part{
			{&r.plan.segment, r.hidden},
			{newSegment(r.plan.base, slices.Values(own), r.alike), nil},
		},
		rows: r.rows,
		lost: r.lost,
	}
}
