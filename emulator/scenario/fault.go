package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// throttled is the reply of a fault with a limit that names no other.
const throttled = "APIGW.0308"

// maxDelay bounds the real time that a call waits for its answer.
const maxDelay = time.Hour

func faults() kind[[]Fault] { return list("a list of faults", faultObject().kind()) }

func faultObject() object[Fault] {
	return object[Fault]{
		name: "fault", noun: "a fault",
		doc:   "A failure, and the calls that it hits.",
		blank: Fault{From: clock.Min, Until: clock.Never},
		fields: []field[Fault]{
			key("name", faultName(), func(f *Fault) *string { return &f.Name },
				"How the journal and the control API name the fault, unique in the scenario: 1 to 64 letters, digits, or . _ -.").
				need().like("third-poll-fails"),
			key("operations", filled(list("a list of operations", operation())), func(f *Fault) *[]ges.Operation { return &f.Operations },
				"The operations that it hits. Default: every operation."),
			key("when", whenObject().inline(), func(f *Fault) *Fault { return f },
				"The calls that it hits: all conditions that are given must hold. Default: every call."),
			key("reply", replyObject().kind(), func(f *Fault) *Reply { return &f.Reply },
				"The answer of a call that is hit."),
			key("limit", optional(limitObject().kind()), func(f *Fault) **Limit { return &f.Limit },
				"Hits the calls beyond so many in a window of time, in place of when.calls and when.chance. The default reply is then 429 APIGW.0308."),
			key("stale", span(moment, anyTime), func(f *Fault) *time.Duration { return &f.Stale },
				"In place of a reply: the true answer as it stood so much earlier, as of a list that lags behind.").like("30s"),
			key("delay", optional(between("delayRange", "a delay", span(noTime, maxDelay))), func(f *Fault) **Range[time.Duration] { return &f.Delay },
				"Real time before the answer, or before the normal answer when there is no reply: a duration, or a range to draw from.").like("2s"),
			key("connection", words("a way to break a connection", Connections()...), func(f *Fault) *Connection { return &f.Connection },
				"In place of a reply: `reset` (RST), `close` (no bytes), `truncate` (the headers and half of the body), `garbage` (no HTTP), `trickle` (the answer over `delay`)."),
		},
		oneOf: []string{"reply", "limit", "stale", "delay", "connection"},
		check: checkFault,
	}
}

func faultName() kind[string] {
	return token("a fault's name of 1 to 64 letters, digits, or . _ -", "._-", 64)
}

func operation() kind[ges.Operation] { return words("an operation", ges.Operations()...) }

func limitObject() object[Limit] {
	return object[Limit]{
		name: "limit", noun: "a limit",
		doc: "So many calls in a window of time. A window begins with its first call.",
		fields: []field[Limit]{
			key("calls", whole(1, maxCalls), func(l *Limit) *int { return &l.Calls },
				"The calls that a window lets through.").need().like(20),
			key("per", span(moment, anyTime), func(l *Limit) *time.Duration { return &l.Per },
				"The length of the window.").need().like("1s"),
			key("clock", choice("a clock for a limit", []string{"virtual", "real"}, []bool{false, true}), func(l *Limit) *bool { return &l.Real },
				"The time of the window: `virtual`, or `real`, in which answers are not the same in every run.").byDefault("virtual").written(),
		},
	}
}

func checkFault(m mapping, f *Fault) {
	checkFaultName(m, f)
	var answers []string
	for _, key := range []string{"reply", "stale", "connection"} {
		if m.given(key) {
			answers = append(answers, key)
		}
	}
	if len(answers) > 1 {
		m.problem(answers[1], "%s is in place of %s; only one of reply, stale and connection is allowed", answers[1], answers[0])
	}
	if m.given("limit") && m.good("when") && (!f.Calls.all() || f.Chance != nil) {
		m.problem("limit", "limit is in place of when.calls and when.chance; only one of them is allowed")
	}
	if m.good("connection") && f.Connection == Trickle && !m.given("delay") {
		m.problem("connection", "trickle spreads the answer over delay, and delay is missing")
	}
	if m.given("limit") && len(answers) == 0 {
		f.Reply = Reply{Code: throttled}
	}
	f.Reply.complete()
}

