package journal

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Set is a set of coverage points. The zero value is empty. Copies of a value
// share their points; [Set.Clone] makes a set of its own.
type Set struct{ words []uint64 }

const wordBits = 64

// Clone is a copy that shares nothing.
func (s *Set) Clone() Set { return Set{slices.Clone(s.words)} }

// Equal says whether two sets have the same points.
func (s *Set) Equal(o *Set) bool {
	for i := range max(len(s.words), len(o.words)) {
		if s.word(i) != o.word(i) {
			return false
		}
	}
	return true
}

// AddAll adds all points of another set. It allocates only the first time that the
// set has to grow.
func (s *Set) AddAll(o *Set) {
	s.grow(len(o.words))
	for i, w := range o.words {
		s.words[i] |= w
	}
}

// Add adds an edge of any answer.
func (s *Set) Add(e Edge) { s.addNamed(Edges, string(e)) }

// AddListEdge adds an edge of a list.
func (s *Set) AddListEdge(id ges.Operation, e Edge) {
	s.addNamed(Edges, qualified(ges.LookUpOperation(id), string(e)))
}

// Has says whether a point is in the set.
func (s *Set) Has(p CoveragePoint) bool {
	n, ok := points().numbers[p]
	return ok && s.has(n)
}

// AddOperation adds that an operation was called.
func (s *Set) AddOperation(o *ges.OperationSpec) { s.addNamed(Operations, string(o.ID)) }

// AddField adds that a field of a body came, by its path of names in the table.
func (s *Set) AddField(o *ges.OperationSpec, path string) { s.addNamed(Parameters, qualified(o, path)) }

// AddParameter adds that a parameter came.
func (s *Set) AddParameter(o *ges.OperationSpec, p *ges.Parameter) {
	s.addNamed(Parameters, qualified(o, p.Name()))
}

// AddInteger adds the kind of value that an Integer has; given says whether the
// parameter came at all.
func (s *Set) AddInteger(o *ges.OperationSpec, p *ges.Parameter, given bool, value int) {
	switch {
	case !given:
		s.addNamed(Values, qualified(o, noValue(p)))
	case value == p.Least:
		s.addNamed(Values, qualified(o, leastValue(p)))
	default:
		s.addNamed(Values, qualified(o, largerValue(p)))
	}
}

// AddWord adds the value of a Word or of a Boolean.
func (s *Set) AddWord(o *ges.OperationSpec, p *ges.Parameter, word string) {
	s.addNamed(Values, qualified(o, wordValue(p, word)))
}

// AddSpelling adds under which of its names a parameter came. One that has only
// one name has no such point.
func (s *Set) AddSpelling(o *ges.OperationSpec, p *ges.Parameter, name string) {
	s.addNamed(Values, qualified(o, spelling(p, name)))
}

// AddSameDay adds that a Day is the one that it must not be before.
func (s *Set) AddSameDay(o *ges.OperationSpec, p *ges.Parameter) {
	s.addNamed(Values, qualified(o, sameDay(p)))
}

// AddJoinedFilters adds that a call filters in more than one way.
func (s *Set) AddJoinedFilters(o *ges.OperationSpec) { s.addNamed(Values, qualified(o, joinedFilters)) }

// AddJobStatus adds that a job is shown in a status, which is not ges.None.
func (s *Set) AddJobStatus(status ges.Status) { s.add(points().statuses[status]) }

// AddJobName adds that a job is shown. kind is the index of its name in
// [ges.JobNames].
func (s *Set) AddJobName(kind int) { s.add(points().jobNames[kind]) }

// AddJobEnd adds that a job with an outcome is shown: the outcome, and the
// fields that only such a job has.
func (s *Set) AddJobEnd(outcome ges.Status, name string) {
	s.AddJobStatus(outcome)
	if outcome != ges.Success {
		s.Add(FailReason)
	}
	if name == ges.ImportGraph {
		s.Add(ImportDetail)
	}
}

// AddAnswer adds the HTTP status and the error code of an answer, "" for a
// success; what the contract does not have is left out.
func (s *Set) AddAnswer(status int, code string) {
	s.addNamed(HTTPStatuses, strconv.Itoa(status))
	if code != "" {
		s.addNamed(ErrorCodes, code)
	}
}

// AlwaysOffered is the points that every project can show: all but what takes a
// job, a fault or credentials.
func AlwaysOffered() Set {
	var s Set
	for n, p := range points().points {
		if p.Group == Operations || p.Group == Parameters || p.Group == Values {
			s.add(n)
		}
	}
	s.AddAnswer(200, "")
	for _, o := range emulated() {
		for _, e := range edgesOf(o) {
			if e == EmptyList || e == NoMatch || e == PastTheEnd {
				s.AddListEdge(o.ID, e)
			}
		}
	}
	return s
}

// addErrors adds the errors of an operation.
func (s *Set) addErrors(o *ges.OperationSpec) {
	for _, code := range o.Errors {
		row, _ := ges.LookUpError(code)
		s.AddAnswer(row.Status, code)
	}
}

// Names is the points of the set, each as «group: name».
func (s *Set) Names() []string {
	var names []string
	for n, p := range points().points {
		if s.has(n) {
			names = append(names, p.String())
		}
	}
	return names
}

// ParseSet is the set of points with names that [Set.Names] gave.
func ParseSet(names []string) (Set, error) {
	var s Set
	known := map[string]int{}
	for n, p := range points().points {
		known[p.String()] = n
	}
	for i, name := range names {
		n, ok := known[name]
		if !ok {
			return s, fmt.Errorf("met[%d]: %q is nothing of the contract", i, name)
		}
		s.add(n)
	}
	return s, nil
}

func (s *Set) addNamed(group GroupName, name string) {
	if n, ok := points().numbers[CoveragePoint{group, name}]; ok {
		s.add(n)
	}
}

func (s *Set) add(n int) {
	s.grow(n/wordBits + 1)
	s.words[n/wordBits] |= 1 << (n % wordBits)
}

func (s *Set) has(n int) bool { return s.word(n/wordBits)&(1<<(n%wordBits)) != 0 }

func (s *Set) word(i int) uint64 {
	if i < len(s.words) {
		return s.words[i]
	}
	return 0
}

// grow makes room for so many words, and at once for every point there is.
func (s *Set) grow(words int) {
	if words > len(s.words) {
		grown := make([]uint64, max(words, (len(points().points)+wordBits-1)/wordBits))
		copy(grown, s.words)
		s.words = grown
	}
}
