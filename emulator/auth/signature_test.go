package auth_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

const date = "20240229T120000Z" // of wall

// signedMessage returns a list call with all difficult elements of a query.
func signedMessage() message {
	return message{
		method: http.MethodGet, host: "127.0.0.1:18080", segments: []string{"v1.0", "p1", "graphs", "jobs"},
		params:  [][2]string{{"offset", "10"}, {"graph_name", "图 a+b/c~d&e=f%41"}, {"limit", ""}, {"limit", "2"}, {"limit", "10"}},
		headers: [][2]string{{"User-Agent", "test/1"}, {"X-Project-Id", "p1"}},
		date:    date, access: "AK", secret: "SK",
	}
}

func signing(m message) scenario.Auth {
	return scenario.Auth{Mode: scenario.AuthSignature, Keys: []scenario.AccessKey{{Access: m.access, Secret: m.secret}}}
}

// The example of the vendor's SDKs, whose signature is public.
func TestSignatureOfTheVendorsExample(t *testing.T) {
	const authorization = "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, " +
		"Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
	m := message{
		method: http.MethodGet, host: "service.region.example.com", segments: []string{"v1", "77b6a44cba5143ab91d13ab9a8ff44fd", "vpcs"},
		params:  [][2]string{{"limit", "2"}, {"marker", "13551d6b-755d-4757-b956-536f674975c0"}},
		headers: [][2]string{{"content-type", "application/json"}, {"host", ""}},
		date:    "20191115T033655Z", access: "QTWAOYTTINDUT2QVKYUC", secret: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
	}
	if got := m.authorization(); got != authorization {
		t.Errorf("the test's own signing gives\n%s, want\n%s", got, authorization)
	}
	a := signing(m)
	a.Clock = scenario.AuthVirtual
	now := clock.Of(time.Date(2019, 11, 15, 3, 36, 55, 0, time.UTC))
	if got := refusal(checker(a), m.request(authorization), "p1", now); got != "" {
		t.Errorf("refused: %s", got)
	}
}

// Typical requests of clients, signed by the test's own implementation.
func TestSignatures(t *testing.T) {
	for name, change := range map[string]func(m *message){
		"as it is":           func(*message) {},
		"no query":           func(m *message) { m.params = nil },
		"slash at the end":   func(m *message) { m.slash = true },
		"root":               func(m *message) { m.segments = nil },
		"segments to encode": func(m *message) { m.segments = []string{"a b", "图", "c%2F", "d/e", "f+g", "~-._"} },
		"empty segment":      func(m *message) { m.segments = []string{"a", "", "b"} },
		"host signed":        func(m *message) { m.headers = append(m.headers, [2]string{"Host", ""}) },
		"host without port":  func(m *message) { m.host, m.headers = "ges.example.com", [][2]string{{"Host", ""}} },
		"content type signed": func(m *message) {
			m.headers = append(m.headers, [2]string{"Content-Type", "application/json;charset=UTF-8"})
		},
		"only the date":         func(m *message) { m.headers = nil },
		"order of headers":      func(m *message) { m.headers = [][2]string{{"X-B", "2"}, {"X-A", "1"}} },
		"repeated header":       func(m *message) { m.headers = [][2]string{{"X-A", "2"}, {"X-B", "3"}, {"X-A", "1"}} },
		"spaces around a value": func(m *message) { m.headers = [][2]string{{"X-A", " \t two  words "}} },
		"unsigned headers": func(m *message) {
			m.unsigned = [][2]string{{"X-Other", "anything"}, {"X-Project-Id", "p1"}}
			m.headers = nil
		},
		"body":             func(m *message) { m.method, m.body = http.MethodPost, "{\"a\":\"图\"}\n" },
		"body of zeros":    func(m *message) { m.method, m.body = http.MethodPut, strings.Repeat("\x00", 100_000) },
		"unsigned payload": func(m *message) { m.method, m.body, m.content = http.MethodPost, "anything", "UNSIGNED-PAYLOAD" },
		"names that are alike": func(m *message) {
			m.params = [][2]string{{"a~", "1"}, {"a", "2"}, {"a:", "3"}, {"a0", "4"}, {"A", "5"}}
		},
		"empty name":             func(m *message) { m.params = [][2]string{{"", "1"}, {"b", ""}} },
		"access key with signs":  func(m *message) { m.access, m.secret = "A=K/+", "s,e c=r;et" },
		"first moment that fits": func(m *message) { m.date = "20240229T121500Z" },
		"last moment that fits":  func(m *message) { m.date = "20240229T114500Z" },
		"another method":         func(m *message) { m.method = http.MethodDelete },
		"many values of a name":  func(m *message) { m.params = [][2]string{{"a", "b"}, {"a", "B"}, {"a", ""}, {"a", " "}, {"a", "b"}} },
	} {
		m := signedMessage()
		change(&m)
		r := m.request(m.authorization())
		c := checker(signing(m))
		if got := refusal(c, r, "p1", start); got != "" {
			t.Errorf("%s: refused: %s\n%s", name, got, m.canonical())
		}
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != m.body {
			t.Errorf("%s: afterwards the body has %d bytes, want %d; %v", name, len(body), len(m.body), err)
		}
		m.secret += "x"
		if got := refusal(c, m.request(m.authorization()), "p1", start); got != "APIGW.0301: verify aksk signature fail" {
			t.Errorf("%s, with a wrong secret: %q", name, got)
		}
	}
}

