package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/internal/access"
)

// tlsFlags are the flags of serve for https.
type tlsFlags struct {
	TLS     onOff  `name:"tls" env:"GES_EMULATOR_TLS" help:"Serve https, with a certificate that is made at the start: for localhost, 127.0.0.1, ::1, the hosts of --addr and --control-addr and the names of --allowed-host. Clients trust it by GET /_emulator/ca.pem."`
	TLSCert string `name:"tls-cert" env:"GES_EMULATOR_TLS_CERT" placeholder:"FILE" help:"Serve https with the certificate in this PEM file; those of its issuers may follow in it."`
	TLSKey  string `name:"tls-key" env:"GES_EMULATOR_TLS_KEY" placeholder:"FILE" help:"The PEM file with the key of --tls-cert."`
}

// scheme is that of the URLs of serve.
func (f *tlsFlags) scheme() string {
	if bool(f.TLS) || f.TLSCert != "" {
		return "https"
	}
	return "http"
}

// options are those of the flags, for a server at some addresses.
func (f *tlsFlags) options(addresses ...address) ([]emulator.Option, error) {
	switch {
	case f.TLSCert != "" && f.TLSKey != "":
		cert, err := loadCertificate(f.TLSCert, f.TLSKey)
		return []emulator.Option{emulator.WithTLSCertificate(cert)}, err
	case f.TLSCert != "":
		return nil, newUsageFailure("--tls-key FILE, the key of that certificate", "--tls-cert %s: a certificate needs its key", f.TLSCert)
	case f.TLSKey != "":
		return nil, newUsageFailure("--tls-cert FILE, the certificate of that key", "--tls-key %s: a key needs its certificate", f.TLSKey)
	case bool(f.TLS):
		return []emulator.Option{emulator.WithTLS(hostsOf(addresses)...)}, nil
	default:
		return nil, nil
	}
}

// hostsOf returns the hosts of addresses that can be in a certificate.
func hostsOf(addresses []address) []string {
	var hosts []string
	for _, a := range addresses {
		host, _, err := net.SplitHostPort(string(a))
		if ip := net.ParseIP(host); err != nil || ip != nil && ip.IsUnspecified() {
			continue
		}
		if host, err := access.ParseHost(host); err == nil {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// loadCertificate reads a certificate and its key.
func loadCertificate(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := readPEM(certFile)
	if err != nil {
		return tls.Certificate{}, newUsageFailure("a PEM file that this user may read", "--tls-cert: %v", err)
	}
	key, err := readPEM(keyFile)
	if err != nil {
		return tls.Certificate{}, newUsageFailure("a PEM file that this user may read", "--tls-key: %v", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return pair, newUsageFailure("a certificate and its key without a password, both as PEM",
			"--tls-cert %s, --tls-key %s: %s", certFile, keyFile, strings.TrimPrefix(err.Error(), "tls: "))
	}
	return pair, nil
}

// maxPEM is how large a file of certificates may be: that of all public authorities
// has a quarter of it.
const maxPEM = 1 << 20 // bytes

// readPEM reads a file of certificates or a key.
func readPEM(path string) ([]byte, error) {
	data, err := readLimited(path, maxPEM+1)
	if e := new(fs.PathError); errors.As(err, &e) {
		err = e.Err // the message has the path already
	}
	if err == nil && len(data) > maxPEM {
		err = fmt.Errorf("the file has more than %d MiB", maxPEM>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// clientTLSFlags are the flags of a command that calls an emulator by https. Their
// variables are those of serve, so that both agree in one environment.
type clientTLSFlags struct {
	TLS     onOff      `name:"tls" env:"GES_EMULATOR_TLS" help:"Call by https, as it answers with serve --tls. At a loopback address any certificate is good without --tls-ca."`
	TLSCert string     `name:"tls-cert" env:"GES_EMULATOR_TLS_CERT" hidden:"" help:"As --tls: serve has a certificate."`
	TLSCA   trustedPEM `name:"tls-ca" env:"GES_EMULATOR_TLS_CA" placeholder:"FILE" help:"Call by https, and trust only the certificates in this PEM file, such as the answer of GET /_emulator/ca.pem."`
}

// trustedPEM is a file of certificates to trust.
type trustedPEM struct{ pool *x509.CertPool } // nil: none

// UnmarshalText reads the file of a path.
func (p *trustedPEM) UnmarshalText(path []byte) error {
	p.pool = nil
	if len(path) == 0 { // an empty variable: as if it were not set
		return nil
	}
	data, err := readPEM(string(path))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return fmt.Errorf("%s: it has no certificate in PEM, such as the answer of GET /_emulator/ca.pem", path)
	}
	p.pool = pool
	return nil
}

// scheme is that of a host and port.
func (f *clientTLSFlags) scheme() string {
	if bool(f.TLS) || f.TLSCert != "" || f.TLSCA.pool != nil {
		return "https"
	}
	return "http"
}

// config is how a URL is called by https. Without --tls-ca no certificate of this
// machine is checked: nobody is between.
func (f *clientTLSFlags) config(target string) *tls.Config {
	_, host, _ := strings.Cut(target, "://")
	local := access.HostAllowed(host, nil)
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: f.TLSCA.pool, InsecureSkipVerify: local && f.TLSCA.pool == nil}
}

// tlsHint says what to try when a call failed because of TLS; otherwise is for all
// other reasons.
func tlsHint(err error, otherwise string) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.As(err, &unknown):
		return "--tls-ca FILE, with the answer of GET /_emulator/ca.pem of that emulator"
	case errors.As(err, &name):
		return "another name, or serve --allowed-host with that one"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "http://, or serve --tls"
	default:
		return otherwise
	}
}
