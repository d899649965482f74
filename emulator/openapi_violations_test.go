package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

func TestWhatClientsDidFitsTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	for _, name := range scenarios.Names() {
		e := newEmulator(t, emulator.WithScenario(name))
		for _, p := range []string{"/_emulator/projects/p1", "/_emulator/projects/*"} {
			for _, call := range []string{"", "GET " + listPath, "GET " + listPath + "?limt=1&limit=0&graph_name=g", "GET /v1.0/a.b/graphs/jobs", "GET /v2/p1/graphs/jobs", "POST /nothing"} {
				if method, target, ok := strings.Cut(call, " "); ok {
					get(e, method, target, "")
				}
				checkControl(t, c, e, http.MethodGet, p+"/violations", "", http.StatusOK)
				checkControl(t, c, e, http.MethodGet, p+"/coverage", "", http.StatusOK)
				checkControl(t, c, e, http.MethodGet, p+"/coverage?format=json", "", http.StatusOK)
			}
			checkControl(t, c, e, http.MethodGet, p+"/verify", "", http.StatusConflict)
			checkControl(t, c, e, http.MethodGet, p+"/coverage?format=xml", "", http.StatusBadRequest)
			checkControl(t, c, e, http.MethodPost, p+"/reset", "", http.StatusOK)
		}
	}
	e := newEmulator(t, emulator.WithScenario("default"))
	checkControl(t, c, e, http.MethodGet, "/_emulator/projects/p1/verify", "", http.StatusConflict)
	get(e, http.MethodGet, listPath, "")
	checkControl(t, c, e, http.MethodGet, "/_emulator/projects/p1/verify", "", http.StatusOK)
}
