package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// A path means the same with and without escapes of unreserved characters, and
// behind a base URL that ends in a slash; what is told of one is true of it.
func TestEscapedPaths(t *testing.T) {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("metrics")) })
	for call, want := range map[string]string{
		"GET //_emulator/projects":             `200 {"count":1,`,
		"GET //_emulator/health":               `200 {"version":`,
		"GET /%5Femulator/project%73":          `200 {"count":1,`,
		"GET /_emulator/projects/p%31/cloc%6b": `200 {"now":`,
		"GET ///openapi.yaml":                  `200 openapi: `,
		"GET //v1.0/p1/graphs/job%73":          `200 {"jobCount":`,
		"POST //v3/auth/token%73":              `400 {"error":{"code":400,`,
		"GET //metric%73":                      `200 metrics`,
		"GET /_emulator/projects/p1%2Fclock":   `405 {"error":"GET is not a method of \"/_emulator/projects/p1%2Fclock\"","hint":"It takes OPTIONS, DELETE."}`,
		"GET /_emulator%2Fprojects":            `404 {"error":"there is no control call at \"/_emulator%2Fprojects\""`,
		"GET /%2F_emulator/projects":           `404 {"error_msg":"The API does not exist`,
	} {
		e := newEmulator(t, emulator.WithScenario("empty"), emulator.WithControlToken("t"), emulator.WithMetrics(metrics))
		get(e, "GET", listPath, "")
		method, target, _ := strings.Cut(call, " ")
		rec := send(e, method, target, "Authorization: Bearer t")
		if got := fmt.Sprint(rec.Code, " ", rec.Body); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %.300s, want %s", call, got, want)
		}
	}
	// The health call needs no token, whatever its slashes; the others do.
	e := newEmulator(t, emulator.WithScenario("empty"), emulator.WithControlToken("t"))
	for target, want := range map[string]int{"//_emulator/health": 200, "//_emulator/projects": 401, "/%5Femulator/projects": 401, "/_emulator%2Fprojects": 401} {
		if rec := send(e, "GET", target); rec.Code != want {
			t.Errorf("%s without the token: %d, want %d", target, rec.Code, want)
		}
	}
}
