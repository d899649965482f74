package format

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Integer returns the kind of an integer from minimum to maximum.
func Integer[T ~int | ~int64](minimum, maximum T) Kind[T] {
	s := Schema{Type: []string{"integer"}, Minimum: limit(minimum), Maximum: limit(maximum)}
	expected := "a whole number"
	if int64(minimum) != math.MinInt64 {
		expected = fmt.Sprintf("a whole number from %d to %d", minimum, maximum)
	}
	write := func(b []byte, v *T) []byte { return strconv.AppendInt(b, int64(*v), 10) }
	return Kind[T]{Schema: s, Write: write, Read: func(n Node, into *T) bool {
		v, ok := n.integer()
		if !ok || v < int64(minimum) || v > int64(maximum) {
			n.Mismatch(expected, n.numberHint())
			return false
		}
		*into = T(v)
		return true
	}}
}

// maxCount is the maximum count in a document from outside, so that counting can continue
// without overflow.
const maxCount = math.MaxInt / 2

// Count returns the kind of a count.
func Count() Kind[int] {
	k := Integer(0, math.MaxInt)
	k.Schema.Maximum = limit(maxCount)
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

// Number returns the kind of a number from minimum to maximum; NaN is not allowed.
func Number(minimum, maximum float64) Kind[float64] {
	expected := fmt.Sprintf("a number from %s to %s", NumberText(minimum), NumberText(maximum))
	s := Schema{Type: []string{"number"}, Minimum: json.Number(NumberText(minimum)), Maximum: json.Number(NumberText(maximum))}
	write := func(b []byte, v *float64) []byte { return strconv.AppendFloat(b, *v, 'f', -1, 64) }
	return Kind[float64]{Schema: s, Write: write, Read: func(n Node, into *float64) bool {
		v, err := strconv.ParseFloat(n.digits(floatValue, intValue), 64)
		if err != nil || !(v >= minimum && v <= maximum) {
			n.Mismatch(expected, n.numberHint())
			return false
		}
		*into = v
		return true
	}}
}

// Version returns the kind of the version of a format that has only one.
func Version(only int) Kind[int] {
	digits := strconv.Itoa(only)
	write := func(b []byte, _ *int) []byte { return append(b, digits...) }
	return Kind[int]{Schema: Schema{Const: only}, Write: write, Read: func(n Node, into *int) bool {
		if v, ok := n.integer(); !ok || v != int64(only) {
			n.Mismatch("a version of the format", "; the only one is "+digits)
			return false
		}
		*into = only
		return true
	}}
}

// integer returns the value of an integer, which JSON may write as 5.0 or 5e3 too; such a
// number is exact up to 2^53.
func (n Node) integer() (int64, bool) {
	if digits := n.digits(floatValue); digits != "" {
		f, err := strconv.ParseFloat(digits, 64)
		return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) <= 1<<53
	}
	v, err := strconv.ParseInt(n.digits(intValue), 0, 64)
	return v, err == nil
}

// digits returns the text of a number of one of the kinds in the syntax of strconv, or
// "". Numbers with leading zeros are not accepted, as they are octal in one version of
// YAML and decimal in the next.
func (n Node) digits(kinds ...valueKind) string {
	if !slices.Contains(kinds, n.v.kind) || hasLeadingZero(n.v.text) {
		return ""
	}
	return strings.ReplaceAll(n.v.text, "_", "")
}

// hasLeadingZero reports whether a number has leading zeros.
func hasLeadingZero(number string) bool {
	bare := strings.TrimLeft(strings.ReplaceAll(number, "_", ""), "+-")
	return len(bare) > 1 && bare[0] == '0' && bare[1] >= '0' && bare[1] <= '9'
}

// numberHint returns the end of a problem with a value that is almost a number: one in
// quotes, or with leading zeros.
func (n Node) numberHint() string {
	isQuoted := n.v.kind == textValue && isNumber(n.v.text)
	switch hasZero := hasLeadingZero(n.v.text); {
	case isQuoted && hasZero:
		return "; write it without quotes and leading zeros"
	case isQuoted:
		return "; write it without quotes"
	case hasZero && n.IsNumber():
		return "; write it without leading zeros"
	}
	return ""
}

// isNumber reports whether a text is a decimal number.
func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "0123456789+-.eE") == ""
}

func limit[T ~int | ~int64](v T) json.Number { return json.Number(strconv.FormatInt(int64(v), 10)) }

// NumberText formats a number without an exponent.
func NumberText(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
