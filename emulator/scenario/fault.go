package scenario

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// throttled is the default reply of a fault with a limit.
const throttled = "APIGW.0308"

// maxDelay bounds the real time that a call waits for its answer.
const maxDelay = time.Hour

// faultKind is the table of a fault, which also writes a single fault.
var faultKind = sync.OnceValue(func() format.Kind[Fault] { return faultObject().Kind() }) //nolint:gochecknoglobals // nothing changes it

// FaultKind returns the kind of a fault.
func FaultKind() format.Kind[Fault] { return faultKind() }

// AppendTo appends the fault as JSON, in the format of a scenario.
func (f *Fault) AppendTo(b []byte) []byte { return faultKind().Write(b, f) }

func faults() format.Kind[[]Fault] { return format.List("a list of faults", faultObject().Kind()) }

func faultObject() format.Object[Fault] {
	return format.Object[Fault]{
		Name: "fault", Noun: "a fault",
		Hints: faultHints(),
		Doc:   "A failure, and the calls that it hits.",
		Blank: Fault{From: clock.Min, Until: clock.Never},
		Fields: []format.Field[Fault]{
			format.Key("name", FaultName(), func(f *Fault) *string { return &f.Name },
				"How the journal and the control API name the fault, unique in the scenario: 1 to 64 letters, digits, or . _ -.").
				Required().Examples("third-poll-fails"),
			format.Key("operations", format.NonEmpty(format.List("a list of operations", faultOperation())), func(f *Fault) *[]ges.Operation { return &f.Operations },
				"The operations that it hits: their names, or Write or Read for a group of them. Default: every operation of the service. Those of the identity service are hit only by faults of all projects that name them."),
			format.Key("when", whenObject().Inline(), func(f *Fault) *Fault { return f },
				"The calls that it hits: all conditions that are given must hold. Default: every call."),
			format.Key("reply", replyObject().Kind(), func(f *Fault) *Reply { return &f.Reply },
				"The answer of a call that is hit."),
			format.Key("limit", format.Optional(limitObject().Kind()), func(f *Fault) **Limit { return &f.Limit },
				"Hits the calls beyond so many in a window of time, in place of when.calls and when.chance. The default reply is then 429 APIGW.0308."),
			format.Key("stale", format.Duration(format.MinPositive, format.Unlimited), func(f *Fault) *time.Duration { return &f.Stale },
				"In place of a reply: the true answer as it stood so much earlier, as of a list that lags behind.").Examples("30s"),
			format.Key("delay", format.Optional(rangeOf("delayRange", "a delay", format.Duration(format.NoMinimum, maxDelay))), func(f *Fault) **Range[time.Duration] { return &f.Delay },
				"Real time before the answer, or before the normal answer when there is no reply: a duration, or a range to draw from.").Examples("2s"),
			format.Key("connection", format.Enum("a way to break a connection", Connections()...), func(f *Fault) *Connection { return &f.Connection },
				"In place of a reply: `reset` (RST), `close` (no bytes), `truncate` (the headers and half of the body), `garbage` (no HTTP), `trickle` (the answer over `delay`)."),
			format.Key("accepted", format.Bool(), func(f *Fault) *bool { return &f.Accepted },
				"Beside a reply or a connection: the call submits its job first, and then fails. The fault counts only calls that did.").Default(false),
		},
		OneOf:     []string{"reply", "limit", "stale", "delay", "connection"},
		Exclusive: []string{"reply", "stale", "connection"},
		Check:     checkFault,
		Conditions: []format.Schema{
			format.Not(format.AllOf(format.Given("limit"), format.GivenAs("when", format.AnyOf(format.Given("calls"), format.Given("chance"))))),
			format.AnyOf(format.Not(format.GivenAs("connection", format.Only(Trickle))), format.Given("delay")),
			format.AnyOf(format.Not(format.GivenAs("accepted", format.Only(true))), format.Given("reply"), format.Given("connection")),
		},
	}
}

