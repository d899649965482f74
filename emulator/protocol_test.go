package emulator_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// A TLS client at the plain port learns at once that there is no TLS, and the log
// says what it tried.
func TestTLSAtThePlainPort(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		ours := b.pipe()
		err := tls.Client(ours, &tls.Config{ServerName: "emulator"}).HandshakeContext(t.Context())
		if e := new(tls.RecordHeaderError); !errors.As(err, e) || string(e.RecordHeader[:]) != "HTTP/" || b.elapsed() != 0 {
			t.Errorf("after %s: %v", b.elapsed(), err)
		}
		_ = ours.Close()
		b.wantRefused("TLS handshake on a port that speaks plain HTTP")
	})
}

// So does a client that begins HTTP/2 without asking.
func TestHTTP2PriorKnowledge(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		ours := b.pipe()
		if _, err := io.WriteString(ours, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if answer, err := io.ReadAll(ours); err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 400 ")) || b.elapsed() != 0 {
			t.Errorf("after %s: %q, %v", b.elapsed(), answer, err)
		}
		_ = ours.Close()
		b.wantRefused("HTTP/2 with prior knowledge on a port that speaks HTTP/1.1")
	})
}

// wantRefused checks that the log has one line, and that no client did anything
// wrong.
func (b *bubble) wantRefused(text string) {
	b.t.Helper()
	synctest.Wait()
	if log := b.log.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, text) || !strings.Contains(log, " client=") {
		b.t.Errorf("the log has %s", log)
	}
	if list := b.e.Violations(); len(list) > 0 {
		b.t.Errorf("violations: %v", list)
	}
}
