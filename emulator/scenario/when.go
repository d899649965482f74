package scenario

import (
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

func whenObject() object[Fault] {
	return object[Fault]{
		name: "when", noun: "a condition (when)",
		doc:   "The calls that a fault hits. All that is given must hold.",
		blank: Fault{From: clock.Min, Until: clock.Never},
		fields: []field[Fault]{
			key("query", queryParams(), func(f *Fault) *[]Param { return &f.Query },
				"Query parameters and their exact values; an empty value is an absent parameter.").like(map[string]string{"graphName": "test1217"}),
			key("header", headers(requestHeader), func(f *Fault) *[]Param { return &f.Header },
				"Request headers and their exact values.").like(map[string]string{"X-Auth-Token": "old"}),
			key("calls", calls(), func(f *Fault) *Calls { return &f.Calls },
				"Which of the calls that fit the other conditions, counted per project from 1: a number, a list of numbers, \"2-5\", \"3-\" or \"every 5\".").
				like(3, []int{1, 4}, "2-5", "3-", "every 5"),
			key("from", instant(), func(f *Fault) *clock.Instant { return &f.From },
				"The first moment of virtual time: a duration from clock.start, or a UTC time."),
			key("until", instant(), func(f *Fault) *clock.Instant { return &f.Until },
				"The end of that time, not included."),
			key("chance", optional(decimal(0, 1)), func(f *Fault) **float64 { return &f.Chance },
				"The share of the calls, 0 to 1, drawn from the seed: in every run it hits the same calls.").like(0.1),
		},
		check: func(m mapping, f *Fault) {
			if m.good("from") && m.good("until") && f.From >= f.Until {
				m.problem("until", "%s is not after from, %s: no call could be hit", m.shown("until"), m.shown("from"))
			}
		},
	}
}

// requestHeader says which header no condition can look at: Go keeps it apart.
func requestHeader(name string) string {
	if strings.EqualFold(name, "Host") {
		return "it is the address that was called, not a header"
	}
	return ""
}

// The query parameters of the emulated call (vendor's page). graph_name is
// graphName as the vendor's SDKs and newer pages write it.
const (
	graphNameParam    = "graphName"
	graphNameSDKParam = "graph_name"
)

// queryParams are conditions on query parameters. They name a parameter as the
// page does, whichever way the file writes it.
func queryParams() kind[[]Param] {
	name := words("a query parameter", "offset", "limit", "status", graphNameParam, graphNameSDKParam, "startTime", "endTime")
	fold := func(name string) string {
		if name == graphNameSDKParam {
			return graphNameParam
		}
		return name
	}
	k := params("a mapping of query parameters", name, prose(1024),
		func(key node) bool { return name.read(key, new(string)) }, fold)
	read := k.read
	k.read = func(n node, into *[]Param) bool {
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
