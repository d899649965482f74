package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
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
	cert, err := readPEM("--tls-cert", certFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := readPEM("--tls-key", keyFile)
	if err != nil {
		return tls.Certificate{}, err
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

// readPEM reads the file that a flag names.
func readPEM(flag, path string) ([]byte, error) {
	data, err := readLimited(path, maxPEM+1)
	if e := new(fs.PathError); errors.As(err, &e) {
		err = e.Err // the message has the path already
	}
	if err == nil && len(data) > maxPEM {
		err = fmt.Errorf("the file has more than %d MiB", maxPEM>>20)
	}
	if err != nil {
		return nil, newUsageFailure("a PEM file that this user may read", "%s %s: %v", flag, path, err)
	}
	return data, nil
}
