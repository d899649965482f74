package main

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// defaultAddr is the default address: this machine only.
const defaultAddr = "127.0.0.1:8080"

// address is a host and a port to listen on. The host may be empty, which means
// all addresses of the machine; port 0 is any free one.
type address string

// UnmarshalText checks that there is a host, be it empty, and a port.
func (a *address) UnmarshalText(text []byte) error {
	if len(text) == 0 { // an empty variable: as if it were not set
		*a = defaultAddr
		return nil
	}
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return fmt.Errorf("%q is not an address; write host:port, such as %s", text, defaultAddr)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return fmt.Errorf("%q has no port from 0 to 65535; write host:port, such as %s", text, defaultAddr)
	}
	*a = address(text)
	return nil
}

// client is the address for a client on this machine: 127.0.0.1 for a server on
// all addresses.
func (a address) client() string {
	host, port, err := net.SplitHostPort(string(a))
	if err != nil {
		return string(a) // impossible: it was checked
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// serverAddr is the address of an emulator: host and port, or a URL of scheme and host.
type serverAddr string

// UnmarshalText checks that it is one.
func (a *serverAddr) UnmarshalText(data []byte) error {
	if !strings.Contains(string(data), "://") {
		return (*address)(a).UnmarshalText(data)
	}
	u, err := url.Parse(string(data))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.TrimRight(u.Host+u.Path, "/") != u.Host || strings.ContainsAny(string(data), "?#@") {
		return fmt.Errorf("%q is not the URL of an emulator; write scheme and host, such as http://%s", data, defaultAddr)
	}
	*a = serverAddr(u.Scheme + "://" + u.Host)
	return nil
}

// url is the URL without a path; scheme is that of a host and port.
func (a serverAddr) url(scheme string) string {
	if strings.Contains(string(a), "://") {
		return string(a)
	}
	return scheme + "://" + address(a).client()
}

// secondServerAddr is an optional address of an emulator.
type secondServerAddr serverAddr

// UnmarshalText is that of an address, but empty is none.
func (a *secondServerAddr) UnmarshalText(data []byte) error {
	if len(data) == 0 {
		*a = ""
		return nil
	}
	return (*serverAddr)(a).UnmarshalText(data)
}