// checkFaultName holds faults to names of their own.
func checkFaultName(m mapping, f *Fault) {
	if !m.good("name") {
		return
	}
	if first, taken := m.r.faultNames[f.Name]; taken {
		m.problem("name", "%s is the name of %s already", quote(f.Name), first)
		return
	}
	m.r.faultNames[f.Name] = m.r.where()
}

func replyObject() object[Reply] {
	return object[Reply]{
		name: "reply", noun: "a reply",
		doc: "An answer. Its status and message come from the table of error codes unless they are given.",
		fields: []field[Reply]{
			key("errorCode", errorCode(), func(r *Reply) *string { return &r.Code },
				"A code of the service or of its gateway. It may be left out when status and body are given.").like("GES.9999", "APIGW.0613"),
			key("errorMessage", prose(4096), func(r *Reply) *string { return &r.Message },
				"The message. Default: the code's own."),
			key("status", whole(200, 599), func(r *Reply) *int { return &r.Status },
				"The HTTP status. Default: the code's own.").like(503),
			key("headers", headers(replyHeader), func(r *Reply) *[]Param { return &r.Headers },
				"More headers of the answer.").like(map[string]string{"Retry-After": "1"}),
			key("body", optional(raw(1<<20)), func(r *Reply) **string { return &r.Body },
				"A raw text in place of the error body."),
		},
		check: func(m mapping, _ *Reply) {
			if !m.given("errorCode") && (!m.given("body") || !m.given("status")) {
				m.node.problem("errorCode is missing; a reply needs it, or a status and a body")
			}
		},
	}
}

// complete fills in what the table of error codes says.
func (r *Reply) complete() {
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

func errorCode() kind[string] {
	codes := make([]string, len(ges.ErrorCodes()))
	for i, e := range ges.ErrorCodes() {
		codes[i] = e.Code
	}
	return words("a known errorCode", codes...)
}

// headerMarks are what a header's name has beside letters and digits (RFC 9110).
const headerMarks = "!#$%&'*+-.^_`|~"

// headerValue is what a header can carry.
const headerValue = `^[^\x00-\x08\x0a-\x1f\x7f]*$`

// headers are headers by their names, whose case does not count. forbidden says
// why a name is not allowed; "": it is.
func headers(forbidden func(name string) string) kind[[]Param] {
	name := token("a header's name (letters, digits and - as a rule)", headerMarks, 256)
	value := text("a header's value of one line without spaces at its ends", isHeaderValue, schema{MaxLength: 8192, Pattern: headerValue})
	return params("a mapping of headers", name, value, func(key node) bool {
		if !name.read(key, new(string)) {
			return false
		}
		if why := forbidden(key.y.Value); why != "" {
			key.problem("%s is not allowed here: %s", key.y.Value, why)
			return false
		}
		return true
	}, strings.ToLower)
}

func isHeaderValue(s string) bool {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	return len(s) <= 8192 && s == strings.Trim(s, " \t") && !strings.ContainsFunc(s, control)
}

func replyHeader(name string) string {
	framing := []string{"Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"}
	if slices.ContainsFunc(framing, func(s string) bool { return strings.EqualFold(s, name) }) {
		return "the server sets it"
	}
	return ""
}

// params are texts by their names.
func params(noun string, name, value kind[string], isName func(key node) bool, fold func(string) string) kind[[]Param] {
	s := schema{
		Type: []string{"object", "null"}, PropertyNames: &name.schema, AdditionalProperties: value.schema,
	}
	return kind[[]Param]{absent: true, schema: s, write: writeParams, read: func(n node, into *[]Param) bool {
		*into = nil
		return dict[string]{
			noun: noun, name: isName, fold: fold, value: value,
			add: func(name, value string) { *into = append(*into, Param{name, value}) },
		}.read(n)
	}}
}
