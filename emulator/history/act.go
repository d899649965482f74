package history

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Decide returns the act that adds a job, with unset times and names invented. The
// result is the same as for the same job in the scenario, except for its id if that
// is already in use.
//
// The act can be applied to the other histories too: an invented id is the first
// that is unused in all of them. The error is ErrTaken if the job has an explicit id
// that is in use in one of them.
func (h *History) Decide(j scenario.Job, others ...*History) (scenario.JobAct, error) {
	all := append([]*History{h}, others...)
	alike := h.plan.alikeKey(&j)
	act := scenario.JobAct{Add: &j, Alike: alike, Key: alike.Nth(h.countAlike(alike))}
	if j.Running == scenario.Typical {
		j.Running = typical(fake.New(), act.Key, j.Name)
	}
	if j.ID == "" {
		first := h.plan.firstID(&record{begin: j.Begin, key: act.Key})
		j.ID = string(first.after(firstFree(first, all)).appendTo(nil))
		return act, nil
	}
	for _, o := range all {
		if _, taken := o.locate(j.ID); taken {
			return scenario.JobAct{}, fmt.Errorf("%q: %w", j.ID, ErrTaken)
		}
	}
	return act, nil
}

// firstFree returns the number of ids tried before the first that is unused in all
// histories.
func firstFree(first ident, histories []*History) int {
	for n := 0; ; {
		before := n
		for _, h := range histories {
			n = h.free(first, n)
		}
		if n == before {
			return n
		}
	}
}

// countAlike returns the number of jobs with the same description, including those
// that were added and removed again.
func (h *History) countAlike(alike fake.Key) int {
	n := 0
	for i := range h.parts {
		n += h.parts[i].alike[alike]
	}
	for _, key := range h.alike {
		if key == alike {
			n++
		}
	}
	return n
}

// Apply returns the history after an act. The error is ErrTaken or ErrUnknown, or
// the reason why the act is not possible in this history.
func (h *History) Apply(act scenario.JobAct) (*History, error) {
	switch {
	case act.Add != nil:
		return h.add(act)
	case act.Patch != nil:
		return h.patch(act.Patch)
	case act.Lost > 0:
		return h, errors.New("lost jobs are counted when a history is restored")
	default:
		return h.remove(act.Remove)
	}
}

func (h *History) add(act scenario.JobAct) (*History, error) {
	if _, taken := h.locate(act.Add.ID); taken {
		return h, fmt.Errorf("%q: %w", act.Add.ID, ErrTaken)
	}
	if h.rows >= scenario.MaxJobs || h.countAdded() >= scenario.MaxJobs {
		return h, fmt.Errorf("the project has %d jobs and had %d added; at most %d of each are allowed: reset it to go on",
			h.rows, h.countAdded(), scenario.MaxJobs)
	}
	j, err := h.plan.added(act)
	if err != nil {
		return h, err
	}
	after := *h
	after.insert(j)
	if act.Graph == "" {
		after.alike = append(slices.Clip(h.alike), act.Alike)
	}
	after.rows++
	after.used = h.use(j)
	after.flush()
	return &after, nil
}

// countAdded returns the number of distinct jobs that were added.
func (h *History) countAdded() int {
	n := len(h.alike)
	for i := 1; i < len(h.parts); i++ {
		n += len(h.parts[i].alike)
	}
	return n
}

// added returns the job that an act adds.
func (p *Plan) added(act scenario.JobAct) (Job, error) {
	r := record{key: act.Key}
	r.setID(act.Add.ID)
	return p.single(r, act.Add, origin{files: defaultFiles, added: true, alike: act.Alike, graph: act.Graph})
}

// single returns a job in a table of its own. The record provides its key and id,
// described the rest.
func (e *base) single(r record, described *scenario.Job, o origin) (Job, error) {
	if described.Running != scenario.Forever && described.Begin.Add(described.Waiting).Add(described.Running).Sub(described.Begin) != described.Waiting+described.Running {
		return Job{}, fmt.Errorf("the job would end after %s, where virtual time ends", clock.Max)
	}
	r.live(described, described.Running)
	r.name = uint8(ges.JobNameIndex(described.Name))
	stored := *described
	if !r.named {
		stored.ID = "" // in the record
	}
	o.job = &stored
	return (&table{base: e, rows: []record{r}, origins: []origin{o}, graphs: []string{described.Graph}}).job(0), nil
}

func (h *History) patch(as *scenario.Job) (*History, error) {
	at, ok := h.locate(as.ID)
	if !ok {
		return h, fmt.Errorf("%q: %w", as.ID, ErrUnknown)
	}
	j, err := h.jobAt(at).as(as)
	if err != nil {
		return h, err
	}
	after := *h
	if at.part == len(h.parts) {
		after.tail = slices.Clone(h.tail)
		after.tail[at.position] = j
		return &after, nil
	}
	after.hide(at)
	after.insert(j)
	after.flush()
	return &after, nil
}

// as returns the job with the values of a patch. Its identity and origin do not change.
func (j Job) as(patched *scenario.Job) (Job, error) {
	if patched.Name != j.Name() || patched.Graph != j.Graph() || patched.Begin != j.Begin() {
		return j, fmt.Errorf("job %q: a patch does not change jobName, relatedGraph and begin", patched.ID)
	}
	r := *j.record()
	r.origin, r.graph = 0, 0
	return j.table.single(r, patched, *j.origin())
}

func (h *History) remove(id string) (*History, error) {
	at, ok := h.locate(id)
	if !ok {
		return h, fmt.Errorf("%q: %w", id, ErrUnknown)
	}
	after := *h
	after.take(at)
	return &after, nil
}

// hide hides a job of a part. The history must not be shared yet.
func (h *History) hide(at location) {
	h.parts = slices.Clone(h.parts)
	h.parts[at.part] = h.parts[at.part].hiding(uint32(at.position))
}

// insert inserts a job into the tail. The history must not be shared yet.
func (h *History) insert(j Job) {
	at, _ := slices.BinarySearchFunc(h.tail, j, compare)
	h.tail = slices.Insert(slices.Clip(h.tail), at, j)
}
