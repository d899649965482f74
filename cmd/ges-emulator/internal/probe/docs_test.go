package probe_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
)

// The column «probe» of docs/fidelity.md names every probe, and none that is not there;
// a rule without one has a reason that the page explains.
func TestFidelityPageNamesTheProbes(t *testing.T) {
	data, err := os.ReadFile("../../../../docs/fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("probe `([a-z0-9-]+)`").FindAllStringSubmatch(page, -1) {
		named[m[1]] = true
	}
	rules, probed, inTable := 0, 0, false
	for n, line := range strings.Split(page, "\n") {
		if !strings.HasPrefix(line, "|") {
			inTable = false
			continue
		}
		if strings.HasSuffix(line, "| probe |") {
			inTable = true
			continue
		}
		if !inTable || strings.HasPrefix(line, "|---") {
			continue
		}
		rules++
		cells := strings.Split(strings.TrimSuffix(line, " |"), " | ")
		cell := cells[len(cells)-1]
		if reason, none := strings.CutPrefix(cell, "none: "); none {
			if !strings.Contains(page, "*"+reason+"*,") {
				t.Errorf("docs/fidelity.md:%d: the reason %q is not explained", n+1, reason)
			}
			continue
		}
		probed++
		for _, name := range strings.Split(cell, ", ") {
			named[strings.Trim(name, "`")] = true
		}
	}
	table := probe.Table()
	for i := range table {
		if !named[table[i].Name] {
			t.Errorf("docs/fidelity.md does not name the probe %s", table[i].Name)
		}
	}
	for name := range named {
		if !slices.ContainsFunc(table, func(p probe.Probe) bool { return p.Name == name }) {
			t.Errorf("docs/fidelity.md names a probe %q, which is not there", name)
		}
	}
	reality, err := os.ReadFile("../../../../docs/reality.md")
	if want := fmt.Sprintf("\n%d rules: ", len(table)); err != nil || !strings.Contains(string(reality), want) {
		t.Errorf("docs/reality.md has no report of %q: %v", want, err)
	}
	t.Logf("%d rules, %d with a probe; %d probes", rules, probed, len(table))
}

// A row says all that a reader of a report needs.
func TestTableIsComplete(t *testing.T) {
	seen := map[string]bool{}
	table := probe.Table()
	for i := range table {
		p := &table[i]
		if p.Name == "" || p.Rule == "" || p.Sees == "" || seen[p.Name] {
			t.Errorf("probe %d: %+v", i, *p)
		}
		seen[p.Name] = true
		for _, call := range p.Calls {
			if !strings.HasPrefix(call.Path, "{v") && !strings.HasPrefix(call.Path, "/{v") && !strings.HasPrefix(call.Path, "/v1.0/{badProject}/") {
				t.Errorf("%s calls %s", p.Name, call.Path)
			}
		}
	}
}
