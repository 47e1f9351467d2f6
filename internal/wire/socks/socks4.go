package socks

import (
	"bytes"
	"net/netip"
)

// maxSOCKS4 is how long a request of version 4 may be: 8 bytes, a user name
// and, in 4a, a host name, of 255 bytes and a zero each.
const maxSOCKS4 = 8 + 2*256

// parse4 reads a request of SOCKS4 or 4a, only to know how long it is (so that
// the refusal is not lost to unread bytes) and what was asked for. n is 0 when
// b does not hold all of it yet.
func parse4(b []byte) (r Request, n int, err *Error) {
	if len(b) > maxSOCKS4 {
		b = b[:maxSOCKS4]
	}
	if len(b) < 8 {
		return r, 0, nil
	}
	r.Command = b[1]
	r.Port = uint16(b[2])<<8 | uint16(b[3])
	r.Addr = netip.AddrFrom4([4]byte(b[4:8]))
	r.Host = r.Addr.String()
	user := bytes.IndexByte(b[8:], 0)
	n = 8 + user + 1
	named := b[4] == 0 && b[5] == 0 && b[6] == 0 && b[7] != 0 // 4a: 0.0.0.x
	if user >= 0 && named {
		name := bytes.IndexByte(b[n:], 0)
		if name >= 0 {
			r.Addr = netip.Addr{}
			_ = r.setName(b[n : n+name]) // refused all the same
			return r, n + name + 1, nil
		}
		user = -1
	}
	switch {
	case user >= 0:
		return r, n, nil
	case len(b) == maxSOCKS4:
		return r, 0, refuse(ReplyFailure, "SOCKS4 request without an end")
	}
	return r, 0, nil
}

// append4Refusal appends the answer "request rejected" of version 4.
func append4Refusal(dst []byte) []byte {
	return append(dst, 0, 0x5b, 0, 0, 0, 0, 0, 0)
}
