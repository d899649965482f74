package format

import (
	"math"
	"time"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

const durationPattern = `^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d))*$|^[+-]?0$`

func durationSchema() Schema {
	return Schema{Type: []string{"string", "integer"}, Pattern: durationPattern, Maximum: bound(0), Minimum: bound(0)}
}

// Bounds of a [Duration].
const (
	NoMinimum   = time.Duration(0) // durations are not negative, and may be 0s
	MinPositive = time.Nanosecond  // the shortest duration that is longer than 0s
	Unlimited   = time.Duration(math.MaxInt64)
)

// Duration is a duration from least to most.
func Duration(least, most time.Duration) Kind[time.Duration] {
	write := func(b []byte, v *time.Duration) []byte { return AppendText(b, DurationText(*v)) }
	return Kind[time.Duration]{Schema: durationSchema(), Write: write, Read: func(n Node, into *time.Duration) bool {
		v, isScalar := n.Scalar()
		if !isScalar {
			n.Mismatch("a duration such as "+someDurations, "")
			return false
		}
		d, err := ParseDuration(v)
		switch {
		case err != nil:
			n.Problem("%s", err)
		case d < least && d < 0:
			n.Problem("%s is negative; allowed is %s", v, orLonger(least))
		case d < least:
			n.Problem("%s is too short; allowed is %s", v, orLonger(least))
		case d > most:
			n.Problem("%s is too long; allowed is %s or shorter", v, DurationText(most))
		default:
			*into = d
			return true
		}
		return false
	}}
}

func orLonger(least time.Duration) string {
	if least == MinPositive {
		return "longer than 0s"
	}
	return DurationText(least) + " or longer"
}

// DurationOr is a duration, which lies at part of the value, or a word that stands
// for a value of its own.
func DurationOr[T comparable](least time.Duration, word string, meaning T, part func(*T) *time.Duration) Kind[T] {
	k := Duration(least, Unlimited)
	s := Schema{AnyOf: []Schema{k.Schema, {Const: word}}}
	write := func(b []byte, v *T) []byte {
		if *v == meaning {
			return AppendText(b, word)
		}
		return k.Write(b, part(v))
	}
	return Kind[T]{Schema: s, Write: write, Read: func(n Node, into *T) bool {
		v, isScalar := n.Scalar()
		if isScalar && v == word {
			*into = meaning
			return true
		}
		if !isNumber(v) && !looksLikeDuration(v) {
			hint := ""
			if meant := suggest.Closest(v, []string{word}); meant != "" {
				hint = "; did you mean " + meant + "?"
			}
			n.Problem("%s is neither %s nor a duration such as %s%s", n.Describe(), word, someDurations, hint)
			return false
		}
		var plain T
		if !k.Read(n, part(&plain)) {
			return false
		}
		*into = plain
		return true
	}}
}
