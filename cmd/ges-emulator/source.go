package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/count"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// source is the origin of a scenario: a file, standard input or the built-in ones.
type source struct {
	name    string // as problems name it; where it is on disk, its path
	data    []byte
	onDisk  bool
	builtIn string // its name; "": it is none of the built-in ones
}

// openSource opens a SCENARIO argument: "-" is standard input; a path, or an
// existing file, is a file; anything else is the name of a built-in scenario. others
// are further words to suggest for a mistyped name.
//
// No more is read than [scenario.MaxFileSize] and one byte, which is enough for
// the loader to refuse it.
func openSource(argument string, in io.Reader, others ...string) (source, error) {
	switch {
	case argument == "-":
		data, err := io.ReadAll(io.LimitReader(in, scenario.MaxFileSize+1))
		return source{name: "stdin", data: data}, err
	case isPath(argument):
		data, err := readFile(argument)
		return source{name: argument, data: data, onDisk: true}, err
	}
	if data, ok := scenarios.Read(argument); ok {
		return source{name: scenarios.FileName(argument), data: data, builtIn: argument}, nil
	}
	if _, err := os.Stat(argument); err == nil {
		return source{}, isFolder(argument)
	}
	return source{}, unknownScenario(argument, others)
}

// isPath reports whether an argument names a file, existing or not.
func isPath(argument string) bool {
	if strings.ContainsAny(argument, "/"+string(os.PathSeparator)) || isScenarioName(argument) {
		return true
	}
	info, err := os.Stat(argument)
	return err == nil && !info.IsDir()
}

func readFile(path string) ([]byte, error) {
	data, err := readLimited(path, scenario.MaxFileSize+1)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return data, nil
}

// readLimited reads so many bytes of a file at most.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// unreadable says why a file cannot be read.
func unreadable(path string, err error) error {
	reason := err.Error()
	if e := new(fs.PathError); errors.As(err, &e) {
		reason = e.Err.Error()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return newUsageFailure("ges-emulator scenarios, which lists the built-in ones", "%s: there is no such file%s", path, likePath(path))
	}
	if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
		return isFolder(path)
	}
	return newUsageFailure("", "%s: %s", path, reason)
}

// likePath asks for what may have been meant by the path of a file that does not exist:
// one beside it, or a built-in scenario. "": nothing is known.
func likePath(path string) string {
	base, extension := filepath.Base(path), filepath.Ext(path)
	name := strings.TrimSuffix(base, extension)
	if slices.Contains(scenarios.Names(), name) {
		return "; did you mean " + name + ", which is built in?"
	}
	var names []string
	files, _ := os.ReadDir(filepath.Dir(path)) // an error means that there are none
	for _, f := range files {
		if isScenarioName(f.Name()) && !f.IsDir() {
			names = append(names, f.Name())
		}
	}
	if closest := suggest.Closest(base, names); closest != "" {
		return "; did you mean " + filepath.Join(filepath.Dir(path), closest) + "?"
	}
	return ""
}

// isScenarioName reports whether a file's name ends as those of scenarios do.
func isScenarioName(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(name))
}

func isFolder(path string) error {
	return newUsageFailure("a file in it, such as "+filepath.Join(path, "my-scenario.yaml"), "%s: it is a folder, not a scenario file", path)
}

// unknownScenario says that there is neither a file nor a built-in scenario of
// a name.
func unknownScenario(name string, others []string) error {
	names := scenarios.Names()
	return newUsageFailure("ges-emulator scenarios, which describes each",
		"%q is neither a file nor a built-in scenario%s\nThe built-in scenarios are %s.",
		name, suggest.DidYouMean(name, slices.Concat(names, others)), strings.Join(names, ", "))
}

// parse checks the scenario. The error is [format.Problems].
func (s source) parse(overrides scenario.Overrides) (*scenario.Scenario, error) {
	return overrides.Parse(s.name, s.data, clock.Wall())
}

// option makes an emulator serve the scenario.
func (s source) option() emulator.Option { return emulator.WithScenarioYAML(s.name, s.data) }

// explain turns the problems of a file into an error for the user.
func (s source) explain(err error) error {
	var problems format.Problems
	if !errors.As(err, &problems) {
		return err
	}
	return s.problems(strings.Split(problems.Error(), "\n"))
}

// problems is the error of a file with problems, one a line.
func (s source) problems(lines []string) error {
	return newFailure("ges-emulator schema, which describes every key", "%s has %s:\n%s", s.name, count.Of(len(lines), "problem"), strings.Join(lines, "\n"))
}
