package main

import (
	"fmt"
	"io"
	"runtime"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/internal/build"
)

// versionCommand prints which build this is.
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
	revision := build.Revision()
	if revision != "" {
		revision = " (" + revision + ")"
	}
	_, err := fmt.Fprintf(w, "ges-emulator %s%s %s %s/%s\n", build.Version(), revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
