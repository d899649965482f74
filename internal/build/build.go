// Package build tells which build of the emulator this is.
package build

import "runtime/debug"

const module = "github.com/ges-emulator/ges-emulator"

// version is set by the linker for a release: -X …/internal/build.version=v1.2.3
var version string

// Version is the emulator's version: what the build was told, else that of its
// module where Go knows it, such as v1.2.3, else "dev".
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == module && m.Version != "" && m.Version != "(devel)" {
			return m.Version
		}
	}
	return "dev"
}

// Revision is the commit that the program was built from, 12 digits, with
// «, modified» when the tree was not clean; "" when Go does not know.
func Revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + modified
}
