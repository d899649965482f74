package ges_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// sdkCalls returns the calls of the vendor's SDK, by name: method, path, then query
// parameters.
func sdkCalls(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/sdk-operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); fields[0] != "#" {
			calls[fields[0]] = fields[1:]
		}
	}
	return calls
}

// inSDKWords replaces the parameters of a V1 path by the names that the SDK uses.
var inSDKWords = strings.NewReplacer("{projectId}", "{project_id}", "{graphId}", "{graph_id}", "{jobId}", "{job_id}",
	"{backupId}", "{backup_id}", "{metadataId}", "{metadata_id}")

// The table has every call of both versions of the vendor's SDK, with its method,
// path and query parameters, and no other.
func TestTheTableHasEveryCallOfTheSDK(t *testing.T) {
	calls := sdkCalls(t)
	if len(calls) != 61 {
		t.Fatalf("the SDK has %d calls, want 27 of V1 and 34 of V2", len(calls))
	}
	for _, o := range ges.Operations() {
		for _, r := range o.Routes {
			if o.IsIAM() {
				continue
			}
			call, ok := calls[r.Name]
			if r.Name == "CheckSchema" {
				continue // on a page of the vendor's only
			}
			delete(calls, r.Name)
			if !ok {
				t.Errorf("the SDK has no call %s", r.Name)
				continue
			}
			if got := []string{r.Method, inSDKWords.Replace(r.Path())}; !slices.Equal(got, call[:2]) {
				t.Errorf("%s is %v, in the SDK %v", r.Name, got, call[:2])
			}
			wantQuery(t, &o, r, call[2:])
		}
	}
	for name := range calls {
		t.Errorf("the table lacks %s", name)
	}
}

// wantQuery asserts that a route accepts the query parameters of the SDK, each under the
// SDK's name, and no others.
func wantQuery(t *testing.T, o *ges.OperationSpec, r ges.Route, query []string) {
	t.Helper()
	if r.Action != "" {
		if !slices.Contains(query, ges.ActionID+"="+r.Action) {
			t.Errorf("%s has the action %q, in the SDK %v", r.Name, r.Action, query)
		}
		query = slices.DeleteFunc(slices.Clone(query), func(s string) bool { return strings.HasPrefix(s, ges.ActionID) })
	}
	count := 0
	for i := range o.Parameters {
		p := &o.Parameters[i]
		names := p.Names(r.Version)
		if p.In != ges.Query || len(names) == 0 {
			continue
		}
		count++
		if !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(query, name) }) {
			t.Errorf("%s takes %v, in the SDK %v", r.Name, names, query)
		}
	}
	if count != len(query) {
		t.Errorf("%s takes %d query parameters, in the SDK %v", r.Name, count, query)
	}
}

// The rows of the table are consistent.
func TestRowsAreSound(t *testing.T) {
	ids := map[ges.Operation]bool{}
	for _, o := range ges.Operations() {
		if ids[o.ID] || len(o.Routes) == 0 || ges.LookUpOperation(o.ID).ID != o.ID {
			t.Errorf("%s is there twice, or has no route", o.ID)
		}
		ids[o.ID] = true
		if o.Job != "" && ges.JobNameIndex(o.Job) < 0 {
			t.Errorf("%s starts the job %s, which is no job name", o.ID, o.Job)
		}
		for _, code := range o.Errors {
			if _, ok := ges.LookUpError(code); !ok {
				t.Errorf("%s answers %s, which is not in the error table", o.ID, code)
			}
		}
		for _, r := range o.Routes {
			for segment := range strings.SplitSeq(r.Tail, "/") {
				name, isParameter := strings.CutPrefix(strings.TrimSuffix(segment, "}"), "{")
				if !isParameter {
					continue
				}
				if p := o.Parameter(name); p == nil || p.In != ges.Path || p.Names(r.Version)[0] != name {
					t.Errorf("the path of %s has {%s}, which is no parameter of %s in the path", r.Name, name, o.ID)
				}
			}
		}
		for _, p := range o.Parameters {
			if (p.Kind == ges.Word) != (len(p.Words) > 0) || p.NotBefore != "" && o.Parameter(p.NotBefore) == nil {
				t.Errorf("%s of %s lacks words, or what it must not be before", p.Name(), o.ID)
			}
		}
	}
	for _, word := range ges.LookUpOperation(ges.ListJobs).Parameter("status").Words {
		if _, ok := ges.ParseStatus(word); !ok {
			t.Errorf("the filter takes %q, which is no status", word)
		}
	}
}
