package ges

import "slices"

// Place is the part of a request that has a parameter.
type Place string

// The places.
const (
	Query Place = "query"
	Path  Place = "path"
)

// Kind is the kind of values that a parameter of a request, or a field of a JSON object,
// has.
type Kind uint8

// The kinds of values.
const (
	Text    Kind = iota // any text, compared exactly
	Integer             // decimal, Least or more
	Word                // one of Words
	Day                 // yyyy-MM-dd, an existing calendar day
	Boolean             // true or false

	// The following are only of fields. A Word there may be another one: it is noted.
	Digits // a text of digits, accepted as a number too
	Texts  // a list of texts
	Object // Fields
	List   // a list of objects with Fields
	Any    // any JSON
)

// Parameter is the contract of one parameter of an operation.
type Parameter struct {
	// V1 and V2 are its names in each version, with the name on the vendor's page
	// first; nil: the version does not have it.
	V1, V2 []string
	In     Place
	Kind   Kind
	// Paging reports that it selects a page of a list. All other parameters are
	// filters.
	Paging bool

	Least, Default int      // of an Integer: the smallest value, and the value if the parameter is absent
	Words          []string // of a Word: the allowed values
	// NotBefore is the V1 name of a Day that must not be after this one; "": none.
	NotBefore string
}

// Name returns the parameter's name in messages, in the journal and in scenarios: that of
// the oldest page that has it.
func (p *Parameter) Name() string {
	if len(p.V1) > 0 {
		return p.V1[0]
	}
	return p.V2[0]
}

// Names returns the names that a version accepts, with the name on its page first; nil
// if the version does not have the parameter.
func (p *Parameter) Names(v Version) []string {
	if v == V2 {
		return p.V2
	}
	return p.V1
}

// EmulatedQuery returns the query parameters of all emulated operations of the service,
// each once, in the order of the table.
func EmulatedQuery() []*Parameter {
	var list []*Parameter
	for i := range operations {
		o := &operations[i]
		for j := range o.Parameters {
			p := &o.Parameters[j]
			known := func(other *Parameter) bool { return other.Name() == p.Name() }
			if o.Emulated && !o.IsIAM() && p.In == Query && !slices.ContainsFunc(list, known) {
				list = append(list, p)
			}
		}
	}
	return list
}

// LookUpQuery returns a query parameter of an emulated operation by one of its names in
// V1; nil if there is none.
func LookUpQuery(name string) *Parameter {
	for _, p := range EmulatedQuery() {
		if slices.Contains(p.V1, name) {
			return p
		}
	}
	return nil
}
