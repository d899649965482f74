package scenario

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Overrides are values of a scenario's seed, clock and compat that take the place of those
// of every file that is parsed with them. The zero value has none. Overrides are equal if
// their values are written alike.
type Overrides struct {
	lines string // «key=value» each, in order of the keys
}

// overridable is the table of the keys that can be overridden.
var overridable = sync.OnceValue(func() format.Kind[root] { //nolint:gochecknoglobals // nothing changes it
	ob := rootObject()
	ob.Name, ob.Noun = "overrides", "an override"
	format.SelectKeys(&ob, "seed", "clock", "compat", "auth")
	return ob.Kind()
})

// With returns the overrides with another value. The key is a path in the file, such as
// clock.mode, and the value is written as there. The error says what is allowed.
func (o Overrides) With(key, value string) (Overrides, error) {
	_, err := format.Read([]byte("{}"), overridable(), format.Options{
		Start: clock.DefaultStart(), Settings: []format.Setting{{Path: pathOf(key), Text: value}},
	})
	if problems := (format.Problems{}); errors.As(err, &problems) {
		return o, errors.New(problems[0].Text)
	}
	line := key + "=" + value
	at := 0
	lines := o.split()
	for at < len(lines) && keyOf(lines[at]) < key {
		at++
	}
	if at < len(lines) && keyOf(lines[at]) == key {
		lines[at] = line
	} else {
		lines = slices.Insert(lines, at, line)
	}
	return Overrides{strings.Join(lines, "\n")}, nil
}

// pathOf splits the path of a key. Only the first dot separates: no key has one.
func pathOf(key string) []string { return strings.SplitN(key, ".", 2) }

func keyOf(line string) string {
	key, _, _ := strings.Cut(line, "=")
	return key
}

// Has reports whether there is a value for a key.
func (o Overrides) Has(key string) bool {
	return slices.ContainsFunc(o.split(), func(line string) bool { return keyOf(line) == key })
}

// split returns the lines.
func (o Overrides) split() []string {
	if o.lines == "" {
		return nil
	}
	return strings.Split(o.lines, "\n")
}

// String returns the overrides on one line, as «clock.mode=realtime, seed=7».
func (o Overrides) String() string { return strings.Join(o.split(), ", ") }

// All yields the path of each key, and its value as it is written.
func (o Overrides) All() iter.Seq2[[]string, string] {
	return func(yield func([]string, string) bool) {
		for _, line := range o.split() {
			key, value, _ := strings.Cut(line, "=")
			if !yield(pathOf(key), value) {
				return
			}
		}
	}
}

// settings returns the overrides for a read.
func (o Overrides) settings() []format.Setting {
	var settings []format.Setting
	for path, value := range o.All() {
		settings = append(settings, format.Setting{Path: path, Text: value})
	}
	return settings
}

// MarshalText returns one line for each value: «key=value».
func (o Overrides) MarshalText() ([]byte, error) { return []byte(o.lines), nil }

// UnmarshalText is the reverse of MarshalText.
func (o *Overrides) UnmarshalText(text []byte) error {
	read := Overrides{}
	for _, line := range (Overrides{string(text)}).split() {
		key, value, _ := strings.Cut(line, "=")
		var err error
		if read, err = read.With(key, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	*o = read
	return nil
}

// OverridesKind returns the kind of overrides in a snapshot: a mapping of keys to values.
func OverridesKind() format.Kind[Overrides] {
	name, value := format.Identifier("a key such as clock.mode", ".", 64), format.Line(64)
	name.Schema.Pattern = "^(seed|clock\\.(start|mode|step|rate)|compat\\.[A-Za-z]+)$"
	mapping := params("a mapping of overridden keys", name, value,
		func(key format.Node) bool { return name.Read(key, new(string)) }, func(key string) string { return key })
	k := format.Kind[Overrides]{NullIsAbsent: true, Schema: mapping.Schema}
	k.Write = func(b []byte, o *Overrides) []byte {
		var list []Param
		for _, line := range o.split() {
			key, value, _ := strings.Cut(line, "=")
			list = append(list, Param{key, value})
		}
		return mapping.Write(b, &list)
	}
	k.Read = func(n format.Node, into *Overrides) bool {
		var list []Param
		if !mapping.Read(n, &list) {
			return false
		}
		*into = Overrides{}
		for _, p := range list {
			var err error
			if *into, err = into.With(p.Name, p.Value); err != nil {
				n.Problem("%s: %s", p.Name, err)
				return false
			}
		}
		return true
	}
	return k
}
