package snapshot

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// version is the only version of the format.
const version = 2

// Document is the state of one project, or only its changed parts: a nil part is absent.
type Document struct {
	// Project is the original id. Request ids and the random values of faults are
	// derived from it, wherever the project is restored.
	Project    string
	Scenario   *Origin
	Clock      *clock.State
	Calls      *int // number of calls
	Jobs       *scenario.JobChanges
	Faults     *[]fault.State  // in order of evaluation
	Rules      *[]submit.State // of submitted jobs, in order of evaluation
	Tokens     *auth.IssuedTokens
	Requests   *journal.Numbers
	Covered    *[]string // covered points of the contract, as «area: name»
	Pages      *[]journal.Page
	Violations *journal.LedgerState
}

// Origin is the scenario on which a project is based.
type Origin struct {
	scenario.Source
	Project string // id of the scenario's project
	Hash    string // of the source, instead of its text if that is stored separately
}

// documentKind is the table of keys, built once.
var documentKind = sync.OnceValue(func() format.Kind[Document] { return documentObject().Kind() }) //nolint:gochecknoglobals // nothing changes it

// Schema returns the JSON Schema of a document.
func Schema() format.Schema { return documentKind().Schema }

// Parse parses and validates a document, YAML or JSON. file is its name in problems; a
// duration instead of a time is relative to now. The error is [format.Problems].
func Parse(file string, data []byte, now clock.Instant) (Document, error) {
	return format.Read(data, documentKind(), format.Options{File: file, Start: now, FromNow: true})
}

// ParseTrusted is like [Parse], for documents that the emulator itself wrote, which may
// have any size.
func ParseTrusted(file string, data []byte) (Document, error) {
	return format.Read(data, documentKind(), format.Options{File: file, Start: clock.DefaultStart(), FromNow: true, Trusted: true})
}

// AppendTo appends the document as JSON, in the form that [Parse] reads.
func (d *Document) AppendTo(b []byte) []byte { return documentKind().Write(b, d) }

// IsInitial reports whether the document is that of a project to which nothing has happened
// since the start of a scenario.
func (d *Document) IsInitial(s *scenario.Scenario) bool {
	if d.Scenario == nil || d.Clock == nil {
		return false
	}
	settings := d.Clock.Settings
	settings.Start = s.Clock.Start // only the scenario has it
	return d.Scenario.Source == s.Source && settings == s.Clock && d.Clock.Now == s.Clock.Start &&
		valueOf(d.Calls) == 0 && d.Faults == nil && len(valueOf(d.Jobs).Acts) == 0 && valueOf(d.Tokens).Count == 0 &&
		valueOf(d.Requests) == (journal.Numbers{}) && len(valueOf(d.Covered)) == 0 && len(valueOf(d.Violations).Entries) == 0
}

// valueOf returns a part; the zero value if it is absent.
func valueOf[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func documentObject() format.Object[Document] {
	return format.Object[Document]{
		Name: "snapshot", Noun: "a snapshot",
		Doc: "The state of one project.",
		Fields: []format.Field[Document]{
			format.Key("version", format.Version(version), func(*Document) *int { return new(int) }, "The version of this format.").Required(),
			format.Key("project", scenario.ProjectID(), func(d *Document) *string { return &d.Project }, "The project that it was taken of.").Required(),
			format.Key("scenario", format.Optional(originKind()), func(d *Document) **Origin { return &d.Scenario }, "What the project follows."),
			format.Key("clock", format.Optional(scenario.ClockState()), func(d *Document) **clock.State { return &d.Clock }, "Where its time stands."),
			format.Key("calls", format.Optional(format.Count()), func(d *Document) **int { return &d.Calls }, "How many calls it took."),
			format.Key("jobs", format.Optional(scenario.JobChangesKind()), func(d *Document) **scenario.JobChanges { return &d.Jobs }, "What was changed about its jobs."),
			format.Key("faults", format.Optional(fault.StateKind()), func(d *Document) **[]fault.State { return &d.Faults }, "Its faults, in the order in which they are tried."),
			format.Key("rules", format.Optional(submit.StateKind()), func(d *Document) **[]submit.State { return &d.Rules }, "Its rules for submitted jobs, in the order in which they are tried."),
			format.Key("tokens", format.Optional(auth.IssuedKind()), func(d *Document) **auth.IssuedTokens { return &d.Tokens }, "The tokens that were issued for it."),
			format.Key("requests", format.Optional(journal.NumbersKind()), func(d *Document) **journal.Numbers { return &d.Requests }, "How far its journal has come."),
			format.Key("met", format.Optional(journal.CoveredKind()), func(d *Document) **[]string { return &d.Covered }, "What of the contract its clients have covered."),
			format.Key("pages", format.Optional(journal.PagesKind()), func(d *Document) **[]journal.Page { return &d.Pages }, "Pages of lists that they have read."),
			format.Key("violations", format.Optional(journal.LedgerKind()), func(d *Document) **journal.LedgerState { return &d.Violations }, "What they did that the contract does not allow."),
		},
	}
}

func originKind() format.Kind[Origin] {
	return format.Object[Origin]{
		Name: "snapshotScenario", Noun: "what a snapshot says of its scenario",
		Doc: "A scenario as it was read.",
		Fields: []format.Field[Origin]{
			format.Key("file", format.Raw(4096), func(o *Origin) *string { return &o.File }, "Its name.").Required(),
			format.Key("project", scenario.ProjectID(), func(o *Origin) *string { return &o.Project }, "The one of its projects that the project is.").Required(),
			format.Key("loaded", format.RealTime(), func(o *Origin) *time.Time { return &o.Loaded }, "When, in real time.").Required(),
			format.Key("overrides", scenario.OverridesKind(), func(o *Origin) *scenario.Overrides { return &o.Overrides }, "What took the place of the scenario's own values."),
			format.Key("text", format.Raw(format.MaxFileSize), func(o *Origin) *string { return &o.Text }, "All of it."),
			format.Key("hash", format.Identifier("a hash", "", 64), func(o *Origin) *string { return &o.Hash }, "Stands for the text where that is stored apart."),
		},
		OneOf: []string{"text", "hash"},
	}.Kind()
}
