package gesapi

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// boundCall is the parameters of a call, worked out: what it asks for, what of it is
// wrong, and which coverage points it covers. All of this follows from its route,
// the values in its path and its query alone. It is immutable.
type boundCall struct {
	route      *route
	path       [maxPathValues]string // as in the match, without the project's id
	query      query
	request    api.Request
	violations []journal.Violation
	covered    journal.Set
	lookUp     func(name string) string // the value of a query parameter by its name in scenarios, made once
	pageKey    string                   // of the answer, if it is cached; "": the operation changes something
	list       *journal.ListQuery       // nil: nobody polls the operation
}

// bind works the parameters of a call out.
func bind(m match, raw string) *boundCall {
	m.path[0] = "" // projects share what is bound
	b := &boundCall{route: m.route, path: m.path, query: query{raw: raw, shown: redact.Query(raw)}}
	b.query.parse()
	binder{b}.bindAll()
	b.checkNames()
	b.cover()
	b.lookUp = b.lookUpQuery
	o := m.route.operation
	if o.Group() == ges.Read {
		b.pageKey = string(m.route.Version) + string(o.ID) + strings.Join(m.path[1:], "/") + "?" + raw
	}
	if o.Polled() {
		r := &b.request
		b.list = &journal.ListQuery{
			Filters: r.Filters, Graph: r.Text("graphName"), JobID: r.Text("jobId"),
			From: r.Day("startTime"), To: r.Day("endTime"), Offset: r.Int("offset"), Limit: r.Int("limit"),
		}
	}
	return b
}

// lookUpQuery is the value of a query parameter, "" when it is absent. The other
// names of a parameter count as it.
func (b *boundCall) lookUpQuery(name string) string {
	if p := b.route.operation.Parameter(name); p != nil {
		return b.query.value(p.Names(b.route.Version)...)
	}
	return b.query.value(name)
}

// binder reads the values of a request's parameters, and notes what is wrong with
// them: as a problem what makes the answer an error, as a violation all that the
// contract does not allow.
type binder struct{ *boundCall }

// bindAll reads all parameters, in the order of the table.
func (b binder) bindAll() {
	o := b.route.operation
	b.request = api.Request{Operation: o, Version: b.route.Version, Values: make([]api.Value, len(o.Parameters))}
	var filters []string
	inPath := 0
	for i := range o.Parameters {
		p := &o.Parameters[i]
		names := p.Names(b.route.Version)
		if len(names) == 0 {
			continue
		}
		var name, text string
		if p.In == ges.Path {
			inPath++
			name, text = names[0], b.path[inPath]
			if !utf8.ValidString(text) {
				b.malformed(name, url.PathEscape(text), percentEncodedUTF8)
			}
		} else {
			name, text = b.text(names)
		}
		b.request.Values[i] = b.value(p, name, text)
		if p.Paging {
			continue
		}
		if p.In == ges.Query {
			text = b.query.value(names...) // a bad one too
		}
		if text != "" {
			filters = append(filters, p.Name()+"="+url.QueryEscape(text))
		}
	}
	b.request.Filters = journal.Excerpt(strings.Join(filters, "&"))
}

// fail refuses a value.
func (b binder) fail(name, received, allowed string) {
	b.violate(journal.NewViolation(journal.BadValue, name, received, allowed))
	b.refuse(name, received, allowed)
}

// malformed refuses a value that is not encoded as it should be.
func (b binder) malformed(name, received, wanted string) {
	b.violate(journal.NewViolation(journal.MalformedEncoding, name, received, percentEncodedUTF8))
	b.refuse(name, received, wanted)
}

func (b binder) refuse(name, received, allowed string) {
	b.request.Problems = append(b.request.Problems, api.Problem{Rank: api.ParameterRank, Err: api.BadParameter(name, received, allowed)})
}

// violate notes a violation of a value. There are no more than names of parameters.
func (b binder) violate(v journal.Violation) { b.violations = append(b.violations, v) }

// text is the value of a parameter, "" when it is absent, and the name under
// which it came. It may come under several of its names if they agree.
func (b binder) text(names []string) (name, text string) {
	name = names[0]
	for _, n := range names {
		p, _ := b.query.get(n)
		switch {
		case p.wanted != "":
			b.malformed(n, p.value, p.wanted)
		case p.value == "":
		case text == "":
			name, text = n, p.value
		default:
			b.violate(journal.NewViolation(journal.TwoNames, n, p.value, "one of the two"))
			if p.value != text {
				b.refuse(n, p.value, "the same as "+name+", "+api.Quote(text))
			}
		}
	}
	return name, text
}

// value reads the value of a parameter.
func (b binder) value(p *ges.Parameter, name, text string) api.Value {
	v := api.Value{Text: text, Int: p.Default}
	if text == "" {
		return v
	}
	switch p.Kind {
	case ges.Integer:
		v.Int = b.integer(p, name, text)
	case ges.Word:
		if !slices.Contains(p.Words, text) {
			b.fail(name, text, "one of "+strings.Join(p.Words, ", "))
		}
	case ges.Boolean:
		if text != "true" && text != "false" {
			b.fail(name, text, "true or false")
		}
	case ges.Day:
		v.Day = b.day(p, name, text)
	case ges.Text:
	}
	return v
}

// integer reads a decimal integer. One that is too large for this machine is past
// every end, which is legal.
func (b binder) integer(p *ges.Parameter, name, text string) int {
	n, isNumber := 0, true
	for _, r := range []byte(text) {
		isNumber = isNumber && r >= '0' && r <= '9'
		n = min(n, (math.MaxInt-9)/10)*10 + int(r-'0')
	}
	if !isNumber || n < p.Least {
		b.fail(name, text, fmt.Sprintf("an integer of %d or more", p.Least))
		return p.Default
	}
	return n
}

// day reads a calendar day. One before another that it must not be before is
// legal, and matches nothing.
func (b binder) day(p *ges.Parameter, name, text string) *clock.Day {
	day, ok := clock.ParseDay(text)
	if !ok {
		b.fail(name, text, "a calendar day such as 2019-03-27 (yyyy-MM-dd)")
		return nil
	}
	if first := b.request.Day(p.NotBefore); first != nil && day < *first {
		b.violate(journal.NewViolation(journal.InvertedDates, name, text, "a day from "+p.NotBefore+" on, "+b.request.Text(p.NotBefore)))
	}
	return &day
}
