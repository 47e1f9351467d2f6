package socks

import (
	"net/netip"
	"strconv"
)

// Commands (RFC 1928 §4).
const (
	CommandConnect      = 1
	CommandBind         = 2
	CommandUDPAssociate = 3
)

const (
	version4 = 4
	version5 = 5

	addressIPv4   = 1
	addressDomain = 3
	addressIPv6   = 4
)

// Request is what a client asks for.
type Request struct {
	Command uint8
	// Host is the name as the client sent it, or the IP address in its usual
	// spelling without brackets. Addr is that address when Host is one.
	Host string
	Addr netip.Addr
	Port uint16
}

// Target is "host:port", with brackets around an IPv6 address.
func (r *Request) Target() string {
	if r.Addr.IsValid() {
		return netip.AddrPortFrom(r.Addr, r.Port).String()
	}
	return r.Host + ":" + strconv.Itoa(int(r.Port))
}

// ParseRequest reads a request (RFC 1928 §4). n is its length, or 0 when b
// does not hold all of it yet. The error is a *Error, and stands however many
// bytes follow. A request with a command other than CONNECT is no error here.
func ParseRequest(b []byte) (r Request, n int, err error) {
	switch {
	case len(b) > 0 && b[0] != version5:
		return r, 0, refuse(ReplyFailure, "request of version "+strconv.Itoa(int(b[0])))
	case len(b) < 5:
		return r, 0, nil
	}
	const head = 4
	addr := b[head:]
	size := 0
	switch b[3] {
	case addressIPv4:
		size = 4
	case addressIPv6:
		size = 16
	case addressDomain:
		size, addr = int(addr[0]), addr[1:]
	default:
		return r, 0, refuse(ReplyAddressType, "address of type "+strconv.Itoa(int(b[3])))
	}
	if len(addr) < size+2 {
		return r, 0, nil
	}
	n = len(b) - len(addr) + size + 2
	r.Command = b[1]
	r.Port = uint16(addr[size])<<8 | uint16(addr[size+1])
	if b[3] == addressDomain {
		err = r.setName(addr[:size])
	} else {
		r.Addr, _ = netip.AddrFromSlice(addr[:size])
		r.Host = r.Addr.String()
	}
	if err == nil && r.Port == 0 && r.Command == CommandConnect {
		err = refuse(ReplyFailure, "port 0")
	}
	return r, n, err
}

// setName takes a domain name as the target. Clients that were given an
// address send it as a name too.
func (r *Request) setName(name []byte) error {
	r.Host = string(name)
	if addr, err := netip.ParseAddr(r.Host); err == nil && addr.Zone() == "" {
		r.Addr, r.Host = addr, addr.String()
		return nil
	}
	if !isName(name) {
		return refuse(ReplyFailure, "bytes that no host name has: "+strconv.Quote(r.Host))
	}
	return nil
}

// isName reports whether b could be resolved: letters, digits, hyphens, dots,
// and underscores as seen in practice. Names in other scripts come in their
// ASCII form (RFC 5891 §4.4).
func isName(b []byte) bool {
	for _, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return len(b) > 0 && b[0] != '.'
}
