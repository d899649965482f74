package scenario

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// text is a text that ok accepts; wanted says which those are. A number or a
// boolean is taken as the text it is written as.
func text(wanted string, ok func(string) bool, s schema) kind[string] {
	s.Type = []string{"string", "number", "boolean"}
	return kind[string]{schema: s, write: writeText[string], read: func(n node, into *string) bool {
		v, isScalar := n.scalar()
		if !isScalar || !ok(v) {
			n.wrong(wanted, "")
			return false
		}
		*into = v
		return true
	}}
}

// line is a text of one line.
func line(most int) kind[string] {
	wanted := fmt.Sprintf("a text of 1 to %d characters on one line", most)
	return text(wanted, func(s string) bool {
		n := utf8.RuneCountInString(s)
		return n >= 1 && n <= most && !strings.ContainsFunc(s, unicode.IsControl)
	}, schema{MinLength: 1, MaxLength: most, Pattern: `^[^\x00-\x1f\x7f-\x9f]*$`})
}

// prose is a text that may be empty and have several lines.
func prose(most int) kind[string] {
	wanted := fmt.Sprintf("a text of at most %d characters, without control characters", most)
	return text(wanted, func(s string) bool {
		return utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t'
		})
	}, schema{MaxLength: most})
}

// raw is any text.
func raw(most int) kind[string] {
	wanted := fmt.Sprintf("a text of at most %d bytes", most)
	return text(wanted, func(s string) bool { return len(s) <= most }, schema{MaxLength: most})
}