// Equivalent spellings of a query have the same signature.
func TestSignedQueryMayBeWrittenOtherwise(t *testing.T) {
	m := signedMessage()
	m.params = [][2]string{{"a b", "c d"}, {"e", ""}, {"f", "~"}}
	for _, query := range []string{"a+b=c%20d&e=&f=%7e", "f=~&e&a%20b=c+d", "&&e=&f=~&a+b=c+d&"} {
		r := m.request(m.authorization())
		r.URL.RawQuery = query
		if got := refusal(checker(signing(m)), r, "p1", start); got != "" {
			t.Errorf("%s: %s", query, got)
		}
	}
}

// Each problem with the header, the key or the time has its own message.
func TestBadSignatures(t *testing.T) {
	const (
		format   = "APIGW.0301: authorization needs Access, SignedHeaders and Signature, once each"
		scheme   = "APIGW.0301: only SDK-HMAC-SHA256 is supported"
		mismatch = "APIGW.0301: verify aksk signature fail"
		noDate   = "APIGW.0301: x-sdk-date must be like 20191115T033655Z"
	)
	m := signedMessage()
	right := m.authorization()
	signature := m.signature()
	for _, k := range []struct{ header, want string }{
		{right, ""},
		{"  " + right + " ", ""},
		{strings.ReplaceAll(right, ", ", ","), ""},
		{"SDK-HMAC-SHA256 Signature=" + signature + ", Access=AK, SignedHeaders=" + m.signedNames(), ""},
		{"", "APIGW.0301: authorization not found"},
		{"Bearer abc", scheme},
		{"SDK-HMAC-SM3" + strings.TrimPrefix(right, "SDK-HMAC-SHA256"), scheme},
		{"V11-HMAC-SHA256" + strings.TrimPrefix(right, "SDK-HMAC-SHA256"), scheme},
		{"sdk-hmac-sha256" + strings.TrimPrefix(right, "SDK-HMAC-SHA256"), scheme},
		{"SDK-HMAC-SHA256", format},
		{"SDK-HMAC-SHA256 ", format},
		{"SDK-HMAC-SHA256 Access=AK", format},
		{strings.Replace(right, "Access=AK", "Access=", 1), format},
		{strings.Replace(right, "Access=", "access=", 1), format},
		{strings.Replace(right, "Access=AK", "Access=AK, Access=AK", 1), format},
		{right + ", Other=x", format},
		{right + ",", format},
		{strings.Replace(right, "Access=AK", "Access=LTAI5", 1), "APIGW.0301: ak LTAI5 not exist"},
		{strings.Replace(right, signature, strings.ToUpper(signature), 1), mismatch},
		{strings.Replace(right, signature, signature[1:], 1), mismatch},
		{strings.Replace(right, signature, signature+"0", 1), mismatch},
		{strings.Replace(right, "user-agent;", "", 1), mismatch},
		{strings.Replace(right, "user-agent;", "user-agent;host;", 1), mismatch},
		{strings.Replace(right, m.signedNames(), ";", 1), mismatch},
	} {
		if got := refusal(checker(signing(m)), m.request(k.header), "p1", start); got != k.want {
			t.Errorf("%s\ngot  %q\nwant %q", k.header, got, k.want)
		}
	}
	for value, want := range map[string]string{
		"": noDate, "2024-02-29T12:00:00Z": noDate, "20240229T120000": noDate, "20240230T120000Z": noDate,
		"20240229T121501Z": "APIGW.0301: signature expired, signature time:20240229T121501Z,server time:20240229T120000Z",
		"20240229T114459Z": "APIGW.0301: signature expired, signature time:20240229T114459Z,server time:20240229T120000Z",
		"20181217T125500Z": "APIGW.0301: signature expired, signature time:20181217T125500Z,server time:20240229T120000Z",
	} {
		m := signedMessage()
		m.date = value
		r := m.request(m.authorization())
		if got := refusal(checker(signing(m)), r, "p1", start); got != want {
			t.Errorf("date %q: %q, want %q", value, got, want)
		}
	}
}

