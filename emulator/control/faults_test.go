package control_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/world"
)

func TestFaults(t *testing.T) {
	b := newBench(t, "*")
	const at = "/projects/p1/faults"
	b.want("GET "+at, 200, `{"count":0,"faults":[]}`)
	reply := `"reply":{"errorCode":"GES.9999","errorMessage":"failed","status":400}`
	b.want("POST "+at+` {"name":"second","when":{"calls":2},"reply":{"errorCode":"GES.9999"}}`, 201,
		`{"name":"second","when":{"calls":2},`+reply+`,"added":true,"fits":0,"applied":0}`)
	b.want("POST "+at+` {"name":"all","when":{"query":{"graph_name":"g"},"header":{"X-A":"b"},"calls":"3-","from":"+1m","until":"2018-12-17T13:00:00","chance":0.5},"delay":"2s","connection":"trickle"}`, 201,
		`{"name":"all","when":{"query":{"graphName":"g"},"header":{"X-A":"b"},"calls":"3-","from":"2018-12-17T12:56:00","until":"2018-12-17T13:00:00","chance":0.5},`+
			`"delay":{"from":"2s","to":"2s"},"connection":"trickle","added":true,"fits":0,"applied":0}`)
	b.want("POST "+at+` {"name":"limit","limit":{"calls":20,"per":"1s"}}`, 201,
		`{"name":"limit","reply":{"errorCode":"APIGW.0308","errorMessage":"The throttling threshold has been reached.","status":429},`+
			`"limit":{"calls":20,"per":"1s","clock":"virtual"},"added":true,"fits":0,"applied":0}`)
	b.want("POST "+at+` {"name":"second","reply":{"errorCode":"GES.9999"}}`, 409,
		`{"error":"project \"p1\" has a fault \"second\" already","hint":"Give it another name, or DELETE that one."}`)
	if status, body := b.call("POST " + at + ` {"name":"x","reply":{"errorCode":"GES.9998"}}`); status != 400 ||
		!strings.Contains(body, `body:1:34: reply.errorCode: \"GES.9998\" is not a known errorCode; did you mean GES.9999?`) {
		t.Errorf("%d %s", status, body)
	}
	var hit []string
	for range 3 {
		name := "-"
		if hit := b.list("p1").Hit; hit.Fault != nil {
			name = hit.Fault.Name
		}
		hit = append(hit, name)
	}
	if strings.Join(hit, " ") != "- second -" {
		t.Errorf("the calls met %v", hit)
	}
	if _, body := b.call("GET " + at); !strings.Contains(body, `"fits":3,"applied":1`) || !strings.HasPrefix(body, `{"count":3,"faults":[{"name":"second"`) {
		t.Errorf("%s", body)
	}
	remove := func(path string) int {
		rec := httptest.NewRecorder()
		b.api.ServeHTTP(rec, httptest.NewRequest("DELETE", "/_emulator"+path, nil))
		return rec.Code
	}
	if code := remove(at + "/limit"); code != 204 {
		t.Errorf("%d", code)
	}
	b.want("DELETE "+at+"/limit", 404, `{"error":"project \"p1\" has no fault \"limit\"","hint":"GET …/faults lists the faults, and so does ges-emulator fault PROJECT --list."}`)
	if code := remove(at); code != 204 {
		t.Errorf("%d", code)
	}
	b.want("GET "+at, 200, `{"count":0,"faults":[]}`)
	b.do("p2", func(tx *world.Tx) {
		if n := len(tx.Faults()); n != 0 {
			t.Errorf("another project has %d faults", n)
		}
	})
}
