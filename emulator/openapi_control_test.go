package emulator_test

import (
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// healthPath answers for every path that the control API does not have: its
// answer to a wrong method has the shape of all its errors.
const healthPath = "/_emulator/health"

// checkControl makes a control call and holds its answer against the document.
func checkControl(t *testing.T, c contract, h http.Handler, method, target, body string, want int) {
	t.Helper()
	r := newRequest(method, target, body)
	answer := get(h, method, target, body)
	if answer.Code != want {
		t.Errorf("%s %s %.200s answers %d %s, want %d", method, target, body, answer.Code, answer.Body, want)
		return
	}
	status := answer.Code
	if _, _, known := c.route(r, healthPath); !known {
		status = http.StatusMethodNotAllowed // the same schema as that of every error
	}
	if err := c.checkAnswer(r, healthPath, status, answer.Header(), answer.Body.Bytes()); err != nil {
		t.Errorf("%s %s %.200s answers %d %.300s\n%v", method, target, body, answer.Code, answer.Body, err)
	}
}

func TestEveryControlAnswerFitsTheDocument(t *testing.T) {
	t.Parallel()
	c := readContract(t, control.OpenAPI)
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			e := newEmulator(t, emulator.WithScenario(name))
			for _, p := range []string{"/_emulator/projects/p1", "/_emulator/projects/*"} {
				for _, body := range []string{
					`{"to":"next"}`, `{"to":"next"}`, `{"to":"next"}`, `{"by":"10s"}`, `{"by":"1500ms"}`, `{"by":"-15s"}`, `{"by":"2d"}`,
					`{"to":"2018-12-17T13:00:00"}`, `{"to":"2019-04-01T00:00:00.123456789Z"}`, `{"to":"end"}`, `{"to":"next"}`, `{"to":"1970-01-01T00:00:00"}`,
				} {
					checkControl(t, c, e, http.MethodPost, p+"/clock/advance", body, http.StatusOK)
					checkControl(t, c, e, http.MethodGet, p+"/clock", "", http.StatusOK)
				}
				for _, body := range []string{
					`{}`, `{"mode":"manual"}`, `{"now":"2018-12-17T12:55:39.611"}`, `{"mode":"stepped","step":"next"}`, `{"step":"1h30m"}`, `{"rate":60}`,
					`{"mode":"realtime","rate":0.5,"now":"2018-12-17T12:55:00"}`, `{"now":"2018-12-17T12:55:00+08:00","mode":"manual"}`,
				} {
					checkControl(t, c, e, http.MethodPatch, p+"/clock", body, http.StatusOK)
				}
				checkControl(t, c, e, http.MethodPost, p+"/reset", "", http.StatusOK)
			}
			checkControl(t, c, e, http.MethodGet, healthPath, "", http.StatusOK)
			checkControl(t, c, e, http.MethodGet, "/_emulator/openapi.yaml", "", http.StatusOK)
		})
	}
}

// What no route has is answered in the shape of all errors; the errors of the
// routes are those of [TestEveryControlCallMeetsItsDocument].
func TestEveryControlErrorFitsTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("every-status"))
	const advance = "/_emulator/projects/p1/clock/advance"
	checkControl(t, c, e, http.MethodGet, "/_emulator/nothing", "", http.StatusNotFound)
	checkControl(t, c, e, http.MethodGet, "/_emulator/projects/p1/clock/", "", http.StatusNotFound)
	checkControl(t, c, e, http.MethodPost, advance, `{"by":"1s"} {"by":"1s"}`, http.StatusBadRequest) // the validator reads the first only
}

