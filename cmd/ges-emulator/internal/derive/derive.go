package derive

import (
	"errors"
	"fmt"
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

// Contradiction is the error of exchanges that no scenario can answer.
type Contradiction struct{ text string }

func (c *Contradiction) Error() string { return c.text }

func contradict(format string, values ...any) error {
	return &Contradiction{fmt.Sprintf(format, values...)}
}

// Scenario makes the scenario. It is a [Contradiction] when exchanges contradict each other.
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
	newestFirst := w.compat.isNewestFirst()
	for _, p := range w.order {
		p.timeJobs()
		for _, j := range p.order {
			if err := j.chooseBegin(p.lists); err != nil {
				return err
			}
		}
		if w.compat.elapsed() {
			for _, j := range p.order {
				j.shares = append(j.shares, j.progresses...)
			}
		}
		p.shareJobs()
		p.boundJobs()
		p.sortJobs(newestFirst)
		p.sortGraphs(newestFirst)
		p.settle()
		for _, j := range p.order {
			j.plan = j.life()
		}
		p.placeholders = p.findPlaceholders(newestFirst)
	}
	return nil
}

// The rounds of fit, by the answers that become faults in them.
const (
	noFaults = iota // but for calls that were lost after they made a job
	refusals        // of calls that were refused or lost: others depend on what they did not do
	changes         // of calls that change something
	all
	raw // errors byte for byte
	rounds
)

// fit writes the scenario, and adds faults for calls that it answers otherwise until it
// answers as was recorded.
func (w *world) fit(name string, result Result, source Source, compare Compare) (Result, error) {
	wanted, unlike := map[int]bool{}, map[int]bool{}
	for round := range rounds {
		patches := newPatches(w)
		if round == raw {
			patches.raw = unlike
		}
		added := false
		for x, err := range source() {
			if err != nil {
				return result, err
			}
			if unlike[x.Number] && !wanted[x.Number] && roundOf(x) <= round {
				wanted[x.Number], added = true, true
			}
			patches.count(x, wanted[x.Number])
		}
		if round > 0 && !added && round != raw {
			continue
		}
		var err error
		result.Faulty = patches.size()
		if result.Scenario, unlike, err = w.try(name, patches.list, compare); err != nil {
			return result, err
		}
		if len(unlike) == 0 {
			break
		}
	}
	result.Unlike = slices.Sorted(maps.Keys(unlike))
	return result, nil
}

// try writes the scenario and compares its answers. Days have two readings; if answers
// differ and calls ask for days, the one is taken that fits better.
func (w *world) try(name string, patches []patch, compare Compare) (text []byte, unlike map[int]bool, err error) {
	text = []byte(w.write(name, patches))
	unlike, err = compare(text)
	if err != nil || len(unlike) == 0 || !w.compat.asksForDays || w.compat.dateRange != "" {
		return text, unlike, err
	}
	w.compat.dateRange = "begin"
	other := []byte(w.write(name, patches))
	fewer, err := compare(other)
	if err != nil || len(fewer) < len(unlike) {
		return other, fewer, err
	}
	w.compat.dateRange = ""
	return text, unlike, nil
}

// roundOf is the first round in which the answer to a call may become a fault.
func roundOf(x recording.Exchange) int {
	switch {
	case x.Response == nil || x.Failure != "" || x.Status >= http.StatusBadRequest:
		return refusals
	case x.Method != http.MethodGet:
		return changes
	}
	return all
}
