package socks

import (
	"net/netip"

	"rockxy/internal/flow"
)

// Reply is a reply code of version 5 (RFC 1928 §6).
type Reply uint8

const (
	ReplySucceeded          Reply = 0
	ReplyFailure            Reply = 1 // general SOCKS server failure
	ReplyNotAllowed         Reply = 2 // by ruleset
	ReplyNetworkUnreachable Reply = 3
	ReplyHostUnreachable    Reply = 4
	ReplyRefused            Reply = 5
	ReplyTTLExpired         Reply = 6
	ReplyCommand            Reply = 7 // command not supported
	ReplyAddressType        Reply = 8 // address type not supported
)

// ReplyFor is the reply that comes closest to a fault.
func ReplyFor(f *flow.Fault) Reply {
	if f == nil {
		return ReplySucceeded
	}
	switch f.Code {
	case flow.UpstreamRefused:
		return ReplyRefused
	case flow.UpstreamUnreachable:
		return ReplyNetworkUnreachable
	case flow.UpstreamDNS, flow.UpstreamTimeout:
		return ReplyHostUnreachable
	case flow.ClientLoop:
		return ReplyNotAllowed
	}
	return ReplyFailure
}

// AppendReply appends a reply. bound is the address that the connection to the
// target was made from; clients ignore it, and the zero value is 0.0.0.0:0.
func AppendReply(dst []byte, code Reply, bound netip.AddrPort) []byte {
	dst = append(dst, version5, byte(code), 0)
	addr := bound.Addr().Unmap()
	switch {
	case addr.Is6():
		a := addr.As16()
		dst = append(append(dst, addressIPv6), a[:]...)
	case addr.Is4():
		a := addr.As4()
		dst = append(append(dst, addressIPv4), a[:]...)
	default:
		dst = append(dst, addressIPv4, 0, 0, 0, 0)
	}
	return append(dst, byte(bound.Port()>>8), byte(bound.Port()))
}

// Error says why a client is refused. It is the client's fault always.
type Error struct {
	Reason string // a phrase without a period
	Reply  Reply  // of version 5, where a reply is due
}

func (e *Error) Error() string { return "SOCKS: " + e.Reason }

func refuse(r Reply, reason string) *Error { return &Error{Reason: reason, Reply: r} }
