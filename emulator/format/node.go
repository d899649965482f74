package format

import (
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// Node is one value of a document.
type Node struct {
	r  *reader
	v  *value   // never an alias
	at position // for problems; of an alias, the position of the alias itself
}

// node returns a value of the document, with aliases resolved.
func (r *reader) node(v *value) Node {
	at := v.at
	if v.kind == aliasValue {
		v = v.yaml.alias
	}
	return Node{r, v, at}
}

// Problem reports a problem with the value.
func (n Node) Problem(format string, args ...any) { n.r.problem(n.at, format, args...) }

// Mismatch reports that the value is not what is expected: «"sucess" is not an outcome».
// more is appended unchanged.
func (n Node) Mismatch(expected, more string) {
	n.Problem("%s is not %s%s", n.Describe(), expected, more)
}

// IsMapping reports whether the value is a mapping.
func (n Node) IsMapping() bool { return n.v.kind == mappingValue }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.v.kind == listValue }

// IsScalar reports whether the value is neither a mapping nor a list.
func (n Node) IsScalar() bool { return n.v.kind < listValue }

// IsNumber reports whether the value is a number.
func (n Node) IsNumber() bool {
	return n.v.kind == intValue || n.v.kind == floatValue
}

// isNull reports whether the value is empty, or null.
func (n Node) isNull() bool { return n.v.kind == nullValue }

// isBareJSON reports whether the value is a number or a boolean of a JSON document.
func (n Node) isBareJSON() bool { return n.r.isJSON && n.v.kind != textValue }

// isMerge reports whether the value is the key << of a mapping.
func (n Node) isMerge() bool { return n.v.kind == mergeKey }

// HasKey reports whether the value is a mapping with a key of its own, a merged one
// aside.
func (n Node) HasKey(name string) bool {
	for i := 0; n.IsMapping() && i+1 < len(n.v.content); i += 2 {
		if key := n.r.node(&n.v.content[i]); key.IsScalar() && key.Value() == name {
			return true
		}
	}
	return false
}

// Len returns the number of values in a list.
func (n Node) Len() int { return len(n.v.content) }

// Value returns the text of a scalar or of a key, whatever its type.
func (n Node) Value() string { return n.v.text }

// Scalar returns the text of a value that is neither a list, a mapping nor null. A number
// or a boolean is returned as written.
func (n Node) Scalar() (text string, ok bool) {
	if !n.IsScalar() || n.isNull() || n.hasForeignTag() {
		return "", false
	}
	return n.v.text, true
}

// Describe returns the value as shown in problems.
func (n Node) Describe() string {
	switch {
	case n.hasForeignTag():
		return "a value with the tag " + Shorten(n.v.yaml.tag)
	case n.IsMapping():
		return "a mapping"
	case n.IsList():
		return "a list"
	case n.isNull() && n.v.text == "":
		return "an empty value"
	case n.v.kind == textValue:
		return Quote(n.v.text)
	default:
		return Shorten(n.v.text)
	}
}

// hasForeignTag reports whether the value has an explicit tag of a type that JSON does
// not have.
func (n Node) hasForeignTag() bool { return n.v.yaml != nil && n.v.yaml.tag != "" }

// Wall returns the wall clock time of this read.
func (n Node) Wall() time.Time { return n.r.Wall }

// Start returns the moment to which durations instead of a time are relative.
func (n Node) Start() clock.Instant { return n.r.Start }

// FromNow reports whether Start is now rather than the start of a clock.
func (n Node) FromNow() bool { return n.r.FromNow }

// SetStart sets the moment to which durations instead of a time are relative, for
// everything that is read from now on.
func (n Node) SetStart(start clock.Instant) { n.r.Start = start }

// NewScope starts a scope of unique values again: see [Mapping.Unique].
func (n Node) NewScope(scope string) { delete(n.r.claimed, scope) }

const shownRunes = 60

// Shorten truncates a long text for a problem.
func Shorten(s string) string {
	if runes := []rune(s[:min(len(s), 4*shownRunes+4)]); len(runes) > shownRunes {
		return string(runes[:shownRunes]) + "…"
	}
	return s
}

// Quote returns a text in quotes, truncated if it is long.
func Quote(s string) string { return strconv.Quote(Shorten(s)) }

// isWord reports whether a key needs no quotes in a path.
func isWord(s string) bool {
	return s != "" && len(s) <= shownRunes && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
