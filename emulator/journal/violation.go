package journal

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/redact"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Violation is something that a client did and the contract does not allow.
type Violation struct {
	// Project is the project that the request named; "": none.
	Project string
	// Rule is the stable id of the rule, such as unknown-parameter. The page
	// docs/violations.md has them all.
	Rule RuleID
	// Parameter is a query parameter, projectId, or a part of the request such as
	// method, path, body or Content-Type.
	Parameter  string
	Value      string // as received, cut at 120 bytes
	Allowed    string // in words
	Suggestion string // the allowed value that is closest; "": none
	// FirstCall is the number of the project's first call with it, from 1; 0: the
	// request was none of the emulated calls.
	FirstCall int
	// Count is how often it came. In a list of one request's violations Project,
	// FirstCall and Count are zero.
	Count int
}

// maxText bounds the texts of a violation, in bytes: they come from clients.
const maxText = 120

// NewViolation is a violation of a rule. The value of a secret is masked. Text that is no UTF-8 and long text is
// changed to what can be stored and shown.
func NewViolation(rule RuleID, parameter, value, allowed string) Violation {
	return Violation{Rule: rule, Parameter: truncate(parameter), Value: truncate(redact.Value(parameter, value)), Allowed: allowed}
}

// WithSuggestionFrom is the violation with the closest of what is allowed, if one
// is close.
func (v Violation) WithSuggestionFrom(candidates []string) Violation {
	v.Suggestion = suggest.Closest(v.Parameter, candidates)
	return v
}

// WithSuggestion is the violation with what was probably meant.
func (v Violation) WithSuggestion(suggestion string) Violation {
	v.Suggestion = truncate(suggestion)
	return v
}

// truncate makes a client's text one that can be stored: valid, short, and not part
// of the request's memory.
func truncate(s string) string {
	return strings.Clone(strings.ToValidUTF8(text.Truncate(s, maxText), "\uFFFD"))
}

// Severity is error, info or notEmulated. Only an error fails a test, and only an
// error is refused in strict mode.
func (v Violation) Severity() Severity {
	r, _ := LookUpRule(v.Rule)
	return r.Severity
}

// Where is the place in the contract that the violation is of.
func (v Violation) Where() string {
	r, _ := LookUpRule(v.Rule)
	return r.Where
}

// MarshalJSON writes the violation as the control API shows it.
func (v Violation) MarshalJSON() ([]byte, error) {
	return encode.JSON(struct {
		Project    *string  `json:"project"` // null: none
		Rule       RuleID   `json:"rule"`
		Severity   Severity `json:"severity"`
		Parameter  string   `json:"parameter"`
		Value      string   `json:"value"`
		Allowed    string   `json:"allowed"`
		DidYouMean *string  `json:"didYouMean"` // null: no suggestion
		Message    string   `json:"message"`
		Where      string   `json:"where"`
		FirstCall  int      `json:"firstCall"`
		Count      int      `json:"count"`
	}{
		encode.OrNull(v.Project), v.Rule, v.Severity(), v.Parameter, v.Value, v.Allowed, encode.OrNull(v.Suggestion),
		v.String(), v.Where(), v.FirstCall, v.Count,
	})
}

// String describes the violation in a line: the value received and those allowed.
func (v Violation) String() string {
	value := strconv.Quote(v.Value)
	switch v.Rule {
	case UnknownPath:
		if v.Parameter == ges.ActionID {
			return fmt.Sprintf("%s: %s is no action of this path%s; it takes %s", v.Parameter, value, v.didYouMean(), v.Allowed)
		}
		return fmt.Sprintf("%s is no path of this API%s; its calls begin with %s", v.Value, v.didYouMean(), v.Allowed)
	case WrongMethod:
		return fmt.Sprintf("%s is not a method of this path; it takes %s", v.Value, v.Allowed)
	case NotEmulated:
		return fmt.Sprintf("ges-emulator does not emulate %s (%s)", v.Value, v.Allowed)
	case ProjectIDLetters:
		return fmt.Sprintf("projectId: %s has characters that the vendor's v2 call does not allow; allowed there are %s", value, v.Allowed)
	case Body:
		return fmt.Sprintf("the request has a body (%s); allowed is %s", v.Value, v.Allowed)
	case UnknownParameter:
		return fmt.Sprintf("%s is not a parameter of this call%s; allowed are %s", name(v.Parameter), v.didYouMean(), v.Allowed)
	case RepeatedParameter:
		return fmt.Sprintf("%s came more than once, first as %s; allowed is %s", v.Parameter, value, v.Allowed)
	case RepeatedField:
		return fmt.Sprintf("%s came more than once in the body, first as %s; allowed is %s", name(v.Parameter), value, v.Allowed)
	case MissingField:
		return fmt.Sprintf("%s is missing in the body", v.Parameter)
	case UnknownField:
		return fmt.Sprintf("%s is not a field of this body%s; allowed are %s", name(v.Parameter), v.didYouMean(), v.Allowed)
	case BadField:
		if v.Parameter != "body" && v.Value != "" {
			value = v.Value // it is JSON
		}
		return fmt.Sprintf("%s: %s is not %s", name(v.Parameter), value, v.Allowed)
	case UnknownWord:
		return fmt.Sprintf("%s: %s is not %s%s", v.Parameter, value, v.Allowed, v.didYouMean())
	case TwoNames:
		return fmt.Sprintf("%s: %s came beside %s; allowed is %s", v.Parameter, value, pageName(v.Parameter), v.Allowed)
	case InvertedDates:
		return fmt.Sprintf("%s: %s is before %s; allowed is %s", v.Parameter, value, notBefore(v.Parameter), v.Allowed)
	case NewerName:
		return fmt.Sprintf("%s is %s under the name that newer pages and the vendor's SDKs use", v.Parameter, v.Allowed)
	case EmptyValue:
		return fmt.Sprintf("%s came without a value, as if it were absent", v.Parameter)
	default:
		return fmt.Sprintf("%s: %s is not %s", name(v.Parameter), value, v.Allowed)
	}
}

func (v Violation) didYouMean() string {
	if v.Suggestion == "" {
		return ""
	}
	return " (did you mean " + v.Suggestion + "?)"
}

// pageName is a parameter's name on the vendor's page.
func pageName(parameter string) string {
	if p := ges.LookUpQuery(parameter); p != nil {
		return p.Name()
	}
	return "another of its names"
}

// notBefore is the parameter that another must not be before.
func notBefore(parameter string) string {
	if p := ges.LookUpQuery(parameter); p != nil && p.NotBefore != "" {
		return p.NotBefore
	}
	return "the first day"
}

// name is a parameter's name in a sentence: one that is no plain word is quoted.
func name(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return strconv.Quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}
