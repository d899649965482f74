package record

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
)

const (
	maxCalls    = 128 // under way at once; further ones wait
	dialTimeout = 10 * time.Second

	// answerTimeout is how long the server may take until its answer begins.
	answerTimeout = 10 * time.Minute
)

// Key is an access key, by which calls are signed.
type Key struct {
	Access, Secret string
	SecurityToken  string // of a temporary key; "": it is not one
}

// Options are those of a proxy.
type Options struct {
	Upstream *url.URL // scheme and host
	TLS      *tls.Config
	Sign     *Key                           // signs all calls anew that are signed; nil: none
	Write    func(recording.Exchange) error // records an exchange; is called by many goroutines
	Failed   func(error)                    // is told of the first exchange that could not be recorded
	Now      func() time.Time               // for signatures
}

// Proxy passes calls on and records them.
type Proxy struct {
	options Options
	proxy   httputil.ReverseProxy
	calls   chan struct{}
	failed  sync.Once
}

// New is a proxy in front of a server.
func New(o Options) *Proxy {
	p := &Proxy{options: o, calls: make(chan struct{}, maxCalls)}
	p.proxy = httputil.ReverseProxy{
		Rewrite:        p.rewrite,
		Transport:      newTransport(o.TLS),
		FlushInterval:  -1, // answers pass as they come
		ModifyResponse: p.answered,
		ErrorHandler:   p.unanswered,
		ErrorLog:       log.New(io.Discard, "", 0), // each failure is recorded
	}
	return p
}

func newTransport(config *tls.Config) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSClientConfig:       config,
		DisableCompression:    true, // answers pass as the client asked for them
		MaxIdleConnsPerHost:   maxCalls,
		IdleConnTimeout:       30 * time.Second,
		ResponseHeaderTimeout: answerTimeout,
		ExpectContinueTimeout: time.Second,
		Proxy:                 http.ProxyFromEnvironment,
	}
}

// ServeHTTP passes a call on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case p.calls <- struct{}{}:
		defer func() { <-p.calls }()
	case <-r.Context().Done():
		return
	}
	if !p.mayCall(w, r) {
		return
	}
	if p.tokenWithoutTLS(r) {
		refuse(w, http.StatusBadGateway, "EMULATOR.TokenWithoutTLS", "ges-emulator record passes no token on to an upstream without TLS, except on this machine.")
		return
	}
	e := newExchange(p, r)
	if refusal := p.sign(r, e); refusal != "" {
		refuse(w, http.StatusBadGateway, "EMULATOR.SignedHost", refusal)
		return
	}
	r.Body = e.request.reader(r.Body)
	p.proxy.ServeHTTP(w, r.WithContext(withExchange(r.Context(), e)))
}

// mayCall refuses pages of other sites, whose calls would be signed, too, and names of
// this machine that such a page gave it.
func (p *Proxy) mayCall(w http.ResponseWriter, r *http.Request) bool {
	if p.options.Sign == nil || isLocal(r.Host) && (r.Header.Get("Origin") == "" || isLocalOrigin(r.Header.Get("Origin"))) {
		return true
	}
	refuse(w, http.StatusForbidden, "EMULATOR.ForeignCaller", "ges-emulator record --sign takes calls to localhost or 127.0.0.1 only, and from pages there.")
	return false
}

func isLocal(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

func isLocalOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && isLocal(u.Host)
}

// rewrite directs a call to the server.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	r.Out.URL.Scheme, r.Out.URL.Host = p.options.Upstream.Scheme, p.options.Upstream.Host
	r.Out.URL.RawQuery = r.In.URL.RawQuery // as it was sent, also where it cannot be read
	r.Out.Host = p.options.Upstream.Host
	if _, given := r.In.Header["User-Agent"]; !given {
		r.Out.Header["User-Agent"] = nil
	}
	if r.Out.Body == nil {
		// A body, though empty, keeps the transport from calling a second time when the
		// connection breaks: a break is to be recorded.
		r.Out.Body, r.Out.GetBody = io.NopCloser(strings.NewReader("")), nil
		if r.Out.Method != http.MethodGet && r.Out.Method != http.MethodHead && r.Out.Method != http.MethodDelete && r.Out.Method != http.MethodOptions {
			r.Out.Body = http.NoBody
		}
	}
	if e := exchangeOf(r.Out.Context()); e != nil && e.signed != nil {
		e.signed(r.Out)
	}
}

// answered takes an answer, which is recorded once it has passed.
func (p *Proxy) answered(answer *http.Response) error {
	e := exchangeOf(answer.Request.Context())
	if e == nil || answer.StatusCode == http.StatusSwitchingProtocols {
		return nil
	}
	e.answer(answer)
	answer.Body = e.response.answerReader(answer.Body, e)
	return nil
}
