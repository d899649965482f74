package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// block is one fenced block of the README.
type block struct{ language, text string }

func readme(t *testing.T) []block {
	t.Helper()
	text := repositoryFile(t, "README.md")
	var blocks []block
	for _, m := range regexp.MustCompile("(?s)\n```(\\w+)\n(.*?\n)```\n").FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, block{m[1], m[2]})
	}
	return blocks
}

// repositoryFile reads a file of the repository.
func repositoryFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReadme holds every block of the README to the truth.
func TestReadme(t *testing.T) {
	ges, err := emulator.New() // what the first command serves
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{ // that are these blocks, to the letter
		"go":     {"emulator/readme_test.go"},
		"python": {"clients/python/tests/test_import.py", "clients/python/README.md"},
		"js":     {"clients/typescript/tests/suites/import.vitest.js", "clients/typescript/README.md"},
		"java":   {"clients/java/src/test/java/io/github/gesemulator/ImportTest.java", "clients/java/README.md"},
	}
	seen := map[string]int{}
	lastScenario := ""
	for _, b := range readme(t) {
		seen[b.language]++
		switch b.language {
		case "yaml":
			if strings.Contains(b.text, "version: 1") {
				lastScenario = b.text
			}
			checkYAML(t, b.text)
		case "go", "python", "js", "java":
			for _, file := range tests[b.language] {
				if !strings.Contains(repositoryFile(t, file), b.text) {
					t.Errorf("%s does not have, to the letter\n%s", file, b.text)
				}
			}
		case "console":
			for command := range strings.SplitSeq(strings.TrimPrefix(b.text, "$ "), "\n$ ") {
				checkConsole(t, ges, command, lastScenario)
			}
		case "sh":
			checkReadmeCommand(t, strings.TrimSpace(b.text))
		default:
			t.Errorf("nothing checks a block of %s", b.language)
		}
	}
	if fmt.Sprint(seen) != "map[console:3 go:1 java:1 js:1 python:1 sh:2 yaml:2]" {
		t.Errorf("the blocks are %v", seen)
	}
}

// checkYAML parses a scenario, or a part of one.
func checkYAML(t *testing.T, text string) {
	t.Helper()
	if !strings.Contains(text, "version: 1") {
		text = "version: 1\nprojects: {\"*\": {jobs: []}}\n" + text
	}
	if _, err := scenario.Parse("README.md", []byte(text), clock.Wall()); err != nil {
		t.Errorf("%v in\n%s", err, text)
	}
}

// checkConsole makes the call or runs the command at the head of a text, and compares
// the rest.
func checkConsole(t *testing.T, ges *emulator.Emulator, text, lastScenario string) {
	t.Helper()
	line, want, _ := strings.Cut(text, "\n")
	args := strings.Fields(line)
	switch {
	case args[0] == "curl":
		wantText(t, line, answerOf(ges, line), want)
	case args[1] == "timeline":
		wantText(t, line, timelineOf(t, lastScenario), want)
	case args[1] == "import-lifecycle":
		if !regexp.MustCompile(`^listening on http://127\.0\.0\.1:\d+\n$`).MatchString(want) { // the scripts run serve
			t.Errorf("%s\n%s", line, want)
		}
	default:
		t.Errorf("nothing checks %s", line)
	}
}

// answerOf is the answer to a line with curl.
func answerOf(ges *emulator.Emulator, line string) string {
	method, body := http.MethodGet, ""
	if data := regexp.MustCompile(`-d '(.*)'`).FindStringSubmatch(line); data != nil {
		method, body = http.MethodPost, data[1]
	}
	rec := httptest.NewRecorder()
	ges.ServeHTTP(rec, httptest.NewRequest(method, regexp.MustCompile(`http://[^' ]+`).FindString(line), strings.NewReader(body)))
	return rec.Body.String()
}

func timelineOf(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	path, output := filepath.Join(dir, "movies.yaml"), filepath.Join(dir, "out")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(output)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if code := run([]string{"timeline", path, "--width", "80"}, streams{in: os.Stdin, out: out, err: os.Stderr}); code != 0 {
		t.Fatalf("timeline exits with %d", code)
	}
	data, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

// checkReadmeCommand knows the two commands for which Go is enough.
func checkReadmeCommand(t *testing.T, command string) {
	t.Helper()
	if command != "go run ./cmd/ges-emulator" && command != "go test ./..." {
		t.Errorf("%q is not one of the two commands", command)
	}
}
