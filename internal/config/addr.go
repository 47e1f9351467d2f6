package config

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// ParseAddr reads a listening address: "127.0.0.1:9090", "[::1]:9090",
// "localhost:9090", or a port alone ("9090", ":9090"), which means loopback:
// listening on every interface has to be asked for by name (0.0.0.0 or [::]).
// flag is named in errors.
func ParseAddr(flag, s string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		if strings.ContainsAny(s, ":[]") || s == "" {
			return netip.AddrPort{}, invalid(flag, s, "want an address and a port, such as 127.0.0.1:9090")
		}
		host, port = "", s
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return netip.AddrPort{}, invalid(flag, s, "the port is a number from 0 (any free port) to 65535")
	}
	if host == "" || strings.EqualFold(host, "localhost") {
		host = "127.0.0.1"
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.AddrPort{}, invalid(flag, s, "the host is an IP address of this machine, such as 127.0.0.1 or [::1]")
	}
	return netip.AddrPortFrom(addr.Unmap(), uint16(n)), nil
}