// A body that the document refuses gets a 400 and changes nothing.
func TestBadControlBodiesAreThoseTheDocumentRefuses(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("every-status"))
	const advance, clock = "/_emulator/projects/p1/clock/advance", "/_emulator/projects/p1/clock"
	before := get(e, http.MethodGet, clock, "").Body.String()
	check := func(method, target, body string) {
		t.Helper()
		if err := c.checkRequest(newRequest(method, target, body)); err == nil {
			t.Errorf("the document lets %s %s %s through", method, target, body)
		}
		checkControl(t, c, e, method, target, body, http.StatusBadRequest)
		if after := get(e, http.MethodGet, clock, "").Body.String(); after != before {
			t.Fatalf("%s %s %s changed the clock from %s to %s", method, target, body, before, after)
		}
	}
	for _, body := range []string{
		``, `{}`, `[]`, `null`, `"next"`, `{"by":"1s"`, `{"by":30}`, `{"by":"30"}`, `{"by":""}`, `{"by":null}`, `{"by":"fast"}`,
		`{"to":"never"}`, `{"to":"2018-12-17"}`, `{"to":"12:55:00"}`, `{"to":null}`, `{"to":{"jobId":"a","status":"success"}}`,
		`{"by":"1s","to":"next"}`, `{"by":"1s","step":"1s"}`, `{"until":"success"}`, `{"until":{}}`, `{"until":{"jobId":"a"}}`,
		`{"until":{"status":"success"}}`, `{"until":{"jobId":"a","status":"done"}}`, `{"until":{"jobId":"a","status":"success","x":1}}`,
		`{"until":{"jobId":"","status":"success"}}`,
	} {
		check(http.MethodPost, advance, body)
	}
	for _, body := range []string{
		``, `[]`, `null`, `{"now":1}`, `{"now":""}`, `{"now":"next"}`, `{"now":null}`, `{"mode":"fast"}`, `{"mode":""}`, `{"mode":null}`, `{"step":5}`,
		`{"step":""}`, `{"step":"-5s"}`, `{"step":"last"}`, `{"rate":"60"}`, `{"rate":0}`, `{"rate":-1}`, `{"rate":1000001}`, `{"rate":null}`, `{"next":null}`,
		`{"mode":"stepped","step":"-1s"}`, `{"mode":"realtime","rate":0}`, `{"now":"2018-12-17T12:55:00","mode":"fast"}`,
	} {
		check(http.MethodPatch, clock, body)
	}
}

func TestWrongControlAnswersDoNotFitTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	header := http.Header{"Content-Type": {"application/json"}}
	for _, call := range []struct {
		method, target, good string
		wrong                []string
	}{
		{
			http.MethodGet, healthPath, `{"version":"v1.0.0","scenario":"default","projects":3,"uptime":"1m2.345s"}`,
			[]string{
				`{}`, `{"version":"v1.0.0","scenario":"default","projects":3,"uptime":"1m2.3456s"}`,
				`{"version":"v1.0.0","scenario":"default","projects":"3","uptime":"1m2s"}`,
			},
		},
		{
			http.MethodGet, "/_emulator/projects/p1/clock",
			`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":null}`,
			[]string{
				`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1}`,
				`{"now":"2018-12-17T12:55:00Z","mode":"manual","step":"5s","rate":1,"next":null}`,
				`{"now":"2018-12-17T12:55:00","mode":"manual","step":5,"rate":1,"next":null}`,
				`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"never"}`,
			},
		},
		{
			http.MethodPost, "/_emulator/projects/p1/clock/advance",
			`{"now":"2018-12-17T12:55:40","changes":[{"jobId":"a","from":null,"to":"running","at":"2018-12-17T12:55:39.611"}],"dropped":0}`,
			[]string{
				`{"now":"2018-12-17T12:55:40","changes":null,"dropped":0}`, `{"now":"2018-12-17T12:55:40","changes":[]}`,
				`{"now":"2018-12-17T12:55:40","changes":[{"jobId":"a","from":"","to":"running","at":"2018-12-17T12:55:40"}],"dropped":0}`,
				`{"now":"2018-12-17T12:55:40","changes":[{"jobId":"a","to":"running","at":"2018-12-17T12:55:40"}],"dropped":0}`,
			},
		},
	} {
		if err := c.checkAnswer(newRequest(call.method, call.target, ""), healthPath, http.StatusOK, header, []byte(call.good)); err != nil {
			t.Errorf("%s is refused: %v", call.good, err)
		}
		for _, wrong := range call.wrong {
			if c.checkAnswer(newRequest(call.method, call.target, ""), healthPath, http.StatusOK, header, []byte(wrong)) == nil {
				t.Errorf("%s is let through", wrong)
			}
		}
		for _, wrong := range []string{`{}`, `{"error":"x"}`, `{"error":"","hint":"y"}`, `{"error":"x","hint":"y","code":1}`} {
			if c.checkAnswer(newRequest(call.method, call.target, ""), healthPath, http.StatusMethodNotAllowed, header, []byte(wrong)) == nil {
				t.Errorf("error %s is let through", wrong)
			}
		}
	}
}
