package emulator

import (
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/console"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// withConsole serves the console beside the control API. Its files need no control token:
// the page asks for it.
func withConsole(h http.Handler) http.Handler {
	page := console.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.ServeHTTP(w, r)
			return
		}
		path, below := strings.CutPrefix(r.URL.Path, control.Prefix)
		switch {
		case asksForPage(r), below && path == "":
			openConsole(w)
		case !below || !page.Serve(w, r, path):
			h.ServeHTTP(w, r)
		}
	})
}

// asksForPage reports whether a browser asks for the address that the emulator prints.
func asksForPage(r *http.Request) bool {
	return r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		strings.Contains(strings.Join(r.Header["Accept"], ","), "text/html")
}

// openConsole sends a browser to the console. The way is relative, for servers that are
// reached below a path of another one.
func openConsole(w http.ResponseWriter) {
	w.Header().Set("Location", strings.TrimPrefix(control.Prefix, "/")+console.Index)
	w.WriteHeader(http.StatusFound)
}
