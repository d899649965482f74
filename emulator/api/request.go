package api

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Request is the bound request of a call. It is immutable: equal calls share one.
type Request struct {
	Operation *ges.OperationSpec
	Values    []Value // one for each parameter of the operation, in its order
	Version   ges.Version
	Body      *Body // nil: the operation has none
	Problems  []Problem
	// Filters is the canonical form of all parameters except the page: independent
	// of the order of parameters and of their spelling. "": none.
	Filters string
}

// Value is the value of a parameter, in the field for its kind.
type Value struct {
	Text string     // as received; "": absent
	Int  int        // of an Integer; the default if it is absent
	Day  *clock.Day // of a Day; nil: absent
}

// value returns the value of a parameter; the zero value if the operation has no
// parameter with the name.
func (r *Request) value(name string) Value {
	for i := range r.Values {
		if r.Operation.Parameters[i].Name() == name {
			return r.Values[i]
		}
	}
	return Value{}
}

// Text returns the value of a parameter as received; "" if it is absent, or if the
// operation has no parameter with the name.
func (r *Request) Text(name string) string { return r.value(name).Text }

// Int returns the value of an Integer; 0 if the operation has no parameter with the name.
func (r *Request) Int(name string) int { return r.value(name).Int }

// Day returns the value of a Day; nil if it is absent, or if the operation has no
// parameter with the name.
func (r *Request) Day(name string) *clock.Day { return r.value(name).Day }

// Rank is the precedence of a request's problem: of several, the one with the lowest
// rank determines the answer.
type Rank uint8

// The ranks.
const (
	ParameterRank Rank = iota // of the path or of the query
	FormRank                  // the body is not JSON, or a value of another type
	MissingRank               // a field is missing
	EmptyRank                 // a field is empty
)

// Problem is one problem with a request.
type Problem struct {
	Rank Rank
	Err  *Error
}

// refusal returns the error of the problem with the lowest rank; nil if there is none.
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

// reworded returns an error of a handler with the message that the operation's own page
// has for its code.
func (r *Request) reworded(err error) error {
	e := new(Error)
	if !errors.As(err, &e) {
		return err
	}
	row, _ := ges.LookUpError(e.Code)
	if more, ok := strings.CutPrefix(e.Message, row.Message); ok {
		return &Error{e.Code, r.Operation.Message(e.Code) + more}
	}
	return err
}

// Error is an error answer: a code of the error table, and a message that replaces the
// table's.
type Error struct{ Code, Message string }

// Error implements the error interface, so that handlers can return it.
func (e *Error) Error() string { return e.Code + " " + e.Message }

// NewError returns an error with a code of the error table and its own message.
func NewError(code, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// BadParameter returns the error for an invalid value of a parameter: the vendor's
// message, followed by the parameter, the received value and what is allowed.
func BadParameter(name, received, allowed string) *Error {
	row, _ := ges.LookUpError(ges.IncorrectParameter)
	return NewError(row.Code, "%s %s: %s is not %s.", row.Message, name, Quote(received), allowed)
}

// Quote returns a text in quotes for a message, truncated if it is long.
func Quote(s string) string {
	const limit = 80 // bytes
	if len(s) > limit {
		return strconv.Quote(text.Prefix(s, limit)) + text.Ellipsis
	}
	return strconv.Quote(s)
}
