package derive

import (
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
)

// Source reads the exchanges of a recording, each time from the first on.
type Source func() iter.Seq2[recording.Exchange, error]

// Compare replays a recording against a scenario and returns the numbers of the
// exchanges that it answers otherwise.
type Compare func(scenario []byte) (map[int]bool, error)

// Result is a scenario that was made.
type Result struct {
	Scenario  []byte // the text of the file
	Exchanges int
	Jobs      int
	Faulty    int   // so many calls are answered by a fault
	Unlike    []int // the numbers of exchanges that it answers otherwise, all the same
}

// ErrEmpty is the error of a recording that tells of no project.
var ErrEmpty = errors.New("the recording has no call of a project, such as GET /v1.0/{projectId}/graphs/jobs")

// Scenario makes the scenario. It is an error when exchanges contradict each other.
func Scenario(name string, source Source, compare Compare) (Result, error) {
	w := &world{projects: map[string]*project{}}
	result := Result{}
	for x, err := range source() {
		if err == nil {
			result.Exchanges++
			err = w.observe(x)
		}
		if err != nil {
			return result, err
		}
	}
	if len(w.order) == 0 {
		return result, ErrEmpty
	}
	if err := w.settle(); err != nil {
		return result, err
	}
	for _, p := range w.order {
		result.Jobs += len(p.order)
	}
	return w.fit(name, result, source, compare)
}

// settle chooses the instants of all jobs.
func (w *world) settle() error {
	newestFirst := w.compat.newestFirst && !w.compat.oldestFirst
	for _, p := range w.order {
		for _, j := range p.order {
			if err := j.chooseBegin(p.lists); err != nil {
				return err
			}
		}
		p.sortJobs(newestFirst)
		p.settle()
	}
	return nil
}

// fit writes the scenario, and adds faults until it answers as was recorded: first for
// calls that were refused, lost or changed something, on which other answers depend, then
// for all that differ.
func (w *world) fit(name string, result Result, source Source, compare Compare) (Result, error) {
	wanted, unlike := map[int]bool{}, map[int]bool{}
	for round := range 3 {
		patches := newPatches(w)
		for x, err := range source() {
			if err != nil {
				return result, err
			}
			isWanted := wanted[x.Number] || unlike[x.Number] && (round > 1 || decides(x))
			if isWanted {
				wanted[x.Number] = true
			}
			patches.count(x, isWanted)
		}
		result.Faulty = 0
		for _, p := range patches.list {
			result.Faulty += len(p.calls)
		}
		result.Scenario = []byte(w.write(name, patches.list))
		var err error
		if unlike, err = compare(result.Scenario); err != nil {
			return result, err
		}
		if len(unlike) == 0 {
			break
		}
	}
	result.Unlike = slices.Sorted(maps.Keys(unlike))
	return result, nil
}

// decides reports whether other answers depend on that of a call.
func decides(x recording.Exchange) bool {
	return x.Response == nil || x.Broken != "" || x.Status >= http.StatusBadRequest || x.Method != http.MethodGet
}
