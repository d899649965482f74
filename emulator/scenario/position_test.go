package scenario_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func problemsOf(t *testing.T, file string, data []byte) format.Problems {
	t.Helper()
	_, err := scenario.Parse(file, data, wall())
	problems := format.Problems(nil)
	if !errors.As(err, &problems) {
		t.Fatalf("%s: Parse gave %v, want problems", file, err)
	}
	return problems
}

// at returns the text from a problem's position on, without an opening quote.
func at(t *testing.T, data []byte, p format.Problem) string {
	t.Helper()
	lines := strings.Split(string(data), "\n")
	if p.Line < 1 || p.Line > len(lines) {
		t.Fatalf("%s: no such line", p)
	}
	line := []rune(lines[p.Line-1])
	if p.Column < 1 || p.Column > len(line)+1 {
		t.Fatalf("%s: no such column", p)
	}
	return string(line[p.Column-1:])
}

// received returns the value that a problem quotes, or "".
func received(p format.Problem) string {
	if quoted, err := strconv.QuotedPrefix(p.Text); err == nil {
		text, _ := strconv.Unquote(quoted)
		return text
	}
	word, rest, _ := strings.Cut(p.Text, " ")
	if strings.HasPrefix(rest, "is not a") && !slices.Contains([]string{"a", "an", "only"}, word) {
		return word
	}
	return ""
}

// Every problem that quotes the file points at the quoted text, and every list of problems
// is in the order of the file.
func TestProblemsPointAtTheirText(t *testing.T) {
	quoting := 0
	for _, file := range glob(t, "testdata/bad/*.yaml") {
		data := read(t, file)
		problems := problemsOf(t, file, data)
		for i, p := range problems {
			if i > 0 && (p.Line < problems[i-1].Line || p.Line == problems[i-1].Line && p.Column < problems[i-1].Column) {
				t.Errorf("%s: stands after %s", p, problems[i-1])
			}
			there, text := at(t, data, p), strings.TrimSuffix(received(p), "…")
			if strings.Contains(there, "*word") || text == "" || strings.ContainsAny(text, "\t\n\a") {
				continue // an alias, not quoted, or escaped in the file
			}
			quoting++
			if !strings.HasPrefix(strings.TrimLeft(there, `"'`), text) {
				t.Errorf("%s: points at %s", p, there)
			}
		}
	}
	if quoting < 100 {
		t.Errorf("only %d problems quote the file: what came is no longer recognised", quoting)
	}
}

// The other problems point at the positions in marks, one problem for each file.
func TestProblemPositions(t *testing.T) {
	const head = "version: 1\nprojects: {\"*\": {}}\n"
	for name, text := range map[string]string{
		"empty value":        "version: 1\nname:«\nprojects: {\"*\": {}}\n",
		"missing key, block": "version: 1\nprojects:\n  \"*\":\n    jobs:\n      - «jobName: StopGraph\n        begin: 0s\n",
		"missing key, flow":  "version: 1\nprojects: {\"*\": {jobs: [«{jobName: StopGraph, begin: 0s}]}}\n",
		"missing root key":   "«name: a\nprojects: {\"*\": {}}\n",
		"after an umlaut":    "version: 1\nprojects: {\"*\": {jobs: [{relatedGraph: größe, jobName: «Stop, begin: 0s}]}}\n",
		"carriage returns":   "version: 1\r\nprojects: {\"*\": {}}\r\nseed: «x\r\n",
		"literal block":      head + "seed: «|\n  1\n",
		"list for a word":    head + "name: «[a]\n",
		"second document":    head + "«---\nversion: 1\n",
		"wrong alias":        head + "name: &a abc\nseed: «*a\n",
		"no effect":          head + "faults:\n  - «name: a\n",
		"unclosed list":      head + "faults: [\n«",
		"undefined alias":    head + "seed: «*a\n",
	} {
		before, _, _ := strings.Cut(text, "«")
		line := strings.Count(before, "\n") + 1
		column := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
		if name == "unclosed list" { // at the end of the text
			line, column = 3, 9
		}
		problems := problemsOf(t, "a.yaml", []byte(strings.Replace(text, "«", "", 1)))
		if len(problems) != 1 || problems[0].Line != line || problems[0].Column != column {
			t.Errorf("%s: want one problem at %d:%d, got\n%v", name, line, column, problems)
		}
	}
}
