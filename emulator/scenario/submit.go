package scenario

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// SubmitRule says what becomes of jobs that clients submit.
type SubmitRule struct {
	Name    string // unique in the scenario; "": none
	JobName string // "": any

	// The jobs to which it applies, all of which must hold.
	Graph       string // a graph's name; "": any
	Calls       Calls  // among the accepted submissions that match the others
	From, Until clock.Instant
	Chance      *float64

	Waiting    Range[time.Duration]
	Running    *Range[time.Duration] // nil: typical; Forever at both ends: it never ends
	Outcome    ges.Status
	FailReason *string
}

// submitRuleKind is the table of a rule, which also reads and writes one alone.
var submitRuleKind = sync.OnceValue(func() format.Kind[SubmitRule] { return submitRuleObject().Kind() }) //nolint:gochecknoglobals // nothing changes it

// SubmitRuleKind returns the kind of a rule for submitted jobs.
func SubmitRuleKind() format.Kind[SubmitRule] { return submitRuleKind() }

func submitRules() format.Kind[[]SubmitRule] {
	return format.List("a list of rules for submitted jobs", submitRuleKind())
}

func submitRuleObject() format.Object[SubmitRule] {
	return format.Object[SubmitRule]{
		Name: "submitRule", Noun: "a rule for submitted jobs",
		Doc:   "What becomes of jobs that clients submit. Without a rule they begin at once, run as long as is typical, and succeed.",
		Blank: SubmitRule{From: clock.Min, Until: clock.Never, Outcome: ges.Success},
		Fields: []format.Field[SubmitRule]{
			format.Key("name", nameOf("a rule"), func(r *SubmitRule) *string { return &r.Name },
				"How the control API names the rule, unique in the scenario: 1 to 64 letters, digits, or . _ -.").Examples("second-import-fails"),
			format.Key("jobName", jobName(), func(r *SubmitRule) *string { return &r.JobName },
				"The jobs to which it applies. Default: all.").Examples(ges.ImportGraph),
			format.Key("when", submitWhen().Inline(), func(r *SubmitRule) *SubmitRule { return r },
				"The submissions to which it applies: all conditions that are given must hold. Default: all."),
			format.Key("waiting", rangeOf("waitingRange", "a waiting time", format.Duration(format.NoMinimum, format.Unlimited)), func(r *SubmitRule) *Range[time.Duration] { return &r.Waiting },
				"How long the job waits before it runs: a duration, or a range to draw from.").Default("0s").Examples("5s"),
			format.Key("running", format.Optional(submitRunning()), func(r *SubmitRule) **Range[time.Duration] { return &r.Running },
				"How long it runs: a duration, a range to draw from, or `forever`. Default: typical for the jobName.").Examples("52s"),
			format.Key("outcome", outcome(), func(r *SubmitRule) *ges.Status { return &r.Outcome },
				"How it ends. Only ImportGraph ends partiallyFailed; other jobs then succeed.").Default(ges.Success.String()),
			format.Key("failReason", format.Optional(format.Prose(4096)), func(r *SubmitRule) **string { return &r.FailReason },
				"Why it does not succeed. Only with another outcome than success. Default: a realistic reason."),
		},
		Conditions: []format.Schema{
			format.AnyOf(format.Not(format.Given("failReason")), format.GivenAs("outcome", format.Not(format.Only(ges.Success.String())))),
			format.AnyOf(format.Not(format.GivenAs("outcome", format.Only(ges.PartiallyFailed.String()))),
				format.Not(format.Given("jobName")), format.GivenAs("jobName", format.Only(ges.ImportGraph))),
		},
		Check: func(m format.Mapping, r *SubmitRule) {
			m.Unique("name", "names of rules for submitted jobs", r.Name)
			if m.Given("failReason") && !m.Bad("outcome") && r.Outcome == ges.Success {
				m.Problem("failReason", "a job that ends in success has no failReason; give the rule the outcome failed, or leave the failReason out")
			}
			if m.Good("jobName") && m.Good("outcome") && r.JobName != ges.ImportGraph && r.Outcome == ges.PartiallyFailed {
				m.Problem("outcome", "only %s ends partiallyFailed; this rule is for %s (success, failed)", ges.ImportGraph, r.JobName)
			}
		},
	}
}

// submitRunning returns the kind of the running time of submitted jobs.
func submitRunning() format.Kind[Range[time.Duration]] {
	k := rangeOf("runningRange", "a running time", format.Duration(format.NoMinimum, format.Unlimited))
	read, write := k.Read, k.Write
	k.Schema = format.Schema{AnyOf: append([]format.Schema{{Const: "forever"}}, k.Schema.AnyOf...)}
	k.Read = func(n format.Node, into *Range[time.Duration]) bool {
		if v, _ := n.Scalar(); v == "forever" {
			*into = Range[time.Duration]{Forever, Forever}
			return true
		}
		return read(n, into)
	}
	k.Write = func(b []byte, r *Range[time.Duration]) []byte {
		if r.From == Forever {
			return append(b, `"forever"`...)
		}
		return write(b, r)
	}
	return k
}

func submitWhen() format.Object[SubmitRule] {
	return format.Object[SubmitRule]{
		Name: "submitWhen", Noun: "a condition (when)",
		Doc:   "The submissions to which a rule applies. All that is given must hold.",
		Blank: SubmitRule{From: clock.Min, Until: clock.Never},
		Fields: []format.Field[SubmitRule]{
			format.Key("graph", graphName(), func(r *SubmitRule) *string { return &r.Graph },
				"The graph's name.").Examples("movies"),
			format.Key("calls", calls(), func(r *SubmitRule) *Calls { return &r.Calls },
				"Which of the accepted submissions that fit the other conditions, counted per project from 1: a number, a list of numbers, \"2-5\", \"3-\" or \"every 5\".").
				Examples(2, []int{1, 4}, "2-5", "3-", "every 5"),
			format.Key("from", format.Instant(), func(r *SubmitRule) *clock.Instant { return &r.From },
				"The first moment of virtual time: a duration from clock.start, or a UTC time."),
			format.Key("until", format.Instant(), func(r *SubmitRule) *clock.Instant { return &r.Until },
				"The end of that time, not included."),
			format.Key("chance", format.Optional(format.Number(0, 1)), func(r *SubmitRule) **float64 { return &r.Chance },
				"The share of the submissions, 0 to 1, drawn from the seed.").Examples(0.1),
		},
		Check: func(m format.Mapping, r *SubmitRule) {
			if m.Good("from") && m.Good("until") && r.From >= r.Until {
				m.Problem("until", "%s is not after from, %s: the rule could apply to nothing", m.Text("until"), m.Text("from"))
			}
		},
	}
}
