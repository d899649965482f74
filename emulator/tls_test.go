package emulator_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/certificate"
)

// trusting is a client that calls by a name and trusts some certificates.
func trusting(t *testing.T, pem []byte, name string) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("no PEM: %s", pem)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: name}, DisableKeepAlives: true, ForceAttemptHTTP2: true}
	return &http.Client{Transport: transport}
}

// answerOf makes a call and reads its answer.
func answerOf(client *http.Client, url string) (*http.Response, string, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func TestTLS(t *testing.T) {
	s := emulator.Start(t, emulator.WithTLS("192.0.2.7", "My_app"), emulator.WithAllowedHosts("GES.test"), emulator.WithControlToken("s3cret"))
	if !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Fatalf("its URL is %s", s.URL)
	}
	resp, list, err := answerOf(s.Client(), s.URL+listPath)
	if err != nil || resp.StatusCode != 200 || list != body(t, s.Emulator, "") {
		t.Fatalf("%v %s %v", resp, list, err)
	}
	_, ca, err := answerOf(s.Client(), s.URL+"/_emulator/ca.pem") // without the token
	if err != nil || ca != string(s.CACertificate()) || strings.Count(ca, "CERTIFICATE") != 2 || strings.Contains(ca, "KEY") {
		t.Fatalf("%s %v", ca, err)
	}
	for _, name := range []string{"", "localhost", "127.0.0.1", "::1", "ges.test", "192.0.2.7", "my_app"} {
		resp, _, err := answerOf(trusting(t, []byte(ca), name), s.URL+listPath)
		if err != nil || resp.Proto != "HTTP/1.1" {
			t.Errorf("by the name %q: %v %v", name, resp, err)
		}
	}
	_, _, err = answerOf(trusting(t, []byte(ca), "evil.test"), s.URL+listPath)
	if e := new(x509.HostnameError); !errors.As(err, e) {
		t.Errorf("by another name: %v", err)
	}
	_, _, err = answerOf(trusting(t, emulator.Start(t, emulator.WithTLS()).CACertificate(), ""), s.URL+listPath)
	if e := new(x509.UnknownAuthorityError); !errors.As(err, e) {
		t.Errorf("who trusts another emulator: %v", err)
	}
}

// Clients in other languages trust it as docs/operations.md says.
func TestTLSInOtherLanguages(t *testing.T) {
	s := emulator.Start(t, emulator.WithTLS())
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CACertificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	url := strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + listPath
	for _, command := range [][]string{
		{"curl", "-sS", "--noproxy", "*", "--cacert", ca, url},
		{"python3", "-c", `import ssl, sys, urllib.request as u
context = ssl.create_default_context(cafile=sys.argv[1])
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(u.build_opener(u.ProxyHandler({}), u.HTTPSHandler(context=context)).open(sys.argv[2]).read().decode())`, ca, url},
		{"node", "-e", `fetch(process.argv[1]).then(r => r.text()).then(console.log)`, url},
	} {
		program, err := exec.LookPath(command[0])
		if err != nil {
			t.Logf("there is no %s here", command[0])
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		c := exec.CommandContext(ctx, program, command[1:]...)
		c.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+ca)
		out, err := c.CombinedOutput()
		cancel()
		if err != nil || strings.TrimSpace(string(out)) != body(t, s.Emulator, "") {
			t.Errorf("%s: %v\n%.300s", command[0], err, out)
		}
	}
}

