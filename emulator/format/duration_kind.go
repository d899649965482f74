package format

import (
	"math"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// durationPattern is the regular expression of a duration without its sign.
const durationPattern = `((([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d))+|0)`

// durationSchema returns the schema of a duration of at least a minimum. It does not say
// what is too long.
func durationSchema(minimum time.Duration) Schema {
	s := Schema{Type: []string{"string", "integer"}, Pattern: `^[+-]?` + durationPattern + `$`, Minimum: limit(0), Maximum: limit(0)}
	switch {
	case minimum > 0:
		s = Schema{Type: []string{"string"}, Pattern: `^\+?` + durationPattern + `$`, AllOf: []Schema{{Pattern: `[1-9]`}}}
	case minimum == 0:
		s.Pattern = `^\+?` + durationPattern + `$`
	}
	return s
}

// Limits of a [Duration].
const (
	NoMinimum   = time.Duration(0) // durations are not negative, and may be 0s
	MinPositive = time.Nanosecond  // the shortest duration that is longer than 0s
	Unlimited   = time.Duration(math.MaxInt64)
)

// Duration returns the kind of a duration from minimum to maximum.
func Duration(minimum, maximum time.Duration) Kind[time.Duration] {
	write := func(b []byte, v *time.Duration) []byte { return AppendText(b, DurationText(*v)) }
	return Kind[time.Duration]{Schema: durationSchema(minimum), Write: write, Read: func(n Node, into *time.Duration) bool {
		v, isScalar := n.Scalar()
		if !isScalar {
			n.Mismatch("a duration such as "+someDurations, "")
			return false
		}
		d, err := ParseDuration(v)
		switch {
		case err != nil:
			n.Problem("%s", err)
		case minimum >= 0 && strings.HasPrefix(v, "-"):
			n.Problem("%s is negative; allowed is %s", v, orLonger(minimum))
		case d < minimum:
			n.Problem("%s is too short; allowed is %s", v, orLonger(minimum))
		case d > maximum:
			n.Problem("%s is too long; allowed is %s or shorter", v, DurationText(maximum))
		default:
			*into = d
			return true
		}
		return false
	}}
}

func orLonger(minimum time.Duration) string {
	if minimum == MinPositive {
		return "longer than 0s"
	}
	return DurationText(minimum) + " or longer"
}

// DurationOr returns the kind of a value that is either a duration, stored in a part of
// the value, or a word with a special meaning.
func DurationOr[T comparable](minimum time.Duration, word string, meaning T, part func(*T) *time.Duration) Kind[T] {
	k := Duration(minimum, Unlimited)
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
		if _, ok := parseDuration(v); !ok && !isNumber(v) && !looksLikeDuration(v) {
			hint := ""
			if suggestion := suggest.Closest(v, []string{word}); suggestion != "" {
				hint = "; did you mean " + suggestion + "?"
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