// FaultName returns the kind of a fault's name.
func FaultName() format.Kind[string] {
	return format.Segment("a fault's name of 1 to 64 letters, digits, or . _ -", "._-", 64)
}

// operation returns the kind of an operation that is emulated, or a group of them.
func operation() format.Kind[ges.Operation] {
	return format.Enum("an operation", append(ges.Emulated(), ges.Operation(ges.Write), ges.Operation(ges.Read))...)
}

// OperationKind returns the kind of an operation that credentials can deny.
func OperationKind() format.Kind[ges.Operation] { return operation() }

// Hits reports whether a fault is one for an operation. One of the identity service must
// be named.
func (f *Fault) Hits(o ges.Operation) bool {
	group := ges.Read
	if spec := ges.LookUpOperation(o); spec != nil {
		if group = spec.Group(); spec.IsIAM() {
			return f.Stale == 0 && !f.Accepted && slices.Contains(f.Operations, o)
		}
	}
	if f.Stale > 0 && group == ges.Write || f.Accepted && group == ges.Read {
		return false
	}
	return len(f.Operations) == 0 || slices.Contains(f.Operations, o) || slices.Contains(f.Operations, ges.Operation(group))
}

// hitsAny reports whether a fault is one for any operation of the service.
func (f *Fault) hitsAny() bool { return slices.ContainsFunc(ges.Emulated(), f.Hits) }

// IsOfService reports whether a fault is one for calls of the service, rather than of
// the identity service alone.
func (f *Fault) IsOfService() bool {
	return len(f.Operations) == 0 || slices.ContainsFunc(f.Operations, func(o ges.Operation) bool { return !IsIdentity(o) })
}

// faultOperation returns the kind of an operation that a fault can hit, or a group of
// those of the service.
func faultOperation() format.Kind[ges.Operation] {
	return format.Enum("an operation", slices.Concat(ges.Emulated(), ges.EmulatedIAM(), []ges.Operation{ges.Operation(ges.Write), ges.Operation(ges.Read)})...)
}

// IsIdentity reports whether an operation is one of the identity service.
func IsIdentity(id ges.Operation) bool {
	o := ges.LookUpOperation(id)
	return o != nil && o.IsIAM()
}

// NamesIdentity reports whether a fault names an operation of the identity service.
func (f *Fault) NamesIdentity() bool { return slices.ContainsFunc(f.Operations, IsIdentity) }

// identityInProject is the problem of such a fault in a project.
const identityInProject = "the calls of the identity service belong to no project; only a fault in the scenario's own list (faults) can name one"

func limitObject() format.Object[Limit] {
	return format.Object[Limit]{
		Name: "limit", Noun: "a limit",
		Hints: limitHints(),
		Doc:   "So many calls in a window of time. A window begins with its first call.",
		Fields: []format.Field[Limit]{
			format.Key("calls", format.Integer(1, maxCalls), func(l *Limit) *int { return &l.Calls },
				"The calls that a window lets through.").Required().Examples(20),
			format.Key("per", format.Duration(format.MinPositive, format.Unlimited), func(l *Limit) *time.Duration { return &l.Per },
				"The length of the window.").Required().Examples("1s"),
			format.Key("clock", format.Choice("a clock for a limit", []string{"virtual", "real"}, []bool{false, true}), func(l *Limit) *bool { return &l.Real },
				"The time of the window: `virtual`, or `real`, in which answers are not the same in every run.").Default("virtual").AlwaysWritten(),
		},
	}
}

