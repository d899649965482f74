package scenario

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

func whenObject() format.Object[Fault] {
	return format.Object[Fault]{
		Name: "when", Noun: "a condition (when)",
		Hints: whenHints(),
		Doc:   "The calls that a fault hits. All that is given must hold.",
		Blank: Fault{From: clock.Min, Until: clock.Never},
		Fields: []format.Field[Fault]{
			format.Key("graph", graphName(), func(f *Fault) *string { return &f.Graph },
				"The name of the graph that the call is about: of the one in its path, or the one that it creates.").Examples("movies"),
			format.Key("query", queryParams(), func(f *Fault) *[]Param { return &f.Query },
				"Query parameters and their exact values; an empty value is an absent parameter.").Examples(map[string]string{"graphName": "test1217"}),
			format.Key("header", headers("it is the address that was called, not a header", "Host"), func(f *Fault) *[]Param { return &f.Header },
				"Request headers and their exact values.").Examples(map[string]string{"X-Auth-Token": "old"}),
			format.Key("calls", calls(), func(f *Fault) *Calls { return &f.Calls },
				"Which of the calls that fit the other conditions, counted per project from 1: a number, a list of numbers, \"2-5\", \"3-\" or \"every 5\".").
				Examples(3, []int{1, 4}, "2-5", "3-", "every 5"),
			format.Key("from", format.Instant(), func(f *Fault) *clock.Instant { return &f.From },
				"The first moment of virtual time: a duration from clock.start, or a UTC time."),
			format.Key("until", format.Instant(), func(f *Fault) *clock.Instant { return &f.Until },
				"The end of that time, not included."),
			format.Key("chance", format.Optional(format.Number(0, 1)), func(f *Fault) **float64 { return &f.Chance },
				"The share of the calls, 0 to 1, drawn from the seed: in every run it hits the same calls.").Examples(0.1),
		},
		Check: func(m format.Mapping, f *Fault) {
			if m.Good("from") && m.Good("until") && f.From >= f.Until {
				m.Problem("until", "%s is not after from, %s: no call could be hit", m.Text("until"), m.Text("from"))
			}
		},
	}
}

// queryParams returns the kind of conditions on query parameters of the emulated
// operations. Parameters get the name that the vendor's page uses, whichever of their
// names is in the file.
func queryParams() format.Kind[[]Param] {
	var names []string
	for _, p := range ges.EmulatedQuery() {
		names = append(names, p.V1...)
	}
	name := format.Enum("a query parameter", names...)
	fold := func(name string) string { // an unknown one is reported by its kind
		if p := ges.LookUpQuery(name); p != nil {
			return p.Name()
		}
		return name
	}
	k := params("a mapping of query parameters", name, format.Prose(1024),
		func(key format.Node) bool { return name.Read(key, new(string)) }, fold)
	read := k.Read
	k.Read = func(n format.Node, into *[]Param) bool {
		if !read(n, into) {
			return false
		}
		for i := range *into {
			(*into)[i].Name = fold((*into)[i].Name)
		}
		return true
	}
	return k
}
