package gesapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// What is none of the emulated calls makes no project, whatever its path looks
// like: it can fill no table, and good calls are answered after it.
func TestUnservedCallsMakeNoProject(t *testing.T) {
	for call, want := range map[string]string{
		// The identity service has a contract of its own.
		"GET /v3/services":                              "404",
		"GET /v3/regions/cn-north-4":                    "404",
		"POST /v3/projects":                             "404",
		"DELETE /v3/auth/tokens":                        "404",
		"GET /v3/users/u1/projects":                     "404",
		"GET /v3.0/OS-USER/users":                       "404",
		"POST /v3-ext/auth/tokens":                      "404",
		"GET /v5/caller-identity":                       "404",
		"GET //v3/services":                             "404",
		"GET /v1/scan7/x":                               "404 unknown-path",
		"GET /v1.0/auth/x":                              "404 unknown-path",
		"GET /v1.0/p1/graph/jobs":                       "404 unknown-path",
		"GET /v3/p1/graphs/jobs":                        "404 unknown-path",
		"DELETE /v1.0/p1/graphs/jobs":                   "404 wrong-method",
		"GET /v1.0/p1/graphs/metadatas":                 "501 not-emulated",
		"GET /v2/p1/graphs/scenes":                      "501 not-emulated",
		"POST /v2/p1/graphs/g1/scenes/register":         "501 not-emulated",
		"POST /v1.0/p1/graphs/g1/action?action_id=stpo": "400 unknown-path",
	} {
		api, w, _ := anyProject(t)
		w.SetMaxProjects(1)
		method, target, _ := strings.Cut(call, " ")
		got := ""
		for range 2 {
			rec := do(t, api, method, target)
			got = http.StatusText(rec.Code)
			if rec.Code == 404 && !strings.Contains(rec.Body.String(), "APIGW.0101") {
				t.Errorf("%s: %s", call, rec.Body)
			}
		}
		list, _ := w.Violations()
		for _, v := range list {
			got += " " + string(v.Rule)
			if v.Project != "" || v.Count != 2 {
				t.Errorf("%s: project %q, count %d", call, v.Project, v.Count)
			}
		}
		status, rule, _ := strings.Cut(want, " ")
		if got != strings.TrimSpace(map[string]string{"400": "Bad Request", "404": "Not Found", "501": "Not Implemented"}[status]+" "+rule) {
			t.Errorf("%s: %s, want %s", call, got, want)
		}
		if n := w.Len(); n != 0 {
			t.Errorf("%s made %d projects", call, n)
		}
		if rec := get(t, api, "/v1.0/good/graphs/jobs"); rec.Code != 200 {
			t.Errorf("after %s: %d %s", call, rec.Code, rec.Body)
		}
	}
}

// An action_id that is none of its path's has a code of its own.
func TestUnknownAction(t *testing.T) {
	api, _, _ := anyProject(t)
	const actions = "start, stop, restart, import-graph, export-graph, clear-graph, upgrade, bindEip, unbindEip"
	for query, want := range map[string]string{"": `\"\"`, "?action_id=pause": `\"pause\"`, "?action_id=": `\"\"`} {
		rec := do(t, api, http.MethodPost, "/v1.0/p1/graphs/g1/action"+query)
		want = `{"errorMessage":"Invalid graph operation. action_id: ` + want + " is none of " + actions + `.","errorCode":"GES.7048"}`
		if rec.Code != http.StatusBadRequest || rec.Body.String() != want {
			t.Errorf("%q: %d %s, want %s", query, rec.Code, rec.Body, want)
		}
	}
}

// A project that exists has what is wrong with the calls whose paths name it.
func TestUnservedCallsInAProjectThatExists(t *testing.T) {
	api, w, _ := anyProject(t)
	get(t, api, list)
	for _, call := range []string{
		"GET /v1.0/p1/graph/jobs", "PUT /v1.0/p1/graphs/jobs", "GET /v1.0/p1/graphs/metadatas", "GET /v2/p1/nothing",
		"GET /v1.0/p2/graph/jobs", "GET /v3/p1/x", "GET /v1/p1/x",
	} {
		method, target, _ := strings.Cut(call, " ")
		do(t, api, method, target)
	}
	inProject(t, w, "p1", func(tx *world.Tx) {
		if list, _ := tx.Violations(); len(list) != 4 {
			t.Errorf("the project has %v", list)
		}
	})
	if n := w.Len(); n != 1 {
		t.Errorf("%d projects", n)
	}
}

// A path that is nearly one of the vendor's is told that one, emulated or not; one
// that exists is not told to be none.
func TestWhatWasMeant(t *testing.T) {
	for call, want := range map[string]string{
		"GET /v1.0/p1/graph/jobs":                         "/v1.0/p1/graph/jobs is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with ",
		"GET /v1.0/p1/graphs/jobs/":                       "/v1.0/p1/graphs/jobs/ is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with ",
		"GET /v1.0/p1/graphs/quotas/":                     "/v1.0/p1/graphs/quotas/ is no path of this API (did you mean /v1.0/p1/graphs/quotas?); its calls begin with ",
		"GET /v1.0/p1/graph/g1":                           "/v1.0/p1/graph/g1 is no path of this API (did you mean /v1.0/p1/graphs/g1?); its calls begin with ",
		"GET /v1.0/p1/graph/g1/backups":                   "/v1.0/p1/graph/g1/backups is no path of this API (did you mean /v1.0/p1/graphs/g1/backups?); its calls begin with ",
		"GET /v1/p1/things/far/from/it":                   "/v1/p1/things/far/from/it is no path of this API; its calls begin with ",
		"GET /v1.0/p1/graphs%2Fjobs":                      "/v1.0/p1/graphs%2Fjobs is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with ",
		"POST /v1.0/p1/graphs/g1/action":                  `action_id: "" is no action of this path; it takes `,
		"POST /v1.0/p1/graphs/g1/action?action_id=startt": `action_id: "startt" is no action of this path (did you mean start?); it takes `,
	} {
		api, w, _ := anyProject(t)
		method, target, _ := strings.Cut(call, " ")
		do(t, api, method, target)
		list, _ := w.Violations()
		if len(list) != 1 || !strings.HasPrefix(list[0].String(), want) {
			t.Errorf("%s: %v, want %s", call, list, want)
		}
	}
}
