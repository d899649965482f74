package journal

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Violation is what of one request the contract does not allow.
type Violation struct {
	Rule RuleID
	// Parameter is what it is about: a query parameter, projectId, or a part of
	// the request such as method, path, body, Content-Type.
	Parameter string
	Value     string // as it came, long ones cut
	Allowed   string // in words
	Meant     string // what was probably meant, for «did you mean»; "": no idea
}

// maxText bounds the texts of a violation, in bytes: they come from clients.
const maxText = 120

// NewViolation is a violation of a rule. Text that is no UTF-8 and long text is
// changed to what can be stored and shown.
func NewViolation(rule RuleID, parameter, value, allowed string) Violation {
	return Violation{Rule: rule, Parameter: fit(parameter), Value: fit(value), Allowed: allowed}
}

// WithSuggestionFrom is the violation with a guess at what was meant, out of what
// is allowed.
func (v Violation) WithSuggestionFrom(candidates []string) Violation {
	v.Meant = suggest.Closest(v.Parameter, candidates)
	return v
}

// WithSuggestion is the violation with what was probably meant.
func (v Violation) WithSuggestion(meant string) Violation {
	v.Meant = fit(meant)
	return v
}

// fit makes a client's text one that can be stored: valid, short, and not part
// of the request's memory.
func fit(s string) string {
	return strings.Clone(strings.ToValidUTF8(text.Truncate(s, maxText), "\uFFFD"))
}

// Severity is what the violation is worth.
func (v Violation) Severity() Severity {
	r, _ := LookUpRule(v.Rule)
	return r.Severity
}

// String says what came and what is allowed, in one line.
func (v Violation) String() string {
	value := strconv.Quote(v.Value)
	switch v.Rule {
	case UnknownPath:
		return fmt.Sprintf("%s is no path of this API%s; the calls are %s", v.Value, v.didYouMean(), v.Allowed)
	case WrongMethod:
		return fmt.Sprintf("%s is not a method of this path; it takes %s", v.Value, v.Allowed)
	case NotEmulated:
		return fmt.Sprintf("ges-emulator does not emulate %s (%s)", v.Value, v.Allowed)
	case ProjectIDLetters:
		return fmt.Sprintf("projectId: %s has characters that the vendor does not allow; allowed are %s", value, v.Allowed)
	case Body:
		return fmt.Sprintf("the request has a body (%s); allowed is %s", v.Value, v.Allowed)
	case UnknownParameter:
		return fmt.Sprintf("%s is not a parameter of this call%s; allowed are %s", name(v.Parameter), v.didYouMean(), v.Allowed)
	case RepeatedParameter:
		return fmt.Sprintf("%s came more than once, first as %s; allowed is %s", v.Parameter, value, v.Allowed)
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
	if v.Meant == "" {
		return ""
	}
	return " (did you mean " + v.Meant + "?)"
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
