package main

import (
	"fmt"
	"net"
	"strconv"
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
