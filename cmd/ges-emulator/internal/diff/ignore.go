package diff

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Ignore is a list of differences that are known and left out of a report.
type Ignore struct {
	entries []entry
	today   string // as yyyy-MM-dd
}

// entry is one of them.
type entry struct {
	Operation string // "": any
	Field     string // a path such as jobList[*].failReason, with * for any part; "": any
	Kind      Kind   // "": any
	Why       string
	Until     string // the last day on which it is left out; "": always

	used bool
}

// ParseIgnore reads a list of differences. The error is [format.Problems].
func ParseIgnore(file string, data []byte, now time.Time) (*Ignore, error) {
	list, err := format.Read(data, format.List("known differences", entryObject().Kind()), format.Options{File: file})
	if err != nil {
		return nil, err
	}
	return &Ignore{entries: list, today: now.UTC().Format(time.DateOnly)}, nil
}

func entryObject() format.Object[entry] {
	return format.Object[entry]{
		Name: "ignore", Noun: "a known difference",
		Doc: "A difference that is known and left out.",
		Fields: []format.Field[entry]{
			format.Key("operation", operationKind(), func(e *entry) *string { return &e.Operation }, "The operation. Default: any."),
			format.Key("field", format.Line(maxField), func(e *entry) *string { return &e.Field },
				"The field or the header, as a report names it; * stands for any part of it, [*] for any element. Default: any.").Examples("jobList[*].failReason"),
			format.Key("kind", format.Enum("a kind of difference", Status, Header, Type, Null, Absent, Count, Order, Value, Failure), func(e *entry) *Kind { return &e.Kind },
				"What differs, as a report names it. Default: any."),
			format.Key("why", format.Line(maxValue), func(e *entry) *string { return &e.Why }, "Why it is left out.").Required(),
			format.Key("until", dayKind(), func(e *entry) *string { return &e.Until }, "The last day on which it is left out. Default: it always is."),
		},
	}
}

// maxField is how long a field of an entry is at most, in characters.
const maxField = 200

func operationKind() format.Kind[string] {
	var names []string
	for _, id := range ges.OperationIDs() {
		names = append(names, string(id))
	}
	return format.Choice("an operation", names, names)
}

func dayKind() format.Kind[string] {
	isDay := func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	}
	return format.Text("a day such as 2026-12-31", isDay, format.Schema{})
}

// covers reports whether a difference is left out. One whose day has passed is not, and
// says so.
func (i *Ignore) covers(d *Difference) bool {
	if i == nil {
		return false
	}
	for k := range i.entries {
		e := &i.entries[k]
		if e.Operation != "" && e.Operation != d.Operation || !e.matches(d) {
			continue
		}
		e.used = true
		if e.Until == "" || i.today <= e.Until {
			return true
		}
		d.Expired = fmt.Sprintf("until %s: %s", e.Until, e.Why)
	}
	return false
}

// index is the place of an element in a path.
var index = regexp.MustCompile(`\[\d+\]`)

func (e *entry) matches(d *Difference) bool {
	if e.Kind != "" && e.Kind != d.Kind {
		return false
	}
	return e.Field == "" || wildcard(strings.ReplaceAll(e.Field, "[*]", "[]"), index.ReplaceAllString(d.Field, "[]")) || wildcard(e.Field, d.Field)
}

// wildcard reports whether a text is a pattern's, in which * stands for any part.
func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}

// Unused describes the entries that no difference met.
func (i *Ignore) Unused() []string {
	var list []string
	if i == nil {
		return nil
	}
	for k := range i.entries {
		if e := &i.entries[k]; !e.used {
			list = append(list, strings.Join(strings.Fields(e.Operation+" "+string(e.Kind)+" "+e.Field), " ")+": "+e.Why)
		}
	}
	return list
}
