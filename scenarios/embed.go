// Package scenarios holds the built-in scenarios and the JSON Schema of the
// scenario format.
package scenarios

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// Default is the scenario that is served when none is named.
const Default = "default"

//go:embed *.yaml
var files embed.FS

// Schema is the JSON Schema (2020-12) of a scenario file.
//
//go:embed scenario.schema.json
var Schema []byte

// Names lists the built-in scenarios, sorted.
func Names() []string {
	paths, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, path := range paths {
		paths[i] = strings.TrimSuffix(path, ".yaml")
	}
	slices.Sort(paths)
	return paths
}

// FileName is the name of a built-in scenario's file, as problems and snapshots have it.
func FileName(name string) string { return "scenarios/" + name + ".yaml" }

// Read gives the YAML of a built-in scenario.
func Read(name string) ([]byte, bool) {
	data, err := files.ReadFile(name + ".yaml")
	return data, err == nil
}
