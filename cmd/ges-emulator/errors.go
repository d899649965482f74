package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Exit codes.
const (
	exitOK    = 0
	exitFail  = 1 // the command failed: a check, a server that cannot start
	exitUsage = 2 // the command line is wrong

	exitViolation = 3 // clients violated the contract, with --fail-on-violation
	exitDiffers   = 3 // a server that was checked differs
	exitUntold    = 4 // nothing could be told of it
)

// failure is an error as the user sees it.
type failure struct {
	code    int
	message string // and where; may have several lines
	hint    string // what to do about it; "": unknown

	refused bool // an emulator refuses the call, as every other would: it is wrong in itself
}

func (f *failure) Error() string { return f.message }

// newFailure is the error of a command that failed.
func newFailure(hint, format string, values ...any) error {
	return newOutcome(exitFail, hint, format, values...)
}

// newOutcome is the error of a command that ends with an exit code.
func newOutcome(code int, hint, format string, values ...any) error {
	return &failure{code: code, message: fmt.Sprintf(format, values...), hint: hint}
}

// newUsageFailure is the error of a wrong command line.
func newUsageFailure(hint, format string, values ...any) error {
	return newOutcome(exitUsage, hint, format, values...)
}

// report writes an error and returns the exit code.
func (s streams) report(err error) int {
	if err == nil {
		return exitOK
	}
	f := new(failure)
	if !errors.As(err, &f) {
		f = &failure{code: exitFail, message: err.Error()}
	}
	text := "Error: " + strings.TrimRight(f.message, "\n") + "\n"
	if f.hint != "" {
		text += "Try: " + f.hint + "\n"
	}
	if s.timeout > 0 {
		_ = writeWithin(s.timeout, s.err, text)
	} else {
		_, _ = io.WriteString(s.err, text)
	}
	return f.code // an error of writing cannot be reported anywhere
}