// A certificate of the caller's is the one that is served, and no other is offered.
func TestTLSWithACertificateOfTheCallers(t *testing.T) {
	cert, ca, err := certificate.New([]string{"ges.test", "127.0.0.1"}, clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	s := emulator.Start(t, emulator.WithTLS(), emulator.WithTLSCertificate(cert))
	for name, client := range map[string]*http.Client{"its own client": s.Client(), "a client": trusting(t, ca, "ges.test")} {
		if resp, _, err := answerOf(client, s.URL+listPath); err != nil || resp.StatusCode != 200 {
			t.Errorf("%s: %v %v", name, resp, err)
		}
	}
	resp, text, err := answerOf(s.Client(), s.URL+"/_emulator/ca.pem")
	if err != nil || resp.StatusCode != 404 || !strings.Contains(text, "was given a certificate") || len(s.CACertificate()) > 0 {
		t.Errorf("%v %s %v", resp, text, err)
	}
	if s := emulator.Start(t, emulator.WithTLSCertificate(cert), emulator.WithTLS()); len(s.CACertificate()) == 0 {
		t.Error("the last option does not apply")
	}
}

func TestTLSOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		option emulator.Option
		want   string
	}{
		{emulator.WithTLS("ges.test:443"), `"ges.test:443" is not a host name`},
		{emulator.WithTLS("localhost", ""), `"" is not a host name`},
		{emulator.WithTLSCertificate(tls.Certificate{}), "has no certificate or no key"},
		{emulator.WithTLSCertificate(tls.Certificate{Certificate: [][]byte{{1}}}), "has no certificate or no key"},
	} {
		if _, err := emulator.New(c.option); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// A client that speaks plain HTTP at the TLS port gets an answer that says so, also
// when it sends more than the server has read until then.
func TestPlainHTTPAtTheTLSPort(t *testing.T) {
	log := &logLines{}
	s := emulator.Start(t, emulator.WithTLS(), emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	url := "http://" + strings.TrimPrefix(s.URL, "https://")
	resp, text, err := answerOf(s.Client(), url+listPath)
	if err != nil || resp.StatusCode != 400 || text != "This port speaks https: use https:// in the URL.\n" {
		t.Errorf("%v %q %v", resp, text, err)
	}
	w := dial(t, url)
	w.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + strings.Repeat("x", 200_000))
	if resp, text := w.answer(); resp.StatusCode != 400 || !strings.Contains(text, "https://") {
		t.Errorf("%v %q", resp, text)
	}
	if got := log.String(); strings.Count(got, "\n") != 2 || strings.Count(got, "level=WARN msg=\"plain HTTP on a port that speaks TLS; use https:// in the client's URL\" client=127.0.0.1:") != 2 {
		t.Errorf("the log has %s", got)
	}
}

// A client that refuses the certificate is logged with what to do.
func TestTLSWithoutTrust(t *testing.T) {
	log := make(lines, 10)
	s := emulator.Start(t, emulator.WithTLS(), emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	for _, c := range []struct {
		dial    func(ctx context.Context, network, address string) (net.Conn, error)
		failure string
	}{
		{new(net.Dialer).DialContext, "remote error: tls: bad certificate"},
		{dialLikeOpenSSL, "local error: tls: bad record MAC"},
	} {
		_, _, err := answerOf(&http.Client{Transport: &http.Transport{DialContext: c.dial}}, s.URL+listPath)
		if e := new(x509.UnknownAuthorityError); !errors.As(err, e) {
			t.Error(err)
		}
		want := `msg="TLS handshake failed; the client must trust the certificate, for which there is GET /_emulator/ca.pem, and call by a name in it" error="` + c.failure + `" client=127.0.0.1:`
		if got := <-log; !strings.Contains(got, want) {
			t.Errorf("the log has %s", got)
		}
	}
}

// dialLikeOpenSSL opens a connection whose client sends no encrypted record but, in
// place of it, a plain alert, unknown_ca.
func dialLikeOpenSSL(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	return plainAlert{conn}, err
}

type plainAlert struct{ net.Conn }

func (c plainAlert) Write(b []byte) (int, error) {
	if b[0] == 0x16 { // the first record, a handshake
		return c.Conn.Write(b)
	}
	_, err := io.WriteString(c.Conn, "\x15\x03\x03\x00\x02\x02\x30")
	return len(b), err
}

// Other handshakes that fail are logged with the reason; a look at the port is not.
func TestTLSHandshakesThatFail(t *testing.T) {
	for _, c := range []struct {
		name   string
		client func(conn net.Conn) error
		want   string // in the log; "": it stays empty
	}{
		{"HTTP/2 alone", handshake(&tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}), `client requested unsupported application protocols`},
		{"a long name of a protocol", handshake(&tls.Config{InsecureSkipVerify: true, NextProtos: slices.Repeat([]string{strings.Repeat("x", 255)}, 50)}), `unsupported application protocols`},
		{"an old version", handshake(&tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}), `client offered only unsupported versions`},
		{"SSH", func(conn net.Conn) error {
			_, err := io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n")
			return errors.Join(errors.New("as any"), err)
		}, `first record does not look like a TLS handshake`},
		{"nothing", func(net.Conn) error { return errors.New("as any") }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, b *bubble) {
				conn := b.pipe()
				if err := c.client(conn); err == nil {
					t.Error("the handshake succeeded")
				}
				_ = conn.Close()
				synctest.Wait()
				got := b.log.String()
				if want := min(len(c.want), 1); strings.Count(got, "\n") != want || !strings.Contains(got, c.want) || strings.Count(got, "level=WARN") != want || len(got) > 1000 {
					t.Errorf("the log has %s", got)
				}
			}, emulator.WithTLS())
		})
	}
}