// The date of a signature is compared with real time or with the project's time.
func TestVirtualSignatureTime(t *testing.T) {
	m := signedMessage()
	m.date = "20181217T125500Z"
	a := signing(m)
	a.Clock = scenario.AuthVirtual
	c := checker(a)
	for skew, allowed := range map[time.Duration]bool{
		0: true, 15 * time.Minute: true, -15 * time.Minute: true, 15*time.Minute + 1: false, -15*time.Minute - 1: false, 24 * time.Hour: false,
	} {
		if got := judge(c, nil, m.request(m.authorization()), ges.ListJobs, "p1", start.Add(skew)); (got == nil) != allowed {
			t.Errorf("%s from now: %+v, allowed %t", skew, got, allowed)
		}
	}
}

// The log shows the canonical request, in the gateway's format, without secrets.
func TestMismatchShowsTheCanonicalRequest(t *testing.T) {
	m := signedMessage()
	m.headers = [][2]string{{"X-Auth-Token", "top-secret"}, {"X-Subject-Token", "hush"}, {"Cookie", "c=1"}, {"X-A", "b"}}
	c := checker(signing(m))
	m.secret = "another"
	got := judge(c, nil, m.request(m.authorization()), ges.ListJobs, "p1", start)
	want := "canonicalRequest:GET|/v1.0/p1/graphs/jobs/|" +
		"graph_name=%E5%9B%BE%20a%2Bb%2Fc~d%26e%3Df%2541&limit=&limit=10&limit=2&offset=10|" +
		"x-auth-token:***|x-subject-token:***|cookie:***|x-a:b|x-sdk-date:20240229T120000Z||" +
		"x-auth-token;x-subject-token;cookie;x-a;x-sdk-date|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if got == nil || got.Log != want {
		t.Errorf("the log has\n%+v, want\n%s", got, want)
	}
}

// The gateway accepts bodies of up to 12 MB. A larger one is not read to its end.
func TestBodies(t *testing.T) {
	m := signedMessage()
	m.method = http.MethodPost
	c := checker(signing(m))
	read := func(body io.Reader, length int64) *auth.Refusal {
		r := m.request(m.authorization())
		r.Body, r.ContentLength = io.NopCloser(body), length
		return judge(c, nil, r, ges.ListJobs, "p1", start)
	}
	zeros := make([]byte, auth.MaxBody+1)
	if got := read(bytes.NewReader(zeros[:auth.MaxBody]), -1); got == nil || got.Detail != ": verify aksk signature fail" {
		t.Errorf("a body of 12 MB: %+v", got)
	}
	for _, length := range []int64{-1, auth.MaxBody + 1} {
		got := read(bytes.NewReader(zeros), length)
		if got == nil || got.Code != "APIGW.0201" || got.Status != 413 || got.Message != "Request entity too large." {
			t.Errorf("a longer one, length %d: %+v", length, got)
		}
	}
	broken := io.MultiReader(strings.NewReader("x"), errorReader{})
	if got := read(broken, -1); got == nil || got.Code != "APIGW.0201" || got.Status != 0 || got.Log != "broken off" {
		t.Errorf("a body that breaks off: %+v", got)
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, errors.New("broken off") }

// In a server, a request without a body has several representations.
func TestNoBody(t *testing.T) {
	m := signedMessage()
	for name, change := range map[string]func(*http.Request){
		"nil":    func(r *http.Request) { r.Body, r.ContentLength = nil, 0 },
		"NoBody": func(r *http.Request) { r.Body, r.ContentLength = http.NoBody, -1 },
		"empty":  func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("")), -1 },
	} {
		r := m.request(m.authorization())
		change(r)
		if got := refusal(checker(signing(m)), r, "p1", start); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	m := signedMessage()
	a := tokens()
	a.Keys = []scenario.AccessKey{{Access: m.access, Secret: m.secret}}
	for _, mode := range scenario.AuthModes() {
		b.Run(string(mode), func(b *testing.B) {
			a.Mode = mode
			c := checker(a)
			r := m.request(m.authorization())
			if mode == scenario.AuthToken {
				r.Header.Set("X-Auth-Token", "ever")
			}
			if got := refusal(c, r, "p1", start); got != "" {
				b.Fatal(got)
			}
			b.ReportAllocs()
			for b.Loop() {
				judge(c, nil, r, ges.ListJobs, "p1", start)
			}
		})
	}
	b.Run("signature of 1 MB", func(b *testing.B) {
		a.Mode = scenario.AuthSignature
		c, body := checker(a), make([]byte, 1<<20)
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header = m.request(m.authorization()).Header
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), -1
			judge(c, nil, r, ges.ListJobs, "p1", start)
		}
	})
}
