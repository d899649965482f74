package record

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
)

// exchange is a call under way.
type exchange struct {
	proxy    *Proxy
	context  context.Context //nolint:containedctx // of the client's request
	x        recording.Exchange
	request  capture
	response capture
	signed   func(*http.Request) // signs the call anew; nil: it is not
	once     sync.Once
}

func newExchange(p *Proxy, r *http.Request) *exchange {
	header := r.Header.Clone()
	header.Del("Connection")
	return &exchange{proxy: p, context: r.Context(), x: recording.Exchange{Method: r.Method, URI: requestURI(r), Request: recording.Message{Header: header}}}
}

// requestURI is the path and the query as they were sent.
func requestURI(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

type exchangeKey struct{}

func withExchange(ctx context.Context, e *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, e)
}

func exchangeOf(ctx context.Context) *exchange {
	e, _ := ctx.Value(exchangeKey{}).(*exchange)
	return e
}

// answer takes the head of the answer.
func (e *exchange) answer(answer *http.Response) {
	e.x.Status = answer.StatusCode
	e.x.Response = &recording.Message{Header: answer.Header.Clone()}
	e.x.At = recording.Date(answer.Header)
}

// end records the exchange, once.
func (e *exchange) end(broken string) {
	e.once.Do(func() {
		e.x.Failure = broken
		e.request.fill(&e.x.Request)
		if e.x.Response != nil {
			e.response.fill(e.x.Response)
		}
		if err := e.proxy.options.Write(e.x); err != nil {
			e.proxy.failed.Do(func() { e.proxy.options.Failed(err) })
		}
	})
}

// capture is the copy of a body that passes.
type capture struct {
	mu   sync.Mutex
	data bytes.Buffer
	size int64
}

func (c *capture) write(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size += int64(len(b))
	if c.size <= recording.MaxBody {
		c.data.Write(b)
	}
}

// fill sets a message's body, without its content encoding.
func (c *capture) fill(m *recording.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size > recording.MaxBody {
		m.Omitted = fmt.Sprintf("it has %d bytes", c.size)
		return
	}
	data, err := decode(http.Header(m.Header).Get("Content-Encoding"), c.data.Bytes())
	if err != nil {
		m.Omitted = err.Error()
		return
	}
	m.SetBody(string(data))
}

// decode returns a body without its content encoding.
func decode(encoding string, data []byte) ([]byte, error) {
	var in io.Reader
	switch strings.ToLower(encoding) {
	case "", "identity":
		return data, nil
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, errors.New("it is no gzip")
		}
		in = r
	case "deflate":
		in = flate.NewReader(bytes.NewReader(data))
	default:
		return nil, errors.New("its encoding is not known: " + encoding)
	}
	plain, err := io.ReadAll(io.LimitReader(in, recording.MaxBody+1))
	if err != nil && len(plain) == 0 {
		return nil, errors.New("it is no " + encoding)
	}
	return plain, nil // of one that is cut off, what came
}

// reader passes the body of a request on.
func (c *capture) reader(body io.ReadCloser) io.ReadCloser {
	if body == nil || body == http.NoBody {
		return body
	}
	return &requestBody{body, c}
}

type requestBody struct {
	io.ReadCloser
	capture *capture
}

func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.capture.write(p[:n])
	return n, err
}

// answerReader passes the body of an answer on, and records the exchange at its end.
func (c *capture) answerReader(body io.ReadCloser, e *exchange) io.ReadCloser {
	return &answerBody{body, c, e}
}

type answerBody struct {
	io.ReadCloser
	capture  *capture
	exchange *exchange
}

func (b *answerBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.capture.write(p[:n])
	switch {
	case errors.Is(err, io.EOF):
		b.exchange.end("")
	case err != nil && b.exchange.context.Err() != nil:
		b.exchange.end("cut off: the client left")
	case err != nil:
		b.exchange.end("cut off")
	}
	return n, err
}

// Close is called before the end of the body when the client takes no more.
func (b *answerBody) Close() error {
	err := b.ReadCloser.Close()
	if b.exchange.x.Method == http.MethodHead || b.exchange.context.Err() == nil && b.capture.complete(b.exchange) {
		b.exchange.end("")
	} else {
		b.exchange.end("cut off: the client left")
	}
	return err
}

// complete reports whether all bytes came that the answer's head tells of.
func (c *capture) complete(e *exchange) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	length := http.Header(e.x.Response.Header).Get("Content-Length")
	return length == fmt.Sprint(c.size)
}
