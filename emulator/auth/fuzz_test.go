package auth_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// FuzzSignature checks any header and any request: nothing panics. Then it signs a request
// made from the same bytes: it is always accepted, and never after one byte was changed.
func FuzzSignature(f *testing.F) {
	m := signedMessage()
	f.Add(m.authorization(), "v1.0/p1/graphs/jobs", "limit=10&status=a b", "x-a:1\nx-b: 2 ", "{}", uint16(0), byte(1))
	f.Add("SDK-HMAC-SHA256 Access=AK, SignedHeaders=;;, Signature=0", "//%2f", "=&&=%zz", ":", "", uint16(7), byte(0x80))
	f.Add("SDK-HMAC-SHA256 Access", "", "图=+", "host:x", "\x00", uint16(999), byte(3))
	f.Fuzz(func(t *testing.T, header, path, query, headers, body string, at uint16, flip byte) {
		raw := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
		raw.Header["Authorization"] = []string{header}
		raw.Header["X-Sdk-Date"] = []string{date}
		raw.URL.Path, raw.URL.RawQuery = "/"+path, query
		keys := []scenario.AccessKey{{Access: "AK", Secret: "SK"}}
		if got := refusal(checker(scenario.Auth{Mode: scenario.AuthSignature, Keys: keys}), raw, "p1", start); got == "" {
			t.Fatalf("%q passes", header)
		}

		m := decoded(path, query, headers, body)
		c := checker(signing(m))
		if got := refusal(c, m.request(m.authorization()), "p1", start); got != "" {
			t.Fatalf("a right signature is refused: %s\n%+v\n%q", got, m, m.canonical())
		}
		changed := mutate(m, int(at), flip)
		if reflect.DeepEqual(changed, m) || changed.canonical() == m.canonical() {
			t.Skip() // no signed data has changed
		}
		if got := refusal(c, changed.request(m.authorization()), "p1", start); got == "" {
			t.Fatalf("a change passes:\n%+v\n%+v", m, changed)
		}
	})
}

// decoded returns a message made from arbitrary bytes that a client can send.
func decoded(path, query, headers, body string) message {
	m := signedMessage()
	m.segments, m.params, m.headers, m.body = strings.Split(path, "/"), nil, nil, body
	if last := len(m.segments) - 1; m.segments[last] == "" { // a trailing slash is not signed as such
		m.segments = m.segments[:last]
		m.slash = true
	}
	if query != "" {
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			m.params = append(m.params, [2]string{name, value})
		}
	}
	for line := range strings.SplitSeq(headers, "\n") {
		name, value, _ := strings.Cut(line, ":")
		name = "x-" + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, name)
		if !strings.HasPrefix(name, "x-sdk") {
			m.headers = append(m.headers, [2]string{name, strings.TrimSpace(value)})
		}
	}
	return m
}

// mutate changes one byte of the signed data.
func mutate(m message, at int, flip byte) message {
	m.segments, m.params, m.headers = slices.Clone(m.segments), slices.Clone(m.params), slices.Clone(m.headers)
	places := []*string{&m.body, &m.date, &m.method}
	for i := range m.segments {
		places = append(places, &m.segments[i])
	}
	for i := range m.params {
		places = append(places, &m.params[i][0], &m.params[i][1])
	}
	for i := range m.headers {
		places = append(places, &m.headers[i][1])
	}
	for _, s := range places {
		if at < len(*s) {
			b := []byte(*s)
			b[at] ^= flip
			*s = string(b)
			break
		}
		at -= len(*s)
	}
	if m.method != http.MethodGet {
		m.method = http.MethodPut // not a change of one byte, but a valid method
	}
	return m
}
