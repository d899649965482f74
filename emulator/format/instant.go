package format

import (
	"errors"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// The origins of relative times, in problems.
const (
	clockStart = "the clock's start"
	now        = "now"
)

// ParseInstant parses a moment in the format of documents: a duration relative to start,
// the start of the clock (+40s, -30d), or a UTC time (2018-12-17T12:55:00). The error is a
// sentence with the actual value and what is allowed.
func ParseInstant(s string, start clock.Instant) (clock.Instant, error) {
	return parseInstant(s, start, clockStart)
}

// ParseMoment is like [ParseInstant], with durations relative to now.
func ParseMoment(s string, from clock.Instant) (clock.Instant, error) {
	return parseInstant(s, from, now)
}

func parseInstant(s string, start clock.Instant, origin string) (clock.Instant, error) {
	if i, err := clock.Parse(s); err == nil {
		return i, nil
	}
	d, err := ParseDuration(s)
	if i := start.Add(d); err == nil && i.Sub(start) == d {
		return i, nil
	}
	switch _, isTime := clock.ParseTime(s); {
	case err == nil:
		return 0, fmt.Errorf("%s from %s is %w", Shorten(s), start, clock.ErrOutside)
	case isNumber(s), looksLikeDuration(s):
		return 0, err
	case isTime:
		return 0, fmt.Errorf("%s is %w", Quote(s), clock.ErrOutside)
	default:
		return 0, errors.New(Quote(s) + " is " + noInstant(origin))
	}
}

// LooksLikeInstant reports whether a text is a time, a duration or a number, of any size:
// whether [ParseInstant] has more to say about it than that it is none of these.
func LooksLikeInstant(s string) bool {
	_, isTime := clock.ParseTime(s)
	return isTime || isNumber(s) || looksLikeDuration(s)
}

func noInstant(origin string) string {
	return "neither a duration from " + origin + ", such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)"
}

// origin returns the description of what relative times refer to.
func (r *reader) origin() string {
	if r.FromNow {
		return now
	}
	return clockStart
}

// Instant returns the kind of a moment: a duration relative to [Node.Start], or a UTC
// time.
func Instant() Kind[clock.Instant] {
	s := Schema{AnyOf: []Schema{durationSchema(-Unlimited), TimeSchema()}, Examples: []any{"+40s", "-30d", "2018-12-17T12:55:00"}}
	write := func(b []byte, v *clock.Instant) []byte { return AppendText(b, v.Exact()) }
	return Kind[clock.Instant]{Schema: s, Write: write, Read: func(n Node, into *clock.Instant) bool {
		v, isScalar := n.Scalar()
		if !isScalar {
			n.Problem("%s is %s", n.Describe(), noInstant(n.r.origin()))
			return false
		}
		i, err := parseInstant(v, n.Start(), n.r.origin())
		if err != nil {
			n.Problem("%s", err)
			return false
		}
		*into = i
		return true
	}}
}

// RealTime returns the kind of a moment of real time.
func RealTime() Kind[time.Time] {
	write := func(b []byte, t *time.Time) []byte { return AppendText(b, t.UTC().Format(time.RFC3339Nano)) }
	return Kind[time.Time]{Schema: timeSchema("[0-9]{4}"), Write: write, Read: func(n Node, into *time.Time) bool {
		v, _ := n.Scalar()
		t, ok := clock.ParseTime(v)
		if !ok {
			n.Mismatch("a real time such as 2026-03-01T09:00:00Z", "")
			return false
		}
		*into = t
		return true
	}}
}

// TimeSchema returns the JSON Schema of a virtual time. It accepts days that no calendar
// has, such as February 30.
func TimeSchema() Schema { return timeSchema("(19[7-9][0-9]|2[01][0-9]{2})") }

// timeSchema returns that of a time whose year matches a pattern.
func timeSchema(year string) Schema {
	return Schema{
		Type: []string{"string"},
		Pattern: `^` + year + `-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?` +
			`(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$`,
	}
}
