package access

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// AnyOrigin stands for all origins.
const AnyOrigin = "*"

// ParseOrigin returns an origin as browsers send it: in lower case, in punycode and
// without the default port of its scheme. [AnyOrigin] is itself.
func ParseOrigin(text string) (string, error) {
	if text == AnyOrigin {
		return text, nil
	}
	origin, ok := normalOrigin(text)
	if !ok {
		return "", fmt.Errorf("%q is not an origin such as http://localhost:3000, or * for any", text)
	}
	return origin, nil
}

func normalOrigin(text string) (string, bool) {
	u, err := url.Parse(text)
	// Whatever is more than scheme and host makes no origin.
	if err != nil || u.Scheme == "" || u.Host == "" || !strings.EqualFold(text, u.Scheme+"://"+u.Host) {
		return "", false
	}
	name := u.Host
	port := u.Port()
	if port != "" {
		name = strings.TrimSuffix(name, ":"+port)
	}
	host, err := normalHost(name)
	if err != nil || strings.Contains(host, ":") && name[0] != '[' {
		return "", false
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" {
		return u.Scheme + "://" + host, true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || n == 0:
		return "", false
	case u.Scheme == "http" && n == 80 || u.Scheme == "https" && n == 443:
		return u.Scheme + "://" + host, true
	default:
		return u.Scheme + "://" + host + ":" + strconv.FormatUint(n, 10), true
	}
}

// OriginAllowed reports whether an Origin header is one of some parsed origins; where
// there are none, whether it is a loopback origin.
func OriginAllowed(header string, origins []string) bool {
	if len(origins) > 0 {
		return slices.Contains(origins, AnyOrigin) || slices.Contains(origins, header)
	}
	u, err := url.Parse(header)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host, err := normalHost(u.Hostname())
	return err == nil && loopback(host)
}

// SameOrigin reports whether an Origin header is of a page that a server of a Host
// header has served itself. Its scheme is any: a port has one.
func SameOrigin(origin, host string) bool {
	_, authority, found := strings.Cut(origin, "://")
	return found && authority != "" && strings.EqualFold(authority, host)
}

// Embedded reports whether Sec-Fetch headers are of a page of another site that embeds
// the answer, as an image or a frame for example. Only browsers set these headers, for
// https and loopback addresses. A link that is followed is not embedded.
func Embedded(site, dest string) bool {
	return (site == "cross-site" || site == "same-site") && dest != "document"
}
