package gesapi

import (
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// maxViolations is how many violations of one request are noted, bad values aside.
const maxViolations = 20

// note notes a violation of a name, unless there are many.
func (b *boundCall) note(v journal.Violation) {
	if len(b.violations) < maxViolations {
		b.violations = append(b.violations, v)
	}
}

// queryNames is the names that the query of a route takes: those of the page, for
// messages, as who mistypes one is told the name that the page has; and all.
func queryNames(r *route) (page, all []string) {
	if r.Action != "" {
		page, all = []string{ges.ActionID}, []string{ges.ActionID}
	}
	for i := range r.operation.Parameters {
		p := &r.operation.Parameters[i]
		if names := p.Names(r.Version); p.In == ges.Query && len(names) > 0 {
			page, all = append(page, names[0]), append(all, names...)
		}
	}
	return page, all
}

// checkNames checks what came under which name, whatever it asks for.
func (b *boundCall) checkNames() {
	page, all := queryNames(b.route)
	for i := range b.query.params {
		p := &b.query.params[i]
		if p.badName {
			b.note(journal.NewViolation(journal.MalformedEncoding, p.name, p.name, percentEncodedUTF8))
			continue
		}
		known := slices.Contains(all, p.name)
		if !known {
			b.note(journal.NewViolation(journal.UnknownParameter, p.name, p.value, orNone(page)).WithSuggestionFrom(page))
		} else {
			b.checkSpelling(p)
		}
		switch {
		case p.wanted != "" && known: // told as a bad value
		case p.wanted != "":
			b.note(journal.NewViolation(journal.MalformedEncoding, p.name, p.value, percentEncodedUTF8))
		case p.value == "" && known:
			b.note(journal.NewViolation(journal.EmptyValue, p.name, "", "a value, or the parameter left out"))
		}
		if p.repeated {
			b.note(journal.NewViolation(journal.RepeatedParameter, p.name, p.value, "one "+journal.Excerpt(p.name)))
		}
	}
}

// checkSpelling notes a parameter that came only under another name than the
// page's.
func (b *boundCall) checkSpelling(p *param) {
	known := b.route.operation.Parameter(p.name)
	if known == nil {
		return // it is part of the route
	}
	if name := known.Names(b.route.Version)[0]; name != p.name && !b.query.has(name) {
		b.note(journal.NewViolation(journal.NewerName, p.name, p.value, name))
	}
}

// orNone lists what is allowed.
func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// cover works out which coverage points the parameters cover.
func (b *boundCall) cover() {
	o, isGood := b.route.operation, len(b.request.Problems) == 0
	b.covered.AddOperation(o)
	filters := 0
	for i := range o.Parameters {
		p := &o.Parameters[i]
		received := slices.DeleteFunc(slices.Clone(p.Names(b.route.Version)), func(name string) bool { return !b.query.has(name) })
		given := p.In == ges.Path || len(received) > 0
		if given {
			b.covered.AddParameter(o, p)
		}
		if given && p.In == ges.Query && !p.Paging {
			filters++
		}
		if isGood {
			b.coverValue(o, p, i, received)
		}
	}
	if isGood && filters > 1 {
		b.covered.AddJoinedFilters(o)
	}
}

// coverValue adds what the value of a parameter covers in a call without a bad
// one. came is the names under which it came.
func (b *boundCall) coverValue(o *ges.OperationSpec, p *ges.Parameter, i int, received []string) {
	v := b.request.Values[i]
	switch {
	case p.Kind == ges.Integer:
		b.covered.AddInteger(o, p, len(received) > 0, v.Int)
	case v.Text == "":
	case p.Kind == ges.Word, p.Kind == ges.Boolean:
		b.covered.AddWord(o, p, v.Text)
	case p.Kind == ges.Text:
		for _, name := range received {
			b.covered.AddSpelling(o, p, name)
		}
	case p.NotBefore != "":
		if first := b.request.Day(p.NotBefore); first != nil && *first == *v.Day {
			b.covered.AddSameDay(o, p)
		}
	}
}
