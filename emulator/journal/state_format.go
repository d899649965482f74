package journal

import "github.com/ges-emulator/ges-emulator/emulator/format"

// Numbers is how far a ring has come. The requests themselves are not part of a
// snapshot.
type Numbers struct{ Last, Dropped int }

// LedgerState is the violations of a ledger.
type LedgerState struct {
	Dropped int
	Entries []Violation
}

// NumbersKind is the numbers of a ring, as a snapshot has them.
func NumbersKind() format.Kind[Numbers] {
	return format.Object[Numbers]{
		Name: "requestNumbers", Noun: "a journal's numbers",
		Doc: "How far a journal has come.",
		Fields: []format.Field[Numbers]{
			format.Key("last", format.Count(), func(n *Numbers) *int { return &n.Last }, "The number of the last request."),
			format.Key("dropped", format.Count(), func(n *Numbers) *int { return &n.Dropped }, "How many are not there any more."),
		},
		Check: func(m format.Mapping, n *Numbers) {
			if m.Good("dropped") && !m.Bad("last") && n.Dropped > n.Last {
				m.Problem("dropped", "%d is more than last, %d", n.Dropped, n.Last)
			}
		},
	}.Kind()
}

// CoveredKind is the names of what was covered (see [Set.Names]), as a snapshot
// has them.
func CoveredKind() format.Kind[[]string] {
	return format.List("a list of what was met", format.Raw(256))
}

// PagesKind is the pages that were read last, as a snapshot has them.
func PagesKind() format.Kind[[]Page] {
	return format.List("a list of pages", format.Object[Page]{
		Name: "pageState", Noun: "a page that was read",
		Doc: "A page of a list that a client has read.",
		Fields: []format.Field[Page]{
			format.Key("listing", format.Raw(1<<16), func(p *Page) *string { return &p.Listing }, "The filters of the list.").Required(),
			format.Key("offset", format.Count(), func(p *Page) *int { return &p.Offset }, "Where the page began."),
			format.Key("count", format.Count(), func(p *Page) *int { return &p.Count }, "How many jobs the list had."),
		},
	}.Kind())
}

// LedgerKind is the violations of a ledger, as a snapshot has them: without their
// project, which is the snapshot's.
func LedgerKind() format.Kind[LedgerState] {
	text := format.Raw(1 << 12)
	entry := format.Object[Violation]{
		Name: "violationState", Noun: "a violation",
		Doc: "A violation and how often it came.",
		Fields: []format.Field[Violation]{
			format.Key("rule", format.Identifier("a rule's name", "-", 64), func(v *Violation) *string { return (*string)(&v.Rule) }, "The rule.").Required(),
			format.Key("parameter", text, func(v *Violation) *string { return &v.Parameter }, "What it is about."),
			format.Key("value", text, func(v *Violation) *string { return &v.Value }, "What came."),
			format.Key("allowed", text, func(v *Violation) *string { return &v.Allowed }, "What is allowed."),
			format.Key("meant", text, func(v *Violation) *string { return &v.Suggestion }, "What was probably meant."),
			format.Key("firstCall", format.Count(), func(v *Violation) *int { return &v.FirstCall }, "The call that had it first."),
			format.Key("count", format.Count(), func(v *Violation) *int { return &v.Count }, "How often it came."),
		},
	}
	return format.Object[LedgerState]{
		Name: "violationsState", Noun: "a record of violations",
		Doc: "What clients did that the contract does not allow.",
		Fields: []format.Field[LedgerState]{
			format.Key("dropped", format.Count(), func(s *LedgerState) *int { return &s.Dropped }, "How many are not told apart."),
			format.Key("noted", format.List("a list of violations", entry.Kind()), func(s *LedgerState) *[]Violation { return &s.Entries }, "Those that are."),
		},
	}.Kind()
}
