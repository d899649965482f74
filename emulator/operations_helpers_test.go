package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// decodeAnswer reads the answer to a GET, which must be a success.
func decodeAnswer(t testing.TB, h http.Handler, path string, into any) {
	t.Helper()
	rec := request(t, h, "GET "+path)
	if rec.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, rec.Code, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil {
		t.Fatalf("GET %s: %v in %s", path, err, rec.Body)
	}
}

// graphNamed returns the id of the graph of a name in the project p1, the first one of
// the list for "".
func graphNamed(t testing.TB, h http.Handler, name string) string {
	t.Helper()
	var list struct {
		Graphs []struct{ ID, Name string }
	}
	decodeAnswer(t, h, "/v1.0/p1/graphs?limit=1000", &list)
	for _, g := range list.Graphs {
		if name == "" || g.Name == name {
			return g.ID
		}
	}
	t.Fatalf("no graph %q among %d", name, len(list.Graphs))
	return ""
}
