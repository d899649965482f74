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
	code int
	what string // and where; may have several lines
	try  string // what to do about it; "": nothing comes to mind
}

func (f *failure) Error() string { return f.what }

// failed is a failure of what was asked for.
func failed(try, format string, values ...any) error {
	return &failure{exitFail, fmt.Sprintf(format, values...), try}
}

// misused is a wrong command line.
func misused(try, format string, values ...any) error {
	return &failure{exitUsage, fmt.Sprintf(format, values...), try}
}

// report writes an error and gives the exit code.
func (s streams) report(err error) int {
	if err == nil {
		return exitOK
	}
	f := new(failure)
	if !errors.As(err, &f) {
		f = &failure{code: exitFail, what: err.Error()}
	}
	text := "Error: " + strings.TrimRight(f.what, "\n") + "\n"
	if f.try != "" {
		text += "Try: " + f.try + "\n"
	}
	if s.grace > 0 {
		_ = writeWithin(s.grace, s.err, text)
	} else {
		_, _ = io.WriteString(s.err, text)
	}
	return f.code // where that was not written there is nowhere left to complain
}
