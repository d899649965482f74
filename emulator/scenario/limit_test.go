package scenario_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func TestFileSizeLimit(t *testing.T) {
	data := append([]byte("version: 1\nprojects: {\"*\": {}}\n#"), bytes.Repeat([]byte("x"), scenario.MaxFileSize)...)
	problems := problemsOf(t, "big.yaml", data)
	const want = "big.yaml:1:1: the file has 67108896 bytes; at most 67108864 (64 MiB) are read"
	if problems.Error() != want {
		t.Errorf("got %v, want %s", problems, want)
	}
}

// Aliases may expand to about ten times the size of the file, and no more.
func TestAliasLimit(t *testing.T) {
	file := func(aliases int) []byte {
		const job = "      - &job {jobName: ImportGraph, relatedGraph: g, begin: 0s, outcome: failed, failReason: "
		return []byte("version: 1\nprojects:\n  \"*\":\n    jobs:\n" +
			job + strings.Repeat("x", 4000) + "}\n" + strings.Repeat("      - *job\n", aliases))
	}
	if s, err := scenario.Parse("a.yaml", file(9), wall()); err != nil || len(s.Projects[0].Jobs) != 10 {
		t.Errorf("9 aliases: %v", err)
	}
	problems := problemsOf(t, "a.yaml", file(12))
	if len(problems) != 1 || !strings.Contains(problems[0].Text, "more than 10 times the file's size") {
		t.Errorf("12 aliases: %v", problems)
	}
}

// The depth of a chain of merge keys is limited.
func TestMergeDepthLimit(t *testing.T) {
	chain := func(merges int) []byte {
		var b strings.Builder
		b.WriteString("version: 1\nprojects:\n  \"*\":\n    jobs:\n      - &j0 {jobName: StopGraph, relatedGraph: g, begin: 0s}\n")
		for i := range merges {
			fmt.Fprintf(&b, "      - &j%d {<<: *j%d}\n", i+1, i)
		}
		b.WriteString("#" + strings.Repeat("x", 10_000)) // so that the aliases are small compared with the file
		return []byte(b.String())
	}
	if s, err := scenario.Parse("a.yaml", chain(100), wall()); err != nil || len(s.Projects[0].Jobs) != 101 {
		t.Errorf("100 merges: %v", err)
	}
	if problems := problemsOf(t, "a.yaml", chain(101)); !strings.Contains(problems.Error(), "merge keys (<<) are nested more than 100 deep") {
		t.Errorf("101 merges: %v", problems)
	}
}

// Many problems and many distinct keys take time proportional to their number.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nprojects:\n")
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "  project-%d: {wrong: 1}\n", i)
	}
	if problems := problemsOf(t, "a.yaml", []byte(b.String())); len(problems) != n {
		t.Errorf("%d problems, want %d", len(problems), n)
	}
}
