package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// TestDocsNameFlagsThatAre holds the pages about running it to the flags and
// variables that there are.
func TestDocsNameFlagsThatAre(t *testing.T) {
	parser := newParser(streams{})
	flags := map[string]bool{"--cacert": true} // curl's
	for _, node := range parser.Model.Children {
		for _, name := range flagNames(node) {
			flags[name] = true
		}
	}
	for _, page := range []string{"docs/security.md", "docs/operations.md", "docs/state.md", "docs/reality.md"} {
		text := repositoryFile(t, page)
		for _, flag := range regexp.MustCompile("--[a-z][a-z-]*").FindAllString(text, -1) {
			if !flags[flag] {
				t.Errorf("%s: there is no flag %s", page, flag)
			}
		}
		for _, variable := range regexp.MustCompile("GES_EMULATOR_[A-Z_]+").FindAllString(text, -1) {
			flag := "--" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "GES_EMULATOR_"), "_", "-"))
			if !flags[flag] && !slices.Contains(clientVariables(), variable) {
				t.Errorf("%s: there is no variable %s", page, variable)
			}
		}
	}
}

// TestEveryFlagOfServeHasItsVariable holds the rule by which variables are named.
func TestEveryFlagOfServeHasItsVariable(t *testing.T) {
	parser := newParser(streams{})
	node := parser.Model.Children[slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == "serve" })]
	if len(node.Flags) < 10 {
		t.Fatalf("serve has %d flags", len(node.Flags))
	}
	for _, f := range node.Flags {
		want := "GES_EMULATOR_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if !slices.Equal(f.Tag.Envs, []string{want}) {
			t.Errorf("--%s: the variables are %v, want %s", f.Name, f.Tag.Envs, want)
		}
	}
}

// TestDocsNameTheMetrics compares the table of metrics with what is served.
func TestDocsNameTheMetrics(t *testing.T) {
	m := newMetrics()
	e, err := emulator.New()
	if err != nil {
		t.Fatal(err)
	}
	m.collectStats(e)
	m.observe(emulator.CallInfo{Operation: "ListJobs", Status: 200})
	families, err := prometheus.Gatherers{m.registry}.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var served, documented []string
	for _, f := range families {
		if strings.HasPrefix(f.GetName(), "ges_emulator_") {
			served = append(served, f.GetName())
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(ges_emulator_[a-z_]+)`").FindAllStringSubmatch(repositoryFile(t, "docs/operations.md"), -1) {
		documented = append(documented, row[1])
	}
	slices.Sort(documented)
	if !slices.Equal(served, documented) {
		t.Errorf("served     %v\ndocumented %v", served, documented)
	}
}
