package certificate

import (
	"crypto/x509"
	"testing"
	"time"
)

func TestNew(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	server, issuer, err := New([]string{"localhost", "127.0.0.1", "::1", "ges.test.", "my_app"}, now)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(server.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if leaf.IsCA || len(server.Certificate) != 1 {
		t.Errorf("it can sign others, or came with %d more", len(server.Certificate)-1)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(issuer) {
		t.Fatalf("no PEM: %s", issuer)
	}
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "ges.test": true, "my_app": true,
		"":          true, // any
		"evil.test": false, "a.localhost": false, "127.0.0.2": false,
	} {
		if _, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now}); (err == nil) != want {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, days := range []int{-2, 731} {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now.AddDate(0, 0, days)}); err == nil {
			t.Errorf("valid after %d days", days)
		}
	}
}

// Who trusts one emulator does not trust another.
func TestIssuersDiffer(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	server, _, err := New([]string{"localhost"}, now)
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := New([]string{"localhost"}, now)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(server.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(other)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now}); err == nil {
		t.Error("it is trusted by the issuer of another")
	}
}
