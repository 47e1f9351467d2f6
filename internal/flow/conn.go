package flow

import (
	"net/netip"
	"sync/atomic"
)

// ConnID numbers connections, client and upstream ones from one sequence.
// Zero is none.
type ConnID uint64

// Nanos is a point in time: Unix time in nanoseconds, 0 when it was not
// measured (or did not happen).
type Nanos int64

// Entry is how a client connection asked for its target.
type Entry string

const (
	EntryForward Entry = "forward" // absolute-form requests
	EntryConnect Entry = "connect"
	EntrySOCKS5  Entry = "socks5"
	EntryOrder   Entry = "order" // none: Rockxy was told to send the request
)

// Process is a program on this machine.
type Process struct {
	PID  int
	Name string // short name, such as "curl"
	Path string // executable, when it could be read
}

// ClientConn is one connection from a client. Its fields are complete when the
// first exchange on it begins and do not change afterwards, Process excepted.
type ClientConn struct {
	ID       ConnID
	Addr     string // "ip:port" of the peer
	AddrPort netip.AddrPort
	Accepted Nanos
	Entry    Entry
	Target   string // "host:port" asked for by CONNECT, SOCKS5 or an order; empty on EntryForward

	TLSStart, TLSEnd Nanos
	TLS              *TLS // nil for plain text

	HTTP2 *Settings // what the client's first SETTINGS said; nil on HTTP/1

	// Process arrives whenever attribution has found it; capture never waits.
	Process atomic.Pointer[Process]
}

// ServerConn is one connection to an origin. Complete and constant once
// exchanges use it; HTTP2 arrives with the origin's SETTINGS.
type ServerConn struct {
	ID     ConnID
	Target string // "host:port" as asked for
	Addr   string // "ip:port" connected to
	Local  string // "ip:port" of our end

	DNSStart, DNSEnd         Nanos // zero when the target was an IP address
	ConnectStart, ConnectEnd Nanos
	TLSStart, TLSEnd         Nanos
	TLS                      *TLS // nil for plain text

	HTTP2 atomic.Pointer[Settings]
}

// Settings is an HTTP/2 SETTINGS frame: identifiers and values in order
// (RFC 9113 §6.5).
type Settings struct {
	Values []Setting
}

type Setting struct {
	ID    uint16
	Value uint32
}

// TLS is what is known of one TLS connection. Version, Cipher and Group are
// the IANA numbers.
type TLS struct {
	Version, Cipher, Group uint16
	ALPN                   string
	ServerName             string // the SNI sent
	Resumed                bool

	// Client side.
	JA4         string
	OfferedALPN []string
	LeafSerial  string // hex serial of the certificate that we showed

	// Upstream side: the chain as presented, leaf first.
	Chain     []*Certificate
	OCSP      []byte   // stapled response, DER
	SCTs      [][]byte // from the TLS extension
	Verified  bool
	Exception string // why an unverified chain was accepted, empty otherwise
	Flaw      string // what was wrong with it: a fault's code and sentence

	// ClientCertAsked says that the origin asked for a client certificate, and
	// ClientCert is the SHA-256 of the one that it was given, zero for none.
	ClientCertAsked bool
	ClientCert      [32]byte
}

// Certificate is one certificate, stored once by its fingerprint.
type Certificate struct {
	SHA256 [32]byte
	DER    []byte
}
