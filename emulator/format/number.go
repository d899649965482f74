package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Integer is a whole number from least to most.
func Integer[T ~int | ~int64](minimum, maximum T) Kind[T] {
	s := Schema{Type: []string{"integer"}}
	expected := "a whole number"
	if int64(minimum) != math.MinInt64 {
		s.Minimum, s.Maximum = limitText(minimum), limitText(maximum)
		expected = fmt.Sprintf("a whole number from %d to %d", minimum, maximum)
	}
	write := func(b []byte, v *T) []byte { return strconv.AppendInt(b, int64(*v), 10) }
	return Kind[T]{Schema: s, Write: write, Read: func(n Node, into *T) bool {
		v, err := strconv.ParseInt(n.digits("!!int"), 0, 64)
		if err != nil || v < int64(minimum) || v > int64(maximum) {
			n.Mismatch(expected, n.unquoted())
			return false
		}
		*into = T(v)
		return true
	}}
}

// maxCount bounds what a document from outside counts, so that there is room for
// more.
const maxCount = math.MaxInt / 2

// Count is a number of things that were counted.
func Count() Kind[int] {
	k := Integer(0, math.MaxInt)
	read := k.Read
	k.Read = func(n Node, into *int) bool {
		if !read(n, into) {
			return false
		}
		if *into > maxCount && !n.r.Trusted {
			n.Mismatch(fmt.Sprintf("a whole number from 0 to %d", maxCount), "")
			return false
		}
		return true
	}
	return k
}

// Number is a number from least to most; NaN is none.
func Number(minimum, maximum float64) Kind[float64] {
	expected := fmt.Sprintf("a number from %s to %s", NumberText(minimum), NumberText(maximum))
	s := Schema{Type: []string{"number"}, Minimum: &minimum, Maximum: &maximum}
	write := func(b []byte, v *float64) []byte { return strconv.AppendFloat(b, *v, 'f', -1, 64) }
	return Kind[float64]{Schema: s, Write: write, Read: func(n Node, into *float64) bool {
		v, err := strconv.ParseFloat(n.digits("!!float", "!!int"), 64)
		if err != nil || !(v >= minimum && v <= maximum) {
			n.Mismatch(expected, n.unquoted())
			return false
		}
		*into = v
		return true
	}}
}

// Version is the version of a format, of which there is one.
func Version(only int) Kind[int] {
	digits := strconv.Itoa(only)
	write := func(b []byte, _ *int) []byte { return append(b, digits...) }
	return Kind[int]{Schema: Schema{Const: only}, Write: write, Read: func(n Node, into *int) bool {
		if n.digits("!!int") != digits {
			n.Mismatch("a version of the format", "; the only one is "+digits)
			return false
		}
		*into = only
		return true
	}}
}

// digits is the text of a number with one of the tags, as strconv reads it; ""
// for all else. A number with a leading zero, which is octal in one version of
// YAML and decimal in the next, is refused.
func (n Node) digits(tags ...string) string {
	for _, tag := range tags {
		if n.IsScalar() && n.y.Tag == tag {
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
func (n Node) unquoted() string {
	if n.IsScalar() && n.y.Tag == "!!str" && isNumber(n.y.Value) {
		return "; write it without quotes"
	}
	return ""
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

func limitText[T ~int | ~int64](v T) *float64 {
	f := float64(v)
	return &f
}

// NumberText is a number without an exponent.
func NumberText(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
