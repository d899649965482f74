package journal

import "slices"

// MaxEntries is how many different violations a ledger tells apart.
const MaxEntries = 1000

// Entry is a violation and how often it came.
type Entry struct {
	Violation
	Project   string // "": none, the request reached no project
	FirstCall int    // the number of the project's call that had it first; 0: a request that is not counted as a call
	Count     int
}

// Ledger counts violations, each by what it is about, in the order in which
// they first came. The zero value is empty.
type Ledger struct {
	entries []Entry
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

func (e *Entry) key() key {
	k := key{e.Project, e.Rule, e.Parameter, e.Value}
	if r, _ := LookUpRule(e.Rule); r.anyValue {
		k.value = ""
	}
	return k
}

// Note counts a violation; true when it is there for the first time. Beyond
// [MaxEntries] different ones the rest is only counted as dropped.
func (l *Ledger) Note(project string, call int, v Violation) bool {
	return l.add(Entry{v, project, call, 1})
}

func (l *Ledger) add(e Entry) bool {
	k := e.key()
	l.total += e.Count
	if i, ok := l.index[k]; ok {
		l.entries[i].Count += e.Count
		return false
	}
	if len(l.entries) == MaxEntries {
		l.dropped += e.Count
		return false
	}
	if l.index == nil {
		l.index = map[key]int{}
	}
	l.index[k] = len(l.entries)
	l.entries = append(l.entries, e)
	return true
}

// AddAll counts all that another ledger has.
func (l *Ledger) AddAll(from *Ledger) {
	for _, e := range from.entries {
		l.add(e)
	}
	l.dropped += from.dropped
	l.total += from.dropped
}

// List is the entries, in the order in which they first came.
func (l *Ledger) List() []Entry { return slices.Clone(l.entries) }

// Total is how many violations came, so it tells whether any came since.
func (l *Ledger) Total() int { return l.total }

// Dropped is how many violations came beyond those that are told apart.
func (l *Ledger) Dropped() int { return l.dropped }
