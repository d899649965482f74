package scenario_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// wall is the wall clock of all tests.
func wall() time.Time { return time.Date(2024, 2, 29, 12, 30, 15, 0, time.UTC) }

// golden compares with a golden file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("not as in %s; got:\n%s\nwant:\n%s", file, got, want)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s (%v)", pattern, err)
	}
	return files
}

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func TestBadFiles(t *testing.T) {
	for _, file := range glob(t, "testdata/bad/*.yaml") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, err := scenario.Parse(filepath.ToSlash(file), read(t, file), wall())
			problems := format.Problems(nil)
			if !errors.As(err, &problems) || s != nil || len(problems) == 0 {
				t.Fatalf("Parse gave %v, %v; want problems", s, err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}

func TestBuiltInScenarios(t *testing.T) {
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		s, err := scenario.Parse(name+".yaml", data, wall())
		if err != nil {
			t.Error(err)
		} else if s.Name != name {
			t.Errorf("%s has the name %s", name, s.Name)
		}
	}
}
