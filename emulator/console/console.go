package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed index.html *.css *.js
var files embed.FS

// Paths of the page below the control API's prefix.
const (
	Index  = "/"
	Folder = "/console/" // of all files but the index
)

// policy is the Content-Security-Policy of the page: nothing from elsewhere, nothing
// written into it, and no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Page serves the files of the page.
type Page struct{ files map[string]file }

// file is one file of the page.
type file struct {
	content     []byte
	contentType string
	etag        string
}

// New returns the page.
func New() *Page {
	p := &Page{map[string]file{}}
	names, _ := fs.Glob(files, "*")
	for _, name := range names {
		content, _ := files.ReadFile(name) // it is embedded
		sum := sha256.Sum256(content)
		p.files[name] = file{content, contentType(name), `"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return p
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	default:
		return "text/javascript; charset=utf-8"
	}
}

// Serve answers a GET or HEAD of a path of the page, without the control API's prefix. It
// reports false, with nothing written, if there is no such file.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, path string) bool {
	name, ok := strings.CutPrefix(path, Folder)
	if path == Index {
		name, ok = "index.html", true
	}
	f, found := p.files[name]
	if !ok || !found || name == "index.html" && path != Index {
		return false
	}
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Content-Security-Policy", policy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-cache") // asked for again each time, and sent only if it is another one
	header.Set("ETag", f.etag)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.content))
	return true
}
