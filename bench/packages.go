package main

import (
	"fmt"
	"strconv"
	"strings"
)

// figure is one line of go test -bench.
type figure struct {
	line  string
	share float64 // x/target: below 1 the target is met; 0 when it has none
	alike int     // how many lines it stands for
}

// condense keeps of the lines of go test -bench that differ only in the middle
// of their names the worst against its target, and says how many there were.
func condense(out string) string {
	worst := map[string]*figure{}
	var order []string
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 3 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		group, share := groupOf(fields[0]), shareOf(fields)
		f := worst[group]
		if f == nil {
			f = &figure{line: line, share: share}
			worst[group] = f
			order = append(order, group)
		}
		if f.alike++; share > f.share {
			f.line, f.share = line, share
		}
	}
	var s strings.Builder
	for _, group := range order {
		f := worst[group]
		if f.alike > 1 {
			fmt.Fprintf(&s, "the worst of %d of %s:\n", f.alike, group)
		}
		s.WriteString(f.line)
	}
	return s.String()
}

// groupOf is the ends of a benchmark's name: BenchmarkQuery/1000/graph/fresh-2
// is one of BenchmarkQuery/…/fresh-2.
func groupOf(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) < 3 {
		return name
	}
	return parts[0] + "/…/" + parts[len(parts)-1]
}

// shareOf is the number before x/target.
func shareOf(fields []string) float64 {
	for i, unit := range fields {
		if unit == "x/target" {
			share, _ := strconv.ParseFloat(fields[i-1], 64) // go test wrote it
			return share
		}
	}
	return 0
}