// token is a text of letters, digits and a few other characters.
func token(wanted, others string, most int) kind[string] {
	return text(wanted, func(s string) bool {
		return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
			return !isLetterOrDigit(r) && !strings.ContainsRune(others, r)
		})
	}, schema{Pattern: tokenPattern(others, most)})
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// tokenPattern is a token's regular expression, for the schema.
func tokenPattern(others string, most int) string {
	escaped := strings.NewReplacer(`^`, `\^`, `-`, `\-`, `]`, `\]`, `\`, `\\`).Replace(others)
	return fmt.Sprintf("^[A-Za-z0-9%s]{1,%d}$", escaped, most)
}

// choice is one of several words, each of which stands for a value.
func choice[T comparable](noun string, words []string, values []T) kind[T] {
	write := func(b []byte, v *T) []byte {
		if i := slices.Index(values, *v); i >= 0 {
			return appendText(b, words[i])
		}
		return append(b, "null"...)
	}
	return kind[T]{schema: schema{Type: []string{"string"}, Enum: words}, write: write, read: func(n node, into *T) bool {
		v, isScalar := n.scalar()
		for i, word := range words {
			if isScalar && v == word {
				*into = values[i]
				return true
			}
		}
		n.wrong(noun, allowed(v, words))
		return false
	}}
}

// words is one of several words of a type of their own.
func words[T ~string](noun string, values ...T) kind[T] {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return choice(noun, names, values)
}

// whole is a whole number from least to most.
func whole[T ~int | ~int64](least, most T) kind[T] {
	s := schema{Type: []string{"integer"}}
	wanted := "a whole number"
	if int64(least) != math.MinInt64 {
		s.Minimum, s.Maximum = number(least), number(most)
		wanted = fmt.Sprintf("a whole number from %d to %d", least, most)
	}
	write := func(b []byte, v *T) []byte { return strconv.AppendInt(b, int64(*v), 10) }
	return kind[T]{schema: s, write: write, read: func(n node, into *T) bool {
		v, err := strconv.ParseInt(n.digits("!!int"), 0, 64)
		if err != nil || v < int64(least) || v > int64(most) {
			n.wrong(wanted, n.unquoted())
			return false
		}
		*into = T(v)
		return true
	}}
}

// decimal is a number from least to most; NaN is none.
func decimal(least, most float64) kind[float64] {
	wanted := fmt.Sprintf("a number from %s to %s", plain(least), plain(most))
	s := schema{Type: []string{"number"}, Minimum: &least, Maximum: &most}
	write := func(b []byte, v *float64) []byte { return strconv.AppendFloat(b, *v, 'f', -1, 64) }
	return kind[float64]{schema: s, write: write, read: func(n node, into *float64) bool {
		v, err := strconv.ParseFloat(n.digits("!!float", "!!int"), 64)
		if err != nil || !(v >= least && v <= most) {
			n.wrong(wanted, n.unquoted())
			return false
		}
		*into = v
		return true
	}}
}

// digits is the text of a number with one of the tags, as strconv reads it; ""
// for all else. A leading zero, octal in one version of YAML and decimal in the
// next, makes it none.
func (n node) digits(tags ...string) string {
	for _, tag := range tags {
		if n.y.Kind == yamlScalar && n.y.Tag == tag {
			v := strings.ReplaceAll(n.y.Value, "_", "")
			if bare := strings.TrimLeft(v, "+-"); len(bare) > 1 && bare[0] == '0' && bare[1] >= '0' && bare[1] <= '9' {
				return ""
			}
			return v
		}
	}
	return ""
}

// unquoted ends a problem about a number that stands in quotes.
func (n node) unquoted() string {
	if n.y.Kind == yamlScalar && n.y.Tag == "!!str" && isNumber(n.y.Value) {
		return "; write it without quotes"
	}
	return ""
}

func number[T ~int | ~int64](v T) *float64 {
	f := float64(v)
	return &f
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

const durationPattern = `^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d))*$|^[+-]?0$`

func durationSchema() schema {
	return schema{Type: []string{"string", "integer"}, Pattern: durationPattern, Maximum: number(0), Minimum: number(0)}
}

// span is a duration from least to most.
func span(least, most time.Duration) kind[time.Duration] {
	write := func(b []byte, v *time.Duration) []byte { return appendText(b, FormatDuration(*v)) }
	return kind[time.Duration]{schema: durationSchema(), write: write, read: func(n node, into *time.Duration) bool {
		v, isScalar := n.scalar()
		if !isScalar {
			n.wrong("a duration such as "+someDurations, "")
			return false
		}
		d, err := ParseDuration(v)
		switch {
		case err != nil:
			n.problem("%s", err)
		case d < least && d < 0:
			n.problem("%s is negative; allowed is %s", v, orLonger(least))
		case d < least:
			n.problem("%s is too short; allowed is %s", v, orLonger(least))
		case d > most:
			n.problem("%s is too long; allowed is %s or shorter", v, FormatDuration(most))
		default:
			*into = d
			return true
		}
		return false
	}}
}

const (
	noTime  = time.Duration(0)
	anyTime = time.Duration(math.MaxInt64)
	moment  = time.Nanosecond // the shortest duration that is one
)

func orLonger(least time.Duration) string {
	if least == moment {
		return "longer than 0s"
	}
	return FormatDuration(least) + " or longer"
}

// spanOr is a duration, which lies at part of the value, or a word that stands
// for a value of its own.
func spanOr[T comparable](least time.Duration, word string, meaning T, part func(*T) *time.Duration) kind[T] {
	k := span(least, anyTime)
	s := schema{AnyOf: []schema{k.schema, {Const: word}}}
	write := func(b []byte, v *T) []byte {
		if *v == meaning {
			return appendText(b, word)
		}
		return k.write(b, part(v))
	}
	return kind[T]{schema: s, write: write, read: func(n node, into *T) bool {
		v, isScalar := n.scalar()
		if isScalar && v == word {
			*into = meaning
			return true
		}
		if !isNumber(v) && !looksLikeDuration(v) {
			hint := ""
			if meant := suggest.Closest(v, []string{word}); meant != "" {
				hint = "; did you mean " + meant + "?"
			}
			n.problem("%s is neither %s nor a duration such as %s%s", n.came(), word, someDurations, hint)
			return false
		}
		var plain T
		if !k.read(n, part(&plain)) {
			return false
		}
		*into = plain
		return true
	}}
}

// runningTime is how long a job runs.
func runningTime() kind[time.Duration] {
	return spanOr(noTime, "forever", Forever, func(d *time.Duration) *time.Duration { return d })
}

// instant is a moment: a duration from the clock's start, or a UTC time.
func instant() kind[clock.Instant] {
	s := schema{AnyOf: []schema{durationSchema(), timeSchema()}, Examples: []any{"+40s", "-30d", "2018-12-17T12:55:00"}}
	write := func(b []byte, v *clock.Instant) []byte { return appendText(b, v.Exact()) }
	return kind[clock.Instant]{schema: s, write: write, read: func(n node, into *clock.Instant) bool {
		v, isScalar := n.scalar()
		if !isScalar {
			n.problem("%s is %s", n.came(), n.r.countedFrom(noInstant))
			return false
		}
		i, err := ParseInstant(v, n.r.start)
		if err != nil {
			n.problem("%s", n.r.countedFrom(err.Error()))
			return false
		}
		*into = i
		return true
	}}
}

func timeSchema() schema {
	return schema{
		Type:    []string{"string"},
		Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?$`,
	}
}

// optional is a value whose absence is told from its zero.
func optional[T any](k kind[T]) kind[*T] {
	return kind[*T]{schema: k.schema, absent: k.absent, write: writeOptional(k.write), read: func(n node, into **T) bool {
		v := new(T)
		if !k.read(n, v) {
			return false
		}
		*into = v
		return true
	}}
}

// nullable is a value that may be null, which is the same as absent.
func nullable[T any](k kind[T]) kind[T] {
	k.absent = true
	k.schema.Type = append(k.schema.Type, "null")
	return k
}
