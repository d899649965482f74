package access

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// ParseHost returns a host name or an address as browsers send it in Host: in lower
// case, in punycode, an IPv6 address without brackets.
func ParseHost(text string) (string, error) {
	host, err := normalHost(text)
	if err != nil {
		return "", fmt.Errorf("%q is not a host name such as ges.test, without scheme and port", text)
	}
	return host, nil
}

// HostAllowed reports whether a Host header names this machine's loopback interface
// or one of some parsed hosts. Its port is any.
func HostAllowed(header string, hosts []string) bool {
	name := header
	if host, _, err := net.SplitHostPort(header); err == nil {
		name = host
	}
	host, err := normalHost(name)
	return err == nil && (loopback(host) || slices.Contains(hosts, host))
}

// loopback reports whether a normal host is a name of the loopback interface that no
// DNS server can point elsewhere.
func loopback(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback()
	}
	name := strings.TrimSuffix(host, ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// normalHost returns the form of a host that browsers send, without brackets.
func normalHost(text string) (string, error) {
	inner, bracket := strings.CutPrefix(text, "[")
	if inner, closed := strings.CutSuffix(inner, "]"); bracket || strings.Contains(text, ":") {
		address, err := netip.ParseAddr(inner)
		// Browsers write an IPv4 address within IPv6 in hexadecimal, net/netip does not.
		if err != nil || bracket != closed || !address.Is6() || address.Is4In6() || address.Zone() != "" {
			return "", fmt.Errorf("%q is not an IPv6 address", text)
		}
		return address.String(), nil
	}
	host := strings.ToLower(text)
	if strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", err
		}
		host = ascii
	}
	if !validName(strings.TrimSuffix(host, ".")) {
		return "", fmt.Errorf("%q is not a host name", text)
	}
	return host, nil
}

// validName reports whether text is labels of letters, digits, - and _ (which
// containers have). One that ends in a number is an IPv4 address: browsers take its
// other forms, such as 127.1, for one too, and never send them.
func validName(text string) bool {
	labels := strings.Split(text, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
		}) {
			return false
		}
	}
	if isNumber(labels[len(labels)-1]) {
		address, err := netip.ParseAddr(text)
		return err == nil && address.Is4()
	}
	return true
}

// isNumber reports whether a label is decimal or hexadecimal digits, as the URL
// standard says it of an IPv4 address.
func isNumber(label string) bool {
	digits, hexadecimal := strings.CutPrefix(label, "0x")
	return !strings.ContainsFunc(digits, func(r rune) bool {
		return (r < '0' || r > '9') && (!hexadecimal || r < 'a' || r > 'f')
	})
}
