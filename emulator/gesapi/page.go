package gesapi

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"
)

// pageSize is how many bytes of an answer are held in memory. A larger answer
// goes out in pieces of this size while it is made.
const pageSize = 64 << 10

// page is an answer in the making.
type page struct {
	c        echo.Context
	call     *call
	buf      []byte // what is not written yet
	streamed bool   // part of the answer is written
}

// pages keeps buffers from one call to the next. It holds no state that an
// answer could depend on.
var pages = sync.Pool{New: func() any { return &page{buf: make([]byte, 0, 8<<10)} }} //nolint:gochecknoglobals // as above

func newPage(c echo.Context, call *call) *page {
	p, ok := pages.Get().(*page)
	if !ok {
		p = &page{}
	}
	*p = page{c: c, call: call, buf: p.buf[:0]}
	return p
}

func (p *page) release() {
	p.c, p.call = nil, nil
	pages.Put(p)
}

// flushIfLarge writes what there is once it is large.
func (p *page) flushIfLarge() error {
	if len(p.buf) < pageSize {
		return nil
	}
	if !p.streamed {
		p.streamed = true
		p.c.Response().WriteHeader(http.StatusOK)
	}
	_, err := p.c.Response().Write(p.buf)
	p.buf = p.buf[:0]
	return err
}

// close writes the rest. An error means that the client has gone away.
func (p *page) close() error {
	if !p.streamed {
		return writeBody(p.c, p.call, p.buf)
	}
	_, _ = p.c.Response().Write(p.buf)
	return nil
}

// writeBody writes a whole successful answer.
func writeBody(c echo.Context, call *call, body []byte) error {
	return writeAnswer(c, call, http.StatusOK, body)
}

// writeAnswer writes a whole answer.
func writeAnswer(c echo.Context, call *call, status int, body []byte) error {
	w := c.Response()
	call.head.contentLength[0] = strconv.Itoa(len(body))
	w.Header()["Content-Length"] = call.head.contentLength[:]
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has gone away: there is no one to tell
	return nil
}