func checkFault(m format.Mapping, f *Fault) {
	m.Unique("name", "names of faults", f.Name)
	if m.Given("limit") && m.Good("when") && (!f.Calls.all() || f.Chance != nil) {
		m.Problem("limit", "limit is in place of when.calls and when.chance; only one of them is allowed")
	}
	if m.Good("connection") && f.Connection == Trickle && !m.Given("delay") {
		m.Problem("connection", "trickle spreads the answer over delay, and delay is missing")
	}
	switch {
	case f.Accepted && m.Good("accepted") && !m.Given("reply") && !m.Given("connection"):
		m.Problem("accepted", "accepted is beside a reply or a connection, which replace the answer of a job that was submitted")
	case m.Good("operations") && f.Stale > 0 && !f.hitsAny():
		m.Problem("stale", "stale shows an earlier state, and only operations that read can; none of operations does")
	case m.Good("operations") && f.Accepted && !f.hitsAny():
		m.Problem("accepted", "accepted is for operations that submit a job; none of operations does")
	}
	if m.Given("limit") && !m.Given("reply") && !m.Given("stale") && !m.Given("connection") {
		f.Reply = Reply{Code: throttled}
	}
	f.Reply.complete()
}

func replyObject() format.Object[Reply] {
	return format.Object[Reply]{
		Name: "reply", Noun: "a reply",
		Hints: replyHints(),
		Doc:   "An answer. Its status and message come from the table of error codes unless they are given; so does the code of a usual status.",
		Fields: []format.Field[Reply]{
			format.Key("errorCode", errorCode(), func(r *Reply) *string { return &r.Code },
				"A code of the service or of its gateway. Default: the usual code of the status. With a status and a body none is needed.").Examples("GES.9999", "APIGW.0613"),
			format.Key("errorMessage", format.Prose(4096), func(r *Reply) *string { return &r.Message },
				"The message. Default: the code's own."),
			format.Key("status", format.Integer(200, 599), func(r *Reply) *int { return &r.Status },
				"The HTTP status. Default: the code's own.").Examples(503),
			format.Key("headers", headers("the server sets it", "Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"), func(r *Reply) *[]Param { return &r.Headers },
				"More headers of the answer.").Examples(map[string]string{"Retry-After": "1"}),
			format.Key("body", format.Optional(format.Raw(1<<20)), func(r *Reply) **string { return &r.Body },
				"A raw text in place of the error body."),
		},
		Check: checkReply,
		Conditions: []format.Schema{
			format.AnyOf(format.Given("errorCode"), format.AllOf(format.Given("status"), format.Given("body")), format.GivenAs("status", statusWithCode())),
			format.AnyOf(format.Not(format.GivenAs("status", format.AnyOf(format.Only(http.StatusNoContent), format.Only(http.StatusNotModified)))),
				format.GivenAs("body", format.Only(""))),
		},
	}
}

// statusWithCode returns the schema of the statuses that have a usual code.
func statusWithCode() format.Schema {
	var each []format.Schema
	for _, status := range ges.StatusesWithCode() {
		each = append(each, format.Only(status))
	}
	return format.AnyOf(each...)
}

// checkReply reports a reply without a code if its status has no default code, and a body
// with a status that allows none.
func checkReply(m format.Mapping, r *Reply) {
	hasBody := r.Body == nil || *r.Body != ""
	switch {
	case m.Good("status") && (r.Status == http.StatusNoContent || r.Status == http.StatusNotModified):
		if hasBody && !m.Bad("body") {
			m.Problem("status", "HTTP has no body in an answer with the status %d; add body: \"\", or take another status", r.Status)
		}
	case m.Given("errorCode") || m.Bad("errorCode") || m.Bad("status") || m.Given("status") && m.Given("body"):
	case !m.Given("status"):
		m.Node.Problem("errorCode is missing; a reply needs it, or a status")
	case ges.CodeOfStatus(r.Status) == "":
		m.Problem("status", "status %d has no usual errorCode; give one, or a body, or one of the statuses that have one (%s)",
			r.Status, strings.Trim(strings.ReplaceAll(fmt.Sprint(ges.StatusesWithCode()), " ", ", "), "[]"))
	}
}

// complete sets an unset status and message from the table of error codes.
func (r *Reply) complete() {
	if r.Code == "" && r.Body == nil {
		r.Code = ges.CodeOfStatus(r.Status)
	}
	e, ok := ges.LookUpError(r.Code)
	if !ok {
		return
	}
	if r.Status == 0 {
		r.Status = e.Status
	}
	if r.Message == "" {
		r.Message = e.Message
	}
}

