package answers_test

import (
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/examples/go-sdk/internal/answers"
)

type row struct {
	Text *string `json:"text"`
}

type listResponse struct {
	Count          int32  `json:"count"`
	Rows           *[]row `json:"rows,omitempty"`
	Never          *bool  `json:"never,omitempty"`
	HTTPStatusCode int    `json:"-"`
}

func TestComparison(t *testing.T) {
	a := "a"
	answer := &listResponse{Count: 1, Rows: &[]row{{&a}}, HTTPStatusCode: 200}
	for body, want := range map[string][]string{
		`{"count":1,"rows":[{"text":"a"}]}`:              nil,
		`{"count":1,"rows":[{"text":"a","more":null}]}`:  nil,
		`{"count":"1","rows":[{"text":"a"}]}`:            {`list.count: the SDK has 1, the JSON "1"`},
		`{"count":1,"rows":[{"text":null}]}`:             {"list.rows[].text: the SDK has a, the JSON null"},
		`{"count":1,"rows":[]}`:                          {"list.rows: the SDK has a list of 1, the JSON []"},
		`{"count":1,"rows":[{"text":"a"}],"never":true}`: {"list.never: the SDK has nothing, the JSON true"},
	} {
		var c answers.Comparison
		c.Compare(answer, []byte(body))
		if !slices.Equal(c.Differences, want) {
			t.Errorf("%s: %q, want %q", body, c.Differences, want)
		}
	}

	var c answers.Comparison
	for range 2 {
		c.Compare(answer, []byte(`{"count":1,"rows":[{"text":"a","more":2}],"extra":{}}`))
	}
	if got, want := c.Unknown(), []string{"list.extra", "list.rows[].more"}; !slices.Equal(got, want) {
		t.Errorf("unknown are %q, want %q", got, want)
	}
	if got, want := c.Absent(), []string{"list.never"}; !slices.Equal(got, want) {
		t.Errorf("absent are %q, want %q", got, want)
	}
}
