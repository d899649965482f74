package ges_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Each code is in the table once, with the status of a failure and a message.
func TestErrorTable(t *testing.T) {
	form, seen := regexp.MustCompile(`^(GES\.[0-9]{4}|APIGW\.[0-9]{4})$`), map[string]bool{}
	for _, e := range ges.ErrorCodes() {
		if seen[e.Code] || !form.MatchString(e.Code) {
			t.Errorf("the code %q is no new one of the vendor's shape", e.Code)
		}
		seen[e.Code] = true
		if e.Status < 400 || e.Status > 599 || e.Source == "" || strings.TrimSpace(e.Message) != e.Message || e.Message == "" {
			t.Errorf("%s answers %d %q", e.Code, e.Status, e.Message)
		}
		if found, ok := ges.LookUpError(e.Code); !ok || found != e {
			t.Errorf("LookUpError(%q) = %+v, %t", e.Code, found, ok)
		}
		if e.Gateway() != (e.Code[:5] == "APIGW") {
			t.Errorf("%s is said to be the gateway's: %t", e.Code, e.Gateway())
		}
	}
	for _, code := range []string{"", "GES.1", "ges.0001", "GES.0001 "} {
		if e, ok := ges.LookUpError(code); ok {
			t.Errorf("LookUpError(%q) = %+v", code, e)
		}
	}
}

// The codes named by the contract and by the vendor's list-jobs page, and every status
// that the page documents, are in the table.
func TestDocumentedErrors(t *testing.T) {
	for code, want := range map[string]ges.ErrorCode{
		ges.IncorrectParameter: {Code: "GES.0001", Status: 400, Message: "Incorrect parameter."},
		ges.ResourceNotFound:   {Code: "GES.0016", Status: 400, Message: "Resource not found"},
		ges.InternalError:      {Code: "GES.9999", Status: 400, Message: "failed"},
		ges.NoSuchAPI:          {Code: "APIGW.0101", Status: 404, Message: "The API does not exist or has not been published in the environment."},
		ges.BadCredentials:     {Code: "APIGW.0301", Status: 401, Message: "Incorrect IAM authentication information."},
		ges.NotAuthorized:      {Code: "APIGW.0302", Status: 403, Message: "The IAM user is not authorized to access the API."},
		"APIGW.0308":           {Code: "APIGW.0308", Status: 429, Message: "The throttling threshold has been reached."},
	} {
		got, _ := ges.LookUpError(code)
		if got.Source == "" {
			t.Errorf("%s has no source", code)
		}
		if got.Source = ""; got != want {
			t.Errorf("%s is %+v, want %+v", code, got, want)
		}
	}
	statuses := map[int]bool{}
	for _, e := range ges.ErrorCodes() {
		statuses[e.Status] = true
	}
	for _, status := range []int{400, 401, 403, 404, 429, 500, 503} {
		if !statuses[status] {
			t.Errorf("no code answers %d", status)
		}
	}
}

// Each job name has a range of running times, a weight, and failures that are in the error
// table.
func TestJobNames(t *testing.T) {
	total := 0
	for i, n := range ges.JobNames() {
		if ges.JobNameIndex(n.Name) != i {
			t.Errorf("%s is number %d and found as number %d", n.Name, i, ges.JobNameIndex(n.Name))
		}
		if n.Shortest <= 0 || n.Longest < n.Shortest || n.Weight < 1 || len(n.Failures) == 0 {
			t.Errorf("%s runs for %s to %s, has the weight %d and %d reasons to fail", n.Name, n.Shortest, n.Longest, n.Weight, len(n.Failures))
		}
		for _, code := range n.Failures {
			if _, ok := ges.LookUpError(code); !ok {
				t.Errorf("%s fails with %s, which is not in the error table", n.Name, code)
			}
		}
		total += n.Weight
	}
	if ges.JobNameIndex(ges.ImportGraph) < 0 || total < 1 {
		t.Error("there are no imports")
	}
	for _, name := range []string{"", "importGraph", "ImportGraph "} {
		if i := ges.JobNameIndex(name); i >= 0 {
			t.Errorf("%q is found as number %d", name, i)
		}
	}
}

// Exactly the literals on the vendor's pages are marked as documented.
func TestDocumentedJobNames(t *testing.T) {
	var seen []string
	for _, n := range ges.JobNames() {
		if n.Documented {
			seen = append(seen, n.Name)
		}
	}
	slices.Sort(seen)
	want := []string{"CreateBackup", "DeleteGraph", "ExportGraph", "ImportGraph", "RestoreGraph", "StartGraph", "StopGraph"}
	if !slices.Equal(seen, want) {
		t.Errorf("seen are %v, want %v", seen, want)
	}
}

func TestStatuses(t *testing.T) {
	var words []string
	for _, s := range ges.Statuses() {
		words = append(words, s.String())
		if got, ok := ges.ParseStatus(s.String()); !ok || got != s {
			t.Errorf("ParseStatus(%q) = %q, %t", s, got, ok)
		}
		if s.Ended() != slices.Contains(ges.Outcomes(), s) {
			t.Errorf("%s is said to have ended: %t", s, s.Ended())
		}
	}
	if want := []string{"waiting", "running", "success", "failed", "partiallyFailed"}; !slices.Equal(words, want) {
		t.Errorf("the statuses are %v, want %v", words, want)
	}
	if got, ok := ges.ParseStatus("pending"); !ok || got != ges.Waiting {
		t.Errorf("pending selects %q, %t, want waiting", got, ok)
	}
	for _, word := range []string{"", "Running", "partFailed", "queued"} {
		if got, ok := ges.ParseStatus(word); ok {
			t.Errorf("ParseStatus(%q) = %q", word, got)
		}
	}
	if ges.None.String() != "" || ges.None.Ended() {
		t.Error("a job that is not there has a state")
	}
}

func TestValidProjectID(t *testing.T) {
	for id, want := range map[string]bool{
		"p": true, "0f3c": true, "my-test_1": true, strings.Repeat("a", 64): true, "-": true,
		"": false, strings.Repeat("a", 65): false, "a.b": false, "a b": false, "*": false, "ä": false, "a/b": false, "a\x00": false, "\xff": false,
	} {
		if got := ges.ValidProjectID(id); got != want {
			t.Errorf("ValidProjectID(%q) = %t, want %t", id, got, want)
		}
	}
}
