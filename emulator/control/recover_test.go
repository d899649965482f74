package control

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// A handler that panics is answered with no more than that; the log says why.
func TestBugIsAnInternalError(t *testing.T) {
	w, err := world.New(&scenario.Scenario{Projects: []scenario.Project{{ID: "p1"}}}, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	a := New(w, nil, "v1", nil, slog.New(slog.NewTextHandler(&log, nil)))
	a.echo.GET("/_emulator/bug", func(echo.Context) error { panic("the secret reason") })
	rec := httptest.NewRecorder()
	a.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/_emulator/bug", nil))
	if body := rec.Body.String(); rec.Code != 500 || !strings.HasPrefix(body, `{"error":"internal error",`) {
		t.Errorf("got %d %s", rec.Code, body)
	}
	if text := log.String(); !strings.Contains(text, "the secret reason") || !strings.Contains(text, "recover_test.go") {
		t.Errorf("the log says\n%s", text)
	}
}
