package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"strings"
	"time"
)

// Clients may have other clocks, and macOS takes no server certificate that is valid
// for more than 825 days.
const (
	validBefore = 24 * time.Hour
	validAfter  = 730 * 24 * time.Hour
)

// New returns a certificate for the host names and addresses of a server, and in PEM
// the certificate of its issuer, which clients have to trust. The two are not one
// since some clients refuse a server certificate that may sign others.
func New(hosts []string, now time.Time) (server tls.Certificate, issuer []byte, err error) {
	ca := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "ges-emulator " + now.UTC().Format(time.RFC3339)},
		NotBefore:             now.Add(-validBefore),
		NotAfter:              now.Add(validAfter),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return server, nil, err
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return server, nil, err
	}
	if ca, err = x509.ParseCertificate(caDER); err != nil { // with its key id, which the other one names
		return server, nil, err
	}
	leaf := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "ges-emulator"},
		NotBefore:             ca.NotBefore,
		NotAfter:              ca.NotAfter,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	addHosts(leaf, hosts)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return server, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		return server, nil, err
	}
	issuer = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, issuer, nil
}

// addHosts names hosts in a certificate.
func addHosts(c *x509.Certificate, hosts []string) {
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, strings.TrimSuffix(host, "."))
		}
	}
}
