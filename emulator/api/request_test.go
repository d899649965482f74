package api

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Of several problems, the first of those with the lowest rank determines the answer.
func TestTheFirstProblemIsTheAnswer(t *testing.T) {
	problem := func(rank Rank, message string) Problem {
		return Problem{rank, NewError(ges.IncorrectParameter, "%s", message)}
	}
	for want, problems := range map[string][]Problem{
		"":  nil,
		"a": {problem(ParameterRank+2, "c"), problem(ParameterRank, "a"), problem(ParameterRank, "b"), problem(ParameterRank+1, "d")},
	} {
		r := Request{Problems: problems}
		err, got := r.refusal(), ""
		if err != nil {
			got = err.Error()
		}
		if want != "" {
			want = ges.IncorrectParameter + " " + want
		}
		if got != want {
			t.Errorf("%d problems: %q, want %q", len(problems), got, want)
		}
	}
}

// A parameter that an operation does not have is the same as an absent one.
func TestValues(t *testing.T) {
	o := ges.LookUpOperation("DeleteGraph")
	r := Request{Operation: o, Values: make([]Value, len(o.Parameters))}
	r.Values[0].Text = "g"
	if r.Text("graphId") != "g" || r.Text("status") != "" || r.Int("limit") != 0 || r.Day("startTime") != nil {
		t.Errorf("the values are %+v", r.Values)
	}
}
