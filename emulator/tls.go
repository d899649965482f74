package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/access"
	"github.com/ges-emulator/ges-emulator/internal/certificate"
	"github.com/ges-emulator/ges-emulator/internal/linger"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// WithTLS makes [Emulator.Serve], [Emulator.ServeControl] and [Start] speak https,
// with a certificate that [New] makes: for localhost, 127.0.0.1, ::1, the names of
// [WithAllowedHosts] and further names or addresses. [Emulator.CACertificate] is what
// clients have to trust. It is an error when one is no host name.
func WithTLS(hosts ...string) Option {
	return func(c *config) error {
		var names []string
		for _, host := range hosts {
			name, err := access.ParseHost(host)
			if err != nil {
				return err
			}
			names = append(names, name)
		}
		c.tls, c.tlsHosts, c.certificate = true, names, nil
		return nil
	}
}

// WithTLSCertificate is like [WithTLS], with a certificate of the caller's. It is an
// error when it has no certificate or no key.
func WithTLSCertificate(cert tls.Certificate) Option {
	return func(c *config) error {
		if len(cert.Certificate) == 0 || cert.PrivateKey == nil {
			return errors.New("the TLS certificate has no certificate or no key")
		}
		c.tls, c.certificate = true, &cert
		return nil
	}
}

// CACertificate returns, in PEM, the certificate of the issuer of that of [WithTLS],
// which clients have to trust; nil without WithTLS. GET /_emulator/ca.pem returns it too.
func (e *Emulator) CACertificate() []byte { return append([]byte(nil), e.ca...) }

// scheme is that of the URLs of the emulator's listeners.
func (e *Emulator) scheme() string {
	if e.tls != nil {
		return "https"
	}
	return "http"
}

// newClient is a client that trusts the emulator's own certificate.
func (e *Emulator) newClient() *http.Client {
	transport := &http.Transport{}
	if e.tls != nil {
		roots := x509.NewCertPool()
		if leaf, err := x509.ParseCertificate(e.tls.Certificates[0].Certificate[0]); err == nil {
			roots.AddCert(leaf)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport}
}

// newTLS returns the configuration of listeners, nil for plain HTTP, and the
// certificate to trust, nil for one of the caller's.
//
// There is no HTTP/2: a call in it has no connection of its own that a fault could
// reset, close or cut off.
func (c *config) newTLS() (*tls.Config, []byte, error) {
	if !c.tls {
		return nil, nil, nil
	}
	config := &tls.Config{NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	if c.certificate != nil {
		config.Certificates = []tls.Certificate{*c.certificate}
		return config, nil, nil
	}
	hosts := append([]string{"localhost", "127.0.0.1", "::1"}, c.hosts...)
	cert, ca, err := certificate.New(append(hosts, c.tlsHosts...), clock.Wall())
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a TLS certificate: %w", err)
	}
	config.Certificates = []tls.Certificate{cert}
	return config, ca, nil
}

// maxReason is how much of the reason of a failed handshake is logged.
const maxReason = 256 // bytes

// tlsConn is a connection that speaks TLS. Its handshake takes place in the first
// read, within the time limit of headers, and not in the server, so that one that
// fails is logged with what to do about it.
type tlsConn struct {
	*tls.Conn

	log   *slog.Logger
	begun bool // the handshake
}

// Read reads, after the handshake.
func (c *tlsConn) Read(b []byte) (int, error) {
	if !c.begun {
		c.begun = true
		if err := c.handshake(); err != nil {
			return 0, err
		}
	}
	return c.Conn.Read(b)
}

func (c *tlsConn) handshake() error {
	_ = c.SetWriteDeadline(clock.Wall().Add(readHeaderTimeout)) // the server has set that of reading
	ctx := context.Background()                                 // the server ends it by closing the connection
	err := c.HandshakeContext(ctx)
	if err == nil {
		return nil
	}
	client := slog.String("client", fmt.Sprint(c.RemoteAddr()))
	reason := slog.String("error", text.Truncate(err.Error(), maxReason)) // may have names that the client sent
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &plain) && plain.Conn != nil && isHTTP(plain.RecordHeader):
		c.log.LogAttrs(ctx, slog.LevelWarn, "plain HTTP on a port that speaks TLS; use https:// in the client's URL", client)
		linger.Close(ctx, plain.Conn, []byte(plainHTTPAnswer()), clock.Wall())
	case refusedCertificate(err):
		c.log.LogAttrs(ctx, slog.LevelWarn, "TLS handshake failed; the client must trust the certificate, for which there is GET /_emulator/ca.pem, and call by a name in it", reason, client)
	case clientLeft(err):
		c.log.LogAttrs(ctx, slog.LevelDebug, "client left before the TLS handshake", reason, client)
	default:
		c.log.LogAttrs(ctx, slog.LevelWarn, "TLS handshake failed", reason, client)
	}
	return err
}

// clientLeft reports whether a handshake failed below TLS: the client only tried
// whether the port is open.
func clientLeft(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.EOF) || errors.As(err, &network) && (network.Op == "read" || network.Op == "write")
}

// isHTTP reports whether what came instead of a TLS record is the beginning of a request.
func isHTTP(begin [5]byte) bool {
	return slices.Contains([]string{"GET", "HEA", "POS", "PUT", "PAT", "DEL", "OPT", "TRA", "CON", "PRI"}, string(begin[:3]))
}

// plainHTTPAnswer is the answer to plain HTTP at a TLS port.
func plainHTTPAnswer() string {
	const body = "This port speaks https: use https:// in the URL.\n"
	return fmt.Sprintf("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
}

// refusedCertificate reports whether the client ended a handshake because of the
// certificate. crypto/tls has no type for alerts, only texts. OpenSSL, and so curl and
// Python, sends this one without encryption where TLS 1.3 expects it.
func refusedCertificate(err error) bool {
	var alert *net.OpError
	if !errors.As(err, &alert) {
		return false
	}
	says := func(part string) bool { return strings.Contains(alert.Err.Error(), part) }
	return alert.Op == "remote error" && says("certificate") || alert.Op == "local error" && says("bad record MAC")
}
