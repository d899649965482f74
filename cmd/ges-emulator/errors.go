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
	exitFail  = 1 // what was asked for failed: a check, a server that cannot start
	exitUsage = 2 // the command line is wrong

	exitViolation = 3 // clients violated the contract, and serve was to look out for that
)

// failure is an error as a user meets it.
type failure struct {
	code    int
	message string // and where; may have several lines
	hint    string // what to do about it; "": nothing comes to mind
}

func (f *failure) Error() string { return f.message }

// newFailure is a failure of what was asked for.
func newFailure(hint, format string, values ...any) error {
	return &failure{exitFail, fmt.Sprintf(format, values...), hint}
}

// newUsageFailure is a wrong command line.
func newUsageFailure(hint, format string, values ...any) error {
	return &failure{exitUsage, fmt.Sprintf(format, values...), hint}
}

// report writes an error and gives the exit code.
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
	return f.code // where that was not written there is nowhere left to complain
}
