package gesapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func readIDs(t *testing.T, r io.Reader) []string {
	t.Helper()
	var answer struct {
		JobCount int
		JobList  []struct{ JobID string }
	}
	if err := json.NewDecoder(r).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, j := range answer.JobList {
		ids = append(ids, j.JobID)
	}
	return ids
}

// FuzzBind sends any query string: the answer is a page or a GES.0001 that names
// a parameter, always in JSON, and the same when it is asked again.
func FuzzBind(f *testing.F) {
	for _, seed := range []string{
		"", "offset=0&limit=100", "limit=abc", "status=pending&graph_name=test1217", "startTime=2018-12-17&endTime=2018-12-17",
		"graphName=a%26b&graph_name=c", "offset=-1", "limit=%zz", "&&==&limit", "limit=9223372036854775808", "endTime=9999-12-31",
		"startTime=0000-01-01", "graphName=%ff%fe", "offset=5;limit=6",
	} {
		f.Add(seed)
	}
	api, _ := serve(f, sample(f))
	f.Fuzz(func(t *testing.T, query string) {
		respond := func() *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodGet, list, nil)
			r.URL.RawQuery = query
			rec := httptest.NewRecorder()
			api.ServeHTTP(rec, r)
			return rec
		}
		first, again := respond(), respond()
		if first.Code != again.Code || first.Body.String() != again.Body.String() {
			t.Fatalf("%q: %s, then %s", query, first.Body, again.Body)
		}
		var answer struct {
			JobCount                *int
			JobList                 []json.RawMessage
			ErrorCode, ErrorMessage string
		}
		if err := json.Unmarshal(first.Body.Bytes(), &answer); err != nil || !utf8.Valid(first.Body.Bytes()) {
			t.Fatalf("%q: %s: %v", query, first.Body, err)
		}
		switch first.Code {
		case 200:
			if answer.JobCount == nil || answer.JobList == nil || len(answer.JobList) > *answer.JobCount || *answer.JobCount > 6 {
				t.Fatalf("%q: %s", query, first.Body)
			}
		case 400:
			name, _, _ := strings.Cut(strings.TrimPrefix(answer.ErrorMessage, "Incorrect parameter. "), ":")
			values, _ := url.ParseQuery(query)
			if answer.ErrorCode != "GES.0001" || !values.Has(name) && !strings.Contains(query, "%") && !strings.Contains(query, ";") {
				t.Fatalf("%q: %s", query, first.Body)
			}
		default:
			t.Fatalf("%q: %d %s", query, first.Code, first.Body)
		}
	})
}
