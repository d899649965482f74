package gesapi_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// twoGraphs serves a younger and an older graph, with two backups of the older.
func twoGraphs(t *testing.T, more string) *gesapi.API {
	t.Helper()
	s, err := scenario.Parse("x.yaml", []byte(`version: 1
projects:
  "*":
    graphs:
      - {name: movies, created: -1d}
      - {name: orders, backups: [{name: first, created: -3d}, {name: second, created: -1h}]}
`+more), clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	api, _ := serve(t, s)
	return api
}

// post makes a call with a body.
func post(t *testing.T, api http.Handler, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	api.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, target, strings.NewReader(body)))
	return rec
}

// names returns the names in a list, in its order.
func names(body string) string {
	var list []string
	for _, m := range regexp.MustCompile(`"name":"(\w+)"`).FindAllStringSubmatch(body, -1) {
		list = append(list, m[1])
	}
	return strings.Join(list, " ")
}

// A switch turns the lists of graphs and backups as it turns that of jobs.
func TestCompatOrderOfGraphs(t *testing.T) {
	for more, lists := range map[string][4]string{
		"":                              {"orders movies", "movies", "first second", "first second"},
		"compat: {order: newest-first}": {"movies orders", "orders", "second first", "second first"},
	} {
		api := twoGraphs(t, more)
		orders := regexp.MustCompile(`"id":"([^"]*)","name":"orders"`).FindStringSubmatch(get(t, api, "/v1.0/p1/graphs").Body.String())[1]
		for i, path := range []string{"/v1.0/p1/graphs", "/v1.0/p1/graphs?offset=1", "/v2/p1/graphs/backups", "/v2/p1/graphs/" + orders + "/backups"} {
			if got := names(get(t, api, path).Body.String()); got != lists[i] {
				t.Errorf("%q: %s has %s, want %s", more, path, got, lists[i])
			}
		}
	}
}

// A graph without a creation was created before its backups.
func TestAGraphIsOlderThanItsBackups(t *testing.T) {
	body := get(t, twoGraphs(t, ""), "/v1.0/p1/graphs?limit=1").Body.String()
	if !strings.Contains(body, `"created":"2018-12-13T12:55:00"`) { // a day before the first backup
		t.Error(body)
	}
}

// A part of an object that is null is absent where the object is given back.
func TestNullInAnObjectIsAbsent(t *testing.T) {
	api := twoGraphs(t, "")
	rec := post(t, api, "/v2/p1/graphs", `{"graph":{"name":"people","graph_size_type_index":"2","vpc_id":"v","subnet_id":"s","security_group_id":"g",`+
		`"crypt_algorithm":"generalCipher","enable_https":true,"vertex_id_type":{"id_type":"hash","id_length":null}}}`)
	id := regexp.MustCompile(`"id":"([^"]*)"`).FindStringSubmatch(rec.Body.String())
	if id == nil {
		t.Fatal(rec.Body)
	}
	if body := get(t, api, "/v2/p1/graphs/"+id[1]).Body.String(); !strings.Contains(body, `"vertex_id_type":{"id_type":"hash"}`) {
		t.Error(body)
	}
}
