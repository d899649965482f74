package emulator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A reader finds from a package's doc comment alone which file to change: every
// package has one, and the files that it names are there.
func TestPackageDocsNameFilesThatExist(t *testing.T) {
	folders, err := filepath.Glob("*/doc.go")
	if err != nil || len(folders) < 15 {
		t.Fatalf("%d packages have a doc.go: %v", len(folders), err)
	}
	packages, _ := filepath.Glob("*/*.go") // the pattern is good
	for _, file := range packages {
		if _, err := os.Stat(filepath.Join(filepath.Dir(file), "doc.go")); err != nil {
			t.Errorf("%s has no doc.go", filepath.Dir(file))
		}
	}
	name := regexp.MustCompile(`[a-z_]+(/[a-z_]+)*\.(go|yaml|md)\b`)
	for _, doc := range append(folders, "doc.go") {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		comment, _, _ := strings.Cut(string(text), "\npackage ")
		for _, file := range name.FindAllString(comment, -1) {
			if !exists(filepath.Dir(doc), file) {
				t.Errorf("%s names %s, which is not there", doc, file)
			}
		}
	}
	guide, _ := os.ReadFile("doc.go") // it was read above
	for _, change := range []string{"query parameter", "operation", "fault condition", "error code", "control call", "scenario key"} {
		if !strings.Contains(string(guide), "//\ta new "+change+" ") {
			t.Errorf("doc.go does not say where a new %s goes", change)
		}
	}
}

// exists says whether a file is in a package's folder, or named from that of
// package emulator or from the root.
func exists(folder, file string) bool {
	for _, path := range []string{filepath.Join(folder, file), file, filepath.Join("..", file)} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}
