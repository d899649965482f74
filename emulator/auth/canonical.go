package auth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// appendCanonical appends a request's canonical form, the text that is signed
// (vendor's signing guide): six parts, each on one line except for the headers. masked
// hides the values of secret headers and parameters, for the log.
func appendCanonical(b []byte, r *http.Request, signedHeaders, contentHash string, masked bool) []byte {
	b = append(b, strings.ToUpper(r.Method)...)
	b = append(b, '\n')
	b = appendPath(b, r.URL.EscapedPath())
	b = append(b, '\n')
	b = appendQuery(b, r.URL.RawQuery, masked)
	b = append(b, '\n')
	for name := range strings.SplitSeq(signedHeaders, ";") {
		b = appendHeader(b, r, strings.ToLower(name), masked)
	}
	b = append(b, '\n')
	b = append(b, signedHeaders...)
	b = append(b, '\n')
	return append(b, contentHash...)
}

// appendPath appends a path with each segment re-encoded, and a trailing slash.
func appendPath(b []byte, escaped string) []byte {
	for segment := range strings.SplitSeq(escaped, "/") {
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		b = appendEncoded(b, segment)
		b = append(b, '/')
	}
	if strings.HasSuffix(escaped, "/") {
		b = b[:len(b)-1] // it already ends with a slash
	}
	return b
}

// appendQuery appends a query: its parameters sorted by name, then value, each
// re-encoded. A name without = has the value "". They are sorted before they are
// encoded, as in the vendor's SDKs.
func appendQuery(b []byte, raw string, masked bool) []byte {
	if raw == "" {
		return b
	}
	params := make([][2]string, 0, 8)
	for pair := range strings.SplitSeq(raw, "&") {
		if pair != "" {
			name, value, _ := strings.Cut(pair, "=")
			params = append(params, [2]string{unescape(name), unescape(value)})
		}
	}
	slices.SortFunc(params, func(p, q [2]string) int {
		if c := strings.Compare(p[0], q[0]); c != 0 {
			return c
		}
		return strings.Compare(p[1], q[1])
	})
	for i, p := range params {
		if i > 0 {
			b = append(b, '&')
		}
		b = appendEncoded(b, p[0])
		b = append(b, '=')
		if masked && redact.Secret(p[0]) {
			b = append(b, redact.Mask...)
		} else {
			b = appendEncoded(b, p[1])
		}
	}
	return b
}

// unescape returns a part of a query decoded, or unchanged if its encoding is invalid.
func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// appendHeader appends a line for each value of a header, sorted as in the vendor's
// SDKs; none for an absent header. The host is the one that the client called, with
// its port.
func appendHeader(b []byte, r *http.Request, name string, masked bool) []byte {
	values := r.Header.Values(name)
	if name == "host" {
		values = []string{r.Host}
	}
	if len(values) > 1 {
		values = slices.Sorted(slices.Values(values))
	}
	for _, value := range values {
		b = append(b, name...)
		b = append(b, ':')
		if masked {
			value = redact.Value(name, value)
		}
		b = append(b, strings.TrimSpace(value)...)
		b = append(b, '\n')
	}
	return b
}

// appendEncoded appends a text percent-encoded: every byte other than letters, digits
// and - _ . ~ as %XX.
func appendEncoded(b []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		default:
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}
