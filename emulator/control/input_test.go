package control

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// chunked is a body whose length its request does not tell.
func chunked(text string) io.Reader { return io.MultiReader(strings.NewReader(text)) }

func TestInputIsWhatACallTakes(t *testing.T) {
	none, body, query := input{}, input{body: true}, input{params: []string{"limit", "offset"}}
	for _, c := range []struct {
		in       input
		target   string
		body     io.Reader
		encoding string
		want     string // part of the error; "": none
	}{
		{none, "/", nil, "", ""},
		{none, "/", strings.NewReader(""), "", ""},
		{none, "/", chunked(""), "", ""},
		{none, "/", nil, "gzip", ""},
		{none, "/", strings.NewReader("{}"), "", "takes no body"},
		{none, "/", strings.NewReader("\n"), "", "takes no body"},
		{none, "/", chunked("{}"), "", "takes no body"},
		{none, "/?limit=1", nil, "", `"limit" is not a parameter`},
		{none, "/?=1", nil, "", `"" is not a parameter`},
		{query, "/?limit=1&offset=2", nil, "", ""},
		{query, "/?limit=1&offset=2&limit=1", nil, "", `"limit" is given more than once`},
		{query, "/?limit&limit=", nil, "", `"limit" is given more than once`},
		{query, "/?limit=", nil, "", `"limit" is given without a value`},
		{query, "/?offset=1&limit", nil, "", `"limit" is given without a value`},
		{query, "/?%6Cimit=1&limit=2", nil, "", `"limit" is given more than once`},
		{query, "/?Limit=1", nil, "", `"Limit" is not a parameter`},
		{query, "/?limit=1;offset=2", nil, "", "the query cannot be read"},
		{query, "/?limit=1", strings.NewReader("x"), "", "takes no body"},
		{body, "/", strings.NewReader("{}"), "", ""},
		{body, "/", strings.NewReader("{}"), "Identity", ""},
		{body, "/", strings.NewReader("{}"), "gzip", "must not be encoded"},
		{body, "/", strings.NewReader("{}"), "identity, br", "must not be encoded"},
		{body, "/?a=1", strings.NewReader("{}"), "", `"a" is not a parameter`},
	} {
		r := httptest.NewRequest(http.MethodPost, c.target, c.body)
		if c.encoding != "" {
			r.Header.Set("Content-Encoding", c.encoding)
		}
		err := c.in.check(echo.New().NewContext(r, httptest.NewRecorder()))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %v, %q: %v, want %q", c.target, c.body, c.encoding, err, c.want)
		}
	}
}
