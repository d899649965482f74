package gesapi_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
)

// A body may have 12 MB. What is larger, or ends early, the gateway refuses, before the
// call belongs to a project.
func TestSizesOfBodies(t *testing.T) {
	whole := strings.Repeat(" ", auth.MaxBody-2) + "{}"
	const tooLarge = `413 {"error_msg":"Request entity too large.","error_code":"APIGW.0201"`
	for name, c := range map[string]struct {
		body  io.Reader
		want  string
		calls int
	}{
		"12 MB":               {strings.NewReader(whole), `404 {"error_msg":"Cluster does not exist or has been deleted.","error_code":"GES.0047"`, 1},
		"a byte more":         {strings.NewReader(whole + " "), tooLarge, 0},
		"a byte more, chunks": {io.MultiReader(strings.NewReader(whole), strings.NewReader(" ")), tooLarge, 0},
		"a part":              {io.MultiReader(strings.NewReader("{"), iotest.ErrReader(errors.New("broken off"))), `400 {"error_msg":"API request error.","error_code":"APIGW.0201"`, 0},
	} {
		api, w, _ := anyProject(t)
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/v2/p1/graphs/g/stop", c.body))
		if got := fmt.Sprint(rec.Code, " ", rec.Body); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if w.Len() != c.calls {
			t.Errorf("%s: %d projects, want %d", name, w.Len(), c.calls)
		}
	}
}
