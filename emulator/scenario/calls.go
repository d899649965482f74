package scenario

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// maxCalls bounds call numbers.
const maxCalls = 1_000_000_000

// Includes reports whether the n-th matching call, counted from 1, is hit.
func (c Calls) Includes(n int) bool {
	switch {
	case c.Numbers != nil:
		_, found := slices.BinarySearch(c.Numbers, n)
		return found
	case n < c.First || c.Last > 0 && n > c.Last:
		return false
	default:
		return c.Every == 0 || n%c.Every == 0
	}
}

// all reports whether every call is hit.
func (c Calls) all() bool {
	return c.Numbers == nil && c.First == 0 && c.Last == 0 && c.Every == 0
}

// calls returns the kind of a choice of calls: 3, [1, 4], "2-5", "3-" or "every 5".
func calls() format.Kind[Calls] {
	one := format.Integer(1, maxCalls)
	several := format.NonEmpty(format.List("numbers of calls", one))
	several.Schema.Type = []string{"array"}
	const number = "([1-9][0-9]{0,8}|1000000000)" // up to maxCalls
	s := format.AnyOf(one.Schema, several.Schema,
		format.Schema{Type: []string{"string"}, Pattern: "^( *" + number + " *| *" + number + " *- *(" + number + " *)?|every +" + number + " *)$"})
	write := func(b []byte, c *Calls) []byte {
		if len(c.Numbers) > 1 {
			return several.Write(b, &c.Numbers)
		}
		return c.append(b)
	}
	return format.Kind[Calls]{Schema: s, Write: write, Read: func(n format.Node, into *Calls) bool {
		if n.IsList() {
			if !several.Read(n, &into.Numbers) {
				return false
			}
			slices.Sort(into.Numbers)
			into.Numbers = slices.Compact(into.Numbers)
			return true
		}
		v, _ := n.Scalar()
		if f, err := strconv.ParseFloat(v, 64); n.IsNumber() && err == nil && strings.ContainsAny(v, ".eE") && f == math.Trunc(f) && f <= maxCalls {
			v = strconv.Itoa(int(f)) // 5.0 is a whole number
		}
		c, ok := parseCalls(v)
		if !ok {
			n.Mismatch(`a choice of calls, which are counted from 1`, zerosHint(v)+` (3, [1, 4], "2-5", "3-" or "every 5")`)
			return false
		}
		*into = c
		return true
	}}
}

// append appends calls in the format of a scenario; null means all of them.
func (c *Calls) append(b []byte) []byte {
	switch {
	case len(c.Numbers) == 1:
		return strconv.AppendInt(b, int64(c.Numbers[0]), 10)
	case c.Every > 0:
		return fmt.Appendf(b, `"every %d"`, c.Every)
	case c.Last > 0:
		return fmt.Appendf(b, `"%d-%d"`, max(1, c.First), c.Last)
	case c.First > 0:
		return fmt.Appendf(b, `"%d-"`, c.First)
	default:
		return append(b, "null"...)
	}
}

func parseCalls(s string) (c Calls, ok bool) {
	first, last, isRange := strings.Cut(s, "-")
	every, isEvery := strings.CutPrefix(s, "every ")
	switch {
	case isEvery:
		c.Every, ok = parseCall(every)
	case !isRange:
		c.Numbers = make([]int, 1)
		c.Numbers[0], ok = parseCall(s)
	default:
		if c.First, ok = parseCall(first); !ok || strings.TrimSpace(last) == "" {
			return c, ok
		}
		c.Last, ok = parseCall(last)
		ok = ok && c.First <= c.Last
	}
	return c, ok
}

func parseCall(s string) (int, bool) {
	s = strings.Trim(s, " ")
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= maxCalls && s[0] != '0'
}

// zerosHint returns a hint for a problem with a choice of calls in which a number has
// leading zeros.
func zerosHint(calls string) string {
	numbers := strings.FieldsFunc(calls, func(r rune) bool { return r < '0' || r > '9' })
	if slices.ContainsFunc(numbers, func(s string) bool { return len(s) > 1 && s[0] == '0' }) {
		return "; write it without leading zeros"
	}
	return ""
}
