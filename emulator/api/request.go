package api

import (
	"fmt"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Request is what a call asks for. It is immutable: calls that ask for the same
// share one.
type Request struct {
	Operation *ges.OperationSpec
	Values    []Value // one a parameter of the operation, in its order
	Problems  []Problem
	// Filters is all that is asked for but the page, in one form: neither the
	// order of parameters nor their spelling counts. "": nothing.
	Filters string
}

// Value is the value of a parameter. Which field has it follows from its kind.
type Value struct {
	Text string     // as it came; "": absent
	Int  int        // of an Integer; the default when it is absent
	Day  *clock.Day // of a Day; nil: absent
}

// value is the value of a parameter; the zero value when the operation has none
// of the name.
func (r *Request) value(name string) Value {
	for i := range r.Values {
		if r.Operation.Parameters[i].Name() == name {
			return r.Values[i]
		}
	}
	return Value{}
}

// Text is the value of a parameter as it came; "": it is absent, or the
// operation has none of the name.
func (r *Request) Text(name string) string { return r.value(name).Text }

// Int is the value of an Integer; 0 when the operation has none of the name.
func (r *Request) Int(name string) int { return r.value(name).Int }

// Day is the value of a Day; nil: it is absent, or the operation has none of the
// name.
func (r *Request) Day(name string) *clock.Day { return r.value(name).Day }

// Rank orders what can be wrong with a request: of several problems the one with
// the lowest rank is the answer.
type Rank uint8

// The ranks.
const (
	ParameterRank Rank = iota // of the path or of the query
)

// Problem is one thing that is wrong with a request.
type Problem struct {
	Rank Rank
	Err  *Error
}

// refusal is the error of the problem that comes first; nil: there is none.
func (r *Request) refusal() error {
	if len(r.Problems) == 0 {
		return nil
	}
	first := r.Problems[0]
	for _, p := range r.Problems[1:] {
		if p.Rank < first.Rank {
			first = p
		}
	}
	return first.Err
}

// Error is an answer that is an error: a code of the error table, and a message
// in place of the table's.
type Error struct{ Code, Message string }

// Error makes an Error one that handlers can return.
func (e *Error) Error() string { return e.Code + " " + e.Message }

// NewError is an error with a code of the table and a message of its own.
func NewError(code, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// BadParameter is the error of a parameter that has another value than it can
// have: the vendor's own message, then which parameter, what came and what is
// allowed.
func BadParameter(name, received, allowed string) *Error {
	row, _ := ges.LookUpError(ges.IncorrectParameter)
	return NewError(row.Code, "%s %s: %s is not %s.", row.Message, name, Quote(received), allowed)
}

// Quote is a text as messages show it: long ones are cut.
func Quote(s string) string {
	const limit = 80 // bytes
	if len(s) > limit {
		return strconv.Quote(text.Prefix(s, limit)) + text.Ellipsis
	}
	return strconv.Quote(s)
}
