package emulator_test

import (
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/control"
)

func TestJournalAnswersFitTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	e := withOutage(t)
	for _, p := range []string{"/_emulator/projects/p1", "/_emulator/projects/*"} {
		for _, call := range []string{
			"GET " + listPath + "?limit=1&graphName=movies", "GET " + listPath + "?limit=1&graphName=movies", "GET " + listPath + "?limt=1",
			"POST /v1.0/p1/graphs", "GET /nowhere", "GET /v3/projects", "GET " + listPath,
		} {
			request(t, e, call, "X-Auth-Token: secret", "User-Agent: test/1")
		}
		checkControl(t, c, e, http.MethodGet, p+"/requests", "", http.StatusOK)
		checkControl(t, c, e, http.MethodGet, p+"/requests?operation=ListJobs&status=200&violations=true&since=1&limit=1", "", http.StatusOK)
		checkControl(t, c, e, http.MethodGet, p+"/requests?status=ok", "", http.StatusBadRequest)
		checkControl(t, c, e, http.MethodGet, p+"/polling", "", http.StatusOK)
		checkControl(t, c, e, http.MethodGet, p+"/verify?minGap=5s&maxGap=1m&clock=real&stopsAfterEnd=true&maxAtOnce=1", "", http.StatusConflict)
		checkControl(t, c, e, http.MethodGet, p+"/verify?minGap=fast", "", http.StatusBadRequest)
		if rec := request(t, e, "DELETE "+p+"/requests"); rec.Code != http.StatusNoContent {
			t.Errorf("DELETE %s/requests answers %d %s", p, rec.Code, rec.Body)
		}
		checkControl(t, c, e, http.MethodGet, p+"/requests", "", http.StatusOK)
	}
}