func errorCode() format.Kind[string] {
	codes := make([]string, len(ges.ErrorCodes()))
	for i, e := range ges.ErrorCodes() {
		codes[i] = e.Code
	}
	k := format.Enum("a known errorCode", codes...)
	read := k.Read
	k.Read = func(n format.Node, into *string) bool {
		if v, _ := n.Scalar(); isStatus(v) {
			advice := "did you mean status: " + v + "?"
			if status, _ := strconv.Atoi(v); ges.CodeOfStatus(status) == "" {
				advice = fmt.Sprintf(`write status: %s and a body, such as body: ""`, v)
			}
			n.Problem("%s is an HTTP status, no errorCode; %s", n.Describe(), advice)
			return false
		}
		return read(n, into)
	}
	return k
}

// isStatus reports whether a text is an HTTP status that a reply may have.
func isStatus(s string) bool {
	return len(s) == 3 && s >= "200" && s <= "599" && strings.Trim(s, "0123456789") == ""
}

// headerMarks are the characters allowed in a header's name besides letters and digits
// (RFC 9110).
const headerMarks = "!#$%&'*+-.^_`|~"

// headerValue is the pattern of a valid header value.
const headerValue = `^([^\x00-\x20\x7f]([^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?$`

// headers returns the kind of a mapping of headers, with case-insensitive names.
// Some names are not allowed, for the reason why.
func headers(why string, forbidden ...string) format.Kind[[]Param] {
	name := format.Identifier("a header's name (letters, digits and - as a rule)", headerMarks, 256)
	name.Schema.Not = &format.Schema{Pattern: anyCase(forbidden)}
	value := format.Text("a header's value of one line without spaces at its ends", isHeaderValue, format.Schema{MaxLength: 8192, Pattern: headerValue})
	return params("a mapping of headers", name, value, func(key format.Node) bool {
		if !name.Read(key, new(string)) {
			return false
		}
		if slices.ContainsFunc(forbidden, func(s string) bool { return strings.EqualFold(s, key.Value()) }) {
			key.Problem("%s is not allowed here: %s", key.Value(), why)
			return false
		}
		return true
	}, strings.ToLower)
}

func isHeaderValue(s string) bool {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	return len(s) <= 8192 && s == strings.Trim(s, " \t") && !strings.ContainsFunc(s, control)
}

// anyCase returns the regular expression of words in upper, lower or mixed case.
func anyCase(words []string) string {
	var b strings.Builder
	for _, r := range strings.Join(words, "|") {
		if upper, lower := unicode.ToUpper(r), unicode.ToLower(r); upper != lower {
			fmt.Fprintf(&b, "[%c%c]", upper, lower)
		} else {
			b.WriteRune(r)
		}
	}
	return "^(" + b.String() + ")$"
}

func writeParams(b []byte, list *[]Param) []byte {
	if *list == nil {
		return append(b, "null"...)
	}
	b = append(b, '{')
	for i, p := range *list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(format.AppendText(b, p.Name), ':')
		b = format.AppendText(b, p.Value)
	}
	return append(b, '}')
}

// params returns the kind of a mapping of names to texts.
func params(noun string, name, value format.Kind[string], isName func(key format.Node) bool, fold func(string) string) format.Kind[[]Param] {
	s := format.Schema{
		Type: []string{"object", "null"}, PropertyNames: &name.Schema, AdditionalProperties: value.Schema,
	}
	return format.Kind[[]Param]{NullIsAbsent: true, Schema: s, Write: writeParams, Read: func(n format.Node, into *[]Param) bool {
		*into = nil
		return format.Dict[string]{
			Noun: noun, Name: isName, Fold: fold, Value: value,
			Add: func(name, value string) { *into = append(*into, Param{name, value}) },
		}.Read(n)
	}}
}
