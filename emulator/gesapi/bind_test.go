package gesapi

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// find is the match of a call, emulated or not.
func find(t *testing.T, router *node, method, target string) (match, string) {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	m := router.find(method, u)
	if m.route == nil {
		t.Fatalf("%s %s has no route", method, target)
	}
	return m, u.RawQuery
}

// Parameters of any operation are bound from its row alone, by the names of its
// version; all that is wrong is there, not the first only.
func TestBind(t *testing.T) {
	router := newRouter()
	for _, c := range []struct{ call, filters, problems, violations string }{
		{"GET /v1.0/p1/graphs/jobs?limit=2&graphName=g&status=failed", "status=failed&graphName=g", "", ""},
		{
			"GET /v1.0/p1/graphs/jobs?limit=a&offset=b&endTime=x", "endTime=x",
			`offset: "b" is not an integer of 0 or more. limit: "a" is not an integer of 1 or more. endTime: "x" is not a calendar day such as 2019-03-27 (yyyy-MM-dd).`,
			"bad-value bad-value bad-value",
		},
		{"GET /v2/p1/graphs/jobs?start_time=2018-12-17&graph_name=g", "graphName=g&startTime=2018-12-17", "", ""},
		{"GET /v2/p1/graphs/jobs?startTime=2018-12-17&graphName=g", "", "", "unknown-parameter unknown-parameter"},
		{"GET /v2/p1/graphs/jobs?start_time=2018-12-17&end_time=2018-12-16", "startTime=2018-12-17&endTime=2018-12-16", "", "inverted-dates"},
		{"DELETE /v1.0/p1/graphs/g%2F1?keepBackup=yes", "graphId=g%2F1&keepBackup=yes", `keepBackup: "yes" is not true or false.`, "bad-value"},
		{"DELETE /v2/p1/graphs/g1?delete_eip=true", "graphId=g1&delete_eip=true", "", ""},
		{"DELETE /v1.0/p1/graphs/g1?delete_eip=true", "graphId=g1", "", "unknown-parameter"},
		{"POST /v1.0/p1/graphs/g1/action?action_id=stop", "graphId=g1", "", ""},
		{"POST /v1.0/p1/graphs/g1/action?action_id=stop&action=stop", "graphId=g1", "", "unknown-parameter"},
		{"POST /v2/p1/graphs/g1/clear-graph?clear-metadata=true", "graphId=g1&clear-metadata=true", "", "newer-name"},
		{"GET /v1.0/p1/graphs/g1/jobs/j%201/status?x=1", "graphId=g1&jobId=j+1", "", "unknown-parameter"},
	} {
		method, target, _ := strings.Cut(c.call, " ")
		b := bind(find(t, router, method, target))
		var problems, violations []string
		for _, p := range b.request.Problems {
			problems = append(problems, strings.TrimPrefix(p.Err.Message, "Incorrect parameter. "))
		}
		for _, v := range b.violations {
			violations = append(violations, string(v.Rule))
		}
		if b.request.Filters != c.filters || strings.Join(problems, " ") != c.problems || strings.Join(violations, " ") != c.violations {
			t.Errorf("%s: %q, problems %q, violations %q", c.call, b.request.Filters, problems, violations)
		}
	}
}

// Polls of one thing share what is bound; another thing, another version, another
// query do not.
func TestBindCache(t *testing.T) {
	router, cache := newRouter(), newBindCache()
	of := func(target string) *boundCall { return cache.of(find(t, router, "GET", target)) }
	first := of("/v1.0/p1/graphs/g1/jobs/j1/status")
	if of("/v1.0/p2/graphs/g1/jobs/j1/status") != first {
		t.Error("a poll of the same in another project is bound anew")
	}
	for _, other := range []string{
		"/v1.0/p1/graphs/g1/jobs/j2/status", "/v1.0/p1/graphs/g2/jobs/j1/status", "/v1.0/p1/graphs/g1/jobs/j1/status?x=1", "/v2/p1/graphs/g1/jobs/j1/status",
	} {
		if b := of(other); b == first || b.request.Text("jobId") == "" {
			t.Errorf("%s is bound as another call", other)
		}
	}
}

// Whatever comes: each problem is a violation too, and the same is bound to the
// same.
func FuzzBindAnyOperation(f *testing.F) {
	var all []*route
	operations := ges.Operations()
	for i := range operations {
		for _, r := range operations[i].Routes {
			all = append(all, &route{r, &operations[i]})
		}
	}
	f.Add(0, "g", "j", "limit=a&limit=%zz&graphName=a&graph_name=b&startTime=2019-01-01&endTime=2018-01-01")
	f.Add(5, "", "\xff", "keepBackup=%ff&&=&delete_eip")
	f.Fuzz(func(t *testing.T, n int, first, second, query string) {
		r := all[uint(n)%uint(len(all))]
		b := bind(match{route: r, path: [maxPathValues]string{"p1", first, second}}, query)
		if len(b.request.Problems) > 0 && !slices.ContainsFunc(b.violations, func(v journal.Violation) bool { return v.Severity() == journal.Error }) {
			t.Errorf("%s?%s: problems %v without a violation", r, query, b.request.Problems)
		}
		again := bind(match{route: r, path: [maxPathValues]string{"p2", first, second}}, query)
		if again.request.Filters != b.request.Filters || !again.covered.Equal(&b.covered) || !slices.Equal(again.violations, b.violations) {
			t.Errorf("%s?%s is bound in two ways", r, query)
		}
	})
}