// handshake makes a client's handshake, and reads what comes instead of an answer.
func handshake(config *tls.Config) func(net.Conn) error {
	return func(conn net.Conn) error {
		secure := tls.Client(conn, config)
		if err := secure.Handshake(); err != nil {
			return err
		}
		_, err := secure.Read(make([]byte, 1))
		return err
	}
}

// A client that begins a handshake and never ends it is let go when the time for
// headers is over.
func TestSlowTLSHandshake(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		conn := b.pipe()
		if _, err := io.WriteString(conn, "\x16\x03\x01"); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(conn); len(got) > 0 || err != nil || b.elapsed() != 10*time.Second {
			t.Errorf("after %s: %q %v", b.elapsed(), got, err)
		}
		_ = conn.Close()
	}, emulator.WithTLS())
}

// What a test has left open is cut off over TLS too.
func TestForgottenBodyOverTLS(t *testing.T) {
	t.Parallel()
	s, log := &scope{TB: t}, &logLines{}
	server := emulator.Start(s, emulator.WithTLS(), emulator.WithScenarioYAML("long.yaml", []byte(`{version: 1, projects: {"*": {generate: [{count: 60000}]}}}`)),
		emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	resp, err := server.Client().Get(server.URL + listPath + "?limit=60000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	s.end() // fails this test for an error
	if got := log.String(); strings.Count(got, "open call cut off") != 1 || !strings.Contains(got, "method=GET path="+listPath+" project=p1") {
		t.Errorf("the log has %s", got)
	}
}

// A large page is the same over TLS, and connections are used again.
func TestLargePagesOverTLS(t *testing.T) {
	s := emulator.Start(t, emulator.WithTLS(), emulator.WithScenarioYAML("large.yaml", []byte(manyJobs)))
	want := body(t, s.Emulator, "?limit=50000")
	for i := range 3 {
		if _, got, err := answerOf(s.Client(), s.URL+listPath+"?limit=50000"); err != nil || got != want {
			t.Errorf("call %d: %d of %d bytes, %v", i, len(got), len(want), err)
		}
	}
}

// Events come over TLS as they happen, and their stream ends with the server.
func TestEventsOverTLS(t *testing.T) {
	s := &scope{TB: t}
	server := emulator.Start(s, emulator.WithTLS(), emulator.WithScenario("import-lifecycle"))
	resp, err := server.Client().Get(server.URL + "/_emulator/projects/p1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp, _, err := answerOf(server.Client(), server.URL+listPath); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%v %v", resp, err)
	}
	buffer := make([]byte, 1)
	var got strings.Builder
	for !strings.Contains(got.String(), "event: answer") {
		if _, err := resp.Body.Read(buffer); err != nil {
			t.Fatalf("%v after %s", err, got.String())
		}
		got.Write(buffer)
	}
	s.end()
	if rest, err := io.ReadAll(resp.Body); err != nil {
		t.Errorf("%v after %s", err, rest)
	}
}

// Over https a test calls with a client that trusts the emulator, or has its own
// client trust CACertificate.
func ExampleWithTLS() {
	test := func(t *testing.T) {
		ges := emulator.Start(t, emulator.WithTLS())
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(ges.CACertificate())
		client := newMyClient(ges.URL, "my-project") // with &tls.Config{RootCAs: roots}
		// … call the client, or:
		resp, err := ges.Client().Get(ges.URL + "/v1.0/my-project/graphs/jobs")
		_, _, _ = client, resp, err
	}
	_ = test
}
