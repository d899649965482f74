package gesapi

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// TestBugIsAnInternalError lets a handler panic: the client is told no more
// than that, the log says why and where, and later calls are answered.
func TestBugIsAnInternalError(t *testing.T) {
	w, err := world.New(&scenario.Scenario{Projects: []scenario.Project{{ID: "p1"}}}, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	a := New(w, slog.New(slog.NewTextHandler(&log, nil)))
	bug := match{route: &route{operation: &ges.OperationSpec{ID: "Secret", Routes: make([]ges.Route, 1)}}, path: [maxPathValues]string{"p1"}}
	for range 2 {
		rec := httptest.NewRecorder()
		a.serve(a.echo.NewContext(httptest.NewRequest(http.MethodGet, "/bug/p1", nil), rec), bug)
		if body := rec.Body.String(); rec.Code != 500 || body != `{"errorMessage":"internal error","errorCode":"GES.9999"}` {
			t.Errorf("got %d %s", rec.Code, body)
		}
	}
	if n := strings.Count(log.String(), "no handler of Secret"); n != 2 || !strings.Contains(log.String(), "api.go") {
		t.Errorf("the log tells of %d bugs:\n%s", n, &log)
	}
}
