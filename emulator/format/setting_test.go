package format_test

import (
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// settable is a mapping in which a key is in a mapping of its own.
type settable struct {
	Name string
	In   inner
	Also inner
}

type inner struct{ A, B int }

func settableKind() format.Kind[settable] {
	in := format.Object[inner]{
		Name: "inner", Noun: "an inner",
		Fields: []format.Field[inner]{
			format.Key("a", format.Integer(0, 99), func(i *inner) *int { return &i.A }, "A."),
			format.Key("b", format.Integer(0, 99), func(i *inner) *int { return &i.B }, "B."),
		},
	}.Kind()
	return format.Object[settable]{
		Name: "settable", Noun: "a settable",
		Fields: []format.Field[settable]{
			format.Key("name", format.Line(9), func(s *settable) *string { return &s.Name }, "Name."),
			format.Key("in", in, func(s *settable) *inner { return &s.In }, "In."),
			format.Key("also", in, func(s *settable) *inner { return &s.Also }, "Also."),
		},
	}.Kind()
}

// A setting takes the place of the document's value wherever that comes from, and of
// nothing else.
func TestSettings(t *testing.T) {
	settings := []format.Setting{{Path: []string{"in", "a"}, Text: "7"}, {Path: []string{"name"}, Text: "set"}}
	want := settable{Name: "set", In: inner{A: 7}}
	withB, withAlso := want, want
	withB.In.B = 2
	withAlso.In.B, withAlso.Also = 2, inner{1, 2}
	for text, want := range map[string]settable{
		"{}":                                    want,
		"in:":                                   want,
		"in: {}":                                want,
		"name: x\nin: {a: 1}":                   want,
		`{"name": "x", "in": {"a": 1}}`:         want,
		"in: {a: none, b: 2}":                   withB,
		"in: {b: 2, a: 1}":                      withB,
		`{"in": {"a": 1, "b": 2}}`:              withB,
		"in: &x {a: 1, b: 2}\nalso: *x":         withAlso,
		"also: &x {a: 1, b: 2}\nin: *x":         withAlso,
		"<<: {in: {a: 1, b: 2}}":                withB,
		"<<: {in: {a: 1, b: 2}}\nname: x":       withB,
		"also: &x {a: 1, b: 2}\nin: {<<: *x}\n": withAlso,
		"also: &x {a: 1, b: 2}\nin: {<<: [{b: 2}, *x]}\nname: x\n": withAlso,
		"name: &k in\n*k : {a: 1, b: 2}":                           withB,
		"name: &in also\n*in : {a: 1, b: 2}":                       {Name: "set", In: inner{A: 7}, Also: inner{1, 2}},
	} {
		got, err := format.Read([]byte(text), settableKind(), format.Options{File: "f", Settings: settings})
		if err != nil || got != want {
			t.Errorf("%s\nis %+v (%v), want %+v", text, got, err, want)
		}
	}
}

// Whatever else is wrong with a document is reported once.
func TestSettingsAndProblems(t *testing.T) {
	for text, want := range map[string]string{
		"in: 3":                    `f:1:5: in: 3 is not an inner; it has the keys a, b`,
		"[1]":                      `f:1:1: a list is not a settable; it has the keys name, in, also`,
		"in: {b: x}":               `f:1:9: in.b: "x" is not a whole number from 0 to 99`,
		"in: {<<: 3}":              `f:1:10: in: 3 is not a mapping, or a list of mappings, to merge (<<)`,
		"in: {a: 1, a: 2}":         `f:1:12: in.a: "a" is given twice; its first value is at 1:9`,
		"name: y\nim: {a: 1}\n":    `f:2:1: im: "im" is not a key of a settable; did you mean in? (name, in, also)`,
		`{"in": {"a": 1, "c": 2}}`: `f:1:17: in.c: "c" is not a key of an inner (a, b)`,
	} {
		_, err := format.Read([]byte(text), settableKind(), format.Options{File: "f", Settings: []format.Setting{{Path: []string{"in", "a"}, Text: "7"}}})
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngave %v\nwant %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"x": `"x" is not a whole`, "": "an empty value is not", "null": "null is not", "[1]": `"[1]" is not`, "1.5": "1.5 is not",
		"100": "100 is not a whole number from 0 to 99", "007": "without leading zeros", "5\nname: x": "is not a whole", "<<": `"<<" is not`,
	} {
		_, err := format.Read([]byte("{}"), settableKind(), format.Options{File: "f", Settings: []format.Setting{{Path: []string{"in", "a"}, Text: text}}})
		if err == nil || !strings.HasPrefix(err.Error(), "f:1:1: in.a: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s gave %v, want %s", text, err, want)
		}
	}
}
