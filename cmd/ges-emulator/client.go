package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/access"
)

// clientFlags are the flags of a command that calls a running emulator. Their
// variables are those of serve, so that both agree in one environment.
type clientFlags struct {
	Addr        endpoint `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where it listens, or its URL; for 0.0.0.0 and [::] the call goes to 127.0.0.1. Default: ${default}."`
	ControlAddr endpoint `env:"GES_EMULATOR_CONTROL_ADDR" placeholder:"HOST:PORT" help:"Where its control API listens, or the URL, if that has its own address; the call then goes there."`
	TLS         onOff    `name:"tls" env:"GES_EMULATOR_TLS" help:"Call by https, as it answers with serve --tls. At a loopback address any certificate is good without --tls-ca."`
	TLSCert     string   `name:"tls-cert" env:"GES_EMULATOR_TLS_CERT" hidden:"" help:"As --tls: serve has a certificate."`
	TLSCA       string   `name:"tls-ca" env:"GES_EMULATOR_TLS_CA" placeholder:"FILE" help:"Call by https, and trust only the certificates in this PEM file, such as that of GET /_emulator/ca.pem."`
}

// endpoint is where an emulator is called.
type endpoint struct {
	scheme  string // "": by the other flags
	address address
}

// UnmarshalText reads an address, or a URL of nothing more. Empty is none.
func (e *endpoint) UnmarshalText(text []byte) error {
	*e = endpoint{}
	if len(text) == 0 {
		return nil
	}
	rest := string(text)
	for _, scheme := range []string{"http", "https"} {
		if after, ok := strings.CutPrefix(rest, scheme+"://"); ok {
			e.scheme, rest = scheme, strings.TrimSuffix(after, "/")
		}
	}
	return e.address.UnmarshalText([]byte(rest))
}

// target is the endpoint of the control API, complete.
func (f *clientFlags) target() endpoint {
	e := f.Addr
	if f.ControlAddr.address != "" {
		e = f.ControlAddr
	}
	if e.address == "" { // an empty variable
		e.address = defaultAddr
	}
	if e.scheme == "" {
		e.scheme = "http"
		if bool(f.TLS) || f.TLSCert != "" || f.TLSCA != "" {
			e.scheme = "https"
		}
	}
	e.address = address(e.address.client())
	return e
}

func (e endpoint) url() string { return e.scheme + "://" + string(e.address) }

// client is a client of an endpoint, by no proxy. Without --tls-ca it checks no
// certificate of this machine, as nobody else is between.
func (f *clientFlags) client(e endpoint) (*http.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: f.TLSCA == "" && access.HostAllowed(string(e.address), nil)}
	if f.TLSCA != "" {
		data, err := readPEM("--tls-ca", f.TLSCA)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(data) {
			return nil, newUsageFailure("the answer of GET /_emulator/ca.pem", "--tls-ca %s: there is no certificate in PEM in it", f.TLSCA)
		}
	}
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}}, nil
}

// connectionHint says what to try when no connection was made; otherwise is for all
// other reasons than TLS.
func connectionHint(err error, otherwise string) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.As(err, &unknown):
		return "--tls-ca FILE, with the answer of GET /_emulator/ca.pem of that emulator"
	case errors.As(err, &name):
		return "serve --allowed-host with the name, or another name"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "http://, or serve --tls"
	default:
		return otherwise
	}
}
