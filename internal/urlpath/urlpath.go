// Package urlpath normalizes the paths of requests. It knows no routes.
package urlpath

import (
	"cmp"
	"net/url"
	"strings"
)

// Normalize returns a URL with the path that is routed: it has one slash at its
// beginning, as a base URL may end in another, and no escapes of characters that
// are the same without (RFC 3986, section 6.2.2.2). A slash that is escaped stays
// so. The result is u itself where nothing changes.
func Normalize(u *url.URL) *url.URL {
	if u.RawPath == "" && !strings.HasPrefix(u.Path, "//") {
		return u
	}
	raw := cmp.Or(u.RawPath, u.Path)
	surplus := max(0, len(raw)-len(strings.TrimLeft(raw, "/"))-1)
	n := *u
	n.Path, n.RawPath = u.Path[surplus:], unescapeUnreserved(u.RawPath[min(surplus, len(u.RawPath)):])
	if n.RawPath == n.Path {
		n.RawPath = ""
	}
	return &n
}

// unescapeUnreserved replaces the escapes of letters, digits, -, ., _ and ~.
func unescapeUnreserved(path string) string {
	i := strings.IndexByte(path, '%')
	if i < 0 {
		return path
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(path, '%') {
		b.WriteString(path[:i])
		path = path[i:]
		end := min(3, len(path))
		plain, err := url.PathUnescape(path[:end])
		if err != nil || !isUnreserved(plain[0]) {
			plain = path[:end]
		}
		b.WriteString(plain)
		path = path[end:]
	}
	return b.String() + path
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
