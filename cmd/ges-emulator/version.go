package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// version is set by the linker for a release: -X main.version=v1.2.3
var version string

// versionCommand says which build this is.
type versionCommand struct{}

// Run prints it.
func (*versionCommand) Run(s *streams) error { return printVersion(s.out) }

// versionFlag is --version, which does the same.
type versionFlag bool

// BeforeReset prints the version and ends the program.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	if err := printVersion(app.Stdout); err != nil {
		return err
	}
	app.Exit(exitOK)
	return nil
}

// IgnoreDefault keeps the flag from being one of the default command.
func (versionFlag) IgnoreDefault() {}

func printVersion(w io.Writer) error {
	v, revision := build()
	_, err := fmt.Fprintf(w, "ges-emulator %s%s %s %s/%s\n", v, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// build is the version of the module and the commit that it was built from, as
// far as Go knows them.
func build() (v, revision string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return orDev(version), ""
	}
	v = version
	if v == "" && info.Main.Version != "(devel)" {
		v = info.Main.Version
	}
	commit, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	if commit != "" {
		revision = fmt.Sprintf(" (%s%s)", commit[:min(12, len(commit))], modified)
	}
	return orDev(v), revision
}

func orDev(v string) string {
	if v == "" {
		return "dev"
	}
	return v
}
