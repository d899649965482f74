package journal

import "slices"

// MaxEntries is how many different violations a ledger tells apart.
const MaxEntries = 1000

// Ledger counts violations, each by what it is about, in the order in which
// they first came. The zero value is empty.
type Ledger struct {
	entries []Violation
	index   map[key]int
	dropped int
	total   int // of all counts
}

// key tells violations apart.
type key struct {
	project          string
	rule             RuleID
	parameter, value string
}

func (v *Violation) key() key {
	k := key{v.Project, v.Rule, v.Parameter, v.Value}
	if r, _ := LookUpRule(v.Rule); r.anyValue {
		k.value = ""
	}
	return k
}

// Note counts a violation of a project's call; true when it is there for the first
// time. Beyond [MaxEntries] different ones the rest is only counted as dropped.
func (l *Ledger) Note(project string, call int, v Violation) bool {
	v.Project, v.FirstCall, v.Count = project, call, 1
	return l.add(v)
}

func (l *Ledger) add(v Violation) bool {
	k := v.key()
	l.total += v.Count
	if i, ok := l.index[k]; ok {
		l.entries[i].Count += v.Count
		return false
	}
	if len(l.entries) == MaxEntries {
		l.dropped += v.Count
		return false
	}
	if l.index == nil {
		l.index = map[key]int{}
	}
	l.index[k] = len(l.entries)
	l.entries = append(l.entries, v)
	return true
}

// AddAll counts all that another ledger has.
func (l *Ledger) AddAll(from *Ledger) {
	for _, v := range from.entries {
		l.add(v)
	}
	l.dropped += from.dropped
	l.total += from.dropped
}

// List is the violations, in the order in which they first came.
func (l *Ledger) List() []Violation { return slices.Clone(l.entries) }

// Total is how many violations came, so it tells whether any came since.
func (l *Ledger) Total() int { return l.total }

// Dropped is how many violations came beyond those that are told apart.
func (l *Ledger) Dropped() int { return l.dropped }
