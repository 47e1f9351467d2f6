package mitm

import (
	"context"
	"crypto/tls"
	"io"
	"math/big"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"rockxy/internal/flow"
	"rockxy/internal/lru"
)

// Leaves gives the certificate for a host. The same names give the same
// certificate for as long as it is good, and never the same as other names.
type Leaves interface {
	// LeafFor is told who the client is for the issuer's audit trail only.
	LeafFor(client string, names []string) (*tls.Certificate, error)
}

// ServerConfig is what a Server can be told; its zero value is usable.
type ServerConfig struct {
	Hosts int              // how many hosts have their ticket keys remembered; 0 is 4,096
	Now   func() time.Time // nil is time.Now
	// KeyLog gets the secrets of every connection, in the NSS key log format,
	// one line in a Write; nil is the rule. What it fails to write fails the
	// handshake.
	KeyLog io.Writer
}

// Server makes TLS connections with clients. It may be used from several
// goroutines at once.
type Server struct {
	leaves Leaves
	now    func() time.Time
	keyLog io.Writer

	mu    sync.Mutex
	hosts *lru.Cache[hostKey, *host] // guarded by mu
}

// hostKey tells hosts apart: a leaf belongs to exactly one.
type hostKey struct {
	leaf  *tls.Certificate
	alpn  string
	local bool // the client is on this machine
}

// host is what the connections to one host have in common. Its configuration
// has session ticket keys of its own, which crypto/tls makes and rotates: a
// ticket got from one host opens nothing at another, and none outlives its leaf
// by much.
type host struct {
	config *tls.Config
	serial string // of the leaf, in hex
}

// NewServer returns a Server that shows clients the certificates of leaves.
func NewServer(leaves Leaves, c ServerConfig) *Server {
	if c.Hosts == 0 {
		c.Hosts = 4096
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Server{leaves: leaves, now: c.Now, keyLog: c.KeyLog, hosts: lru.New[hostKey, *host](c.Hosts)}
}

// Params says what a client is shown.
type Params struct {
	// Names are those of the leaf, the host's own first.
	Names []string
	// ALPN is the protocol to agree on, the one that the origin chose; "" agrees
	// on none.
	ALPN string
	// Client is who this is, in words; it does not change what is shown.
	Client string
}

// Handshake makes nc, at whose next octet the ClientHello begins, a TLS
// connection. The error is a *HandshakeError, except when there is no leaf for
// the names: then it is the error of Leaves. The *flow.TLS is never nil.
//
// When ctx ends first, nc is closed. In every other failure nc is left for the
// caller to close; an alert has been sent if there was a reason for one.
func (s *Server) Handshake(ctx context.Context, nc net.Conn, p Params) (*tls.Conn, *flow.TLS, error) {
	h, err := s.host(p, isLocal(nc))
	if err != nil {
		return nil, &flow.TLS{}, err
	}
	w := &wire{Conn: nc}
	c := tls.Server(w, h.config)
	err = c.HandshakeContext(ctx)
	cs := c.ConnectionState()
	record := &flow.TLS{
		Version: cs.Version, Cipher: cs.CipherSuite, Group: uint16(cs.CurveID),
		ALPN: cs.NegotiatedProtocol, ServerName: cs.ServerName, Resumed: cs.DidResume,
		LeafSerial: h.serial,
	}
	if err != nil {
		return nil, record, newHandshakeError(err, w)
	}
	w.settled = true
	return c, record, nil
}

func (s *Server) host(p Params, local bool) (*host, error) {
	leaf, err := s.leaves.LeafFor(p.Client, p.Names)
	if err != nil {
		return nil, err
	}
	key := hostKey{leaf, p.ALPN, local}
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.hosts.Get(key); ok {
		return h, nil
	}
	h := &host{config: s.newConfig(key), serial: serialOf(leaf.Certificate[0])}
	s.hosts.Put(key, h)
	return h, nil
}

// serialOf returns the serial number of a certificate in hex, "" when der is
// none. Parsing all of it would cost more than the rest of a new host.
func serialOf(der []byte) string {
	s := cryptobyte.String(der)
	var cert, tbs cryptobyte.String
	serial := new(big.Int)
	version := asn1.Tag(0).ContextSpecific().Constructed()
	if !s.ReadASN1(&cert, asn1.SEQUENCE) || !cert.ReadASN1(&tbs, asn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(version) || !tbs.ReadASN1Integer(serial) {
		return ""
	}
	return serial.Text(16)
}

func (s *Server) newConfig(key hostKey) *tls.Config {
	c := &tls.Config{
		Time:                        s.now,
		Certificates:                []tls.Certificate{*key.leaf},
		MinVersion:                  tls.VersionTLS12,
		DynamicRecordSizingDisabled: true,
		KeyLogWriter:                s.keyLog,
	}
	if key.alpn != "" {
		c.NextProtos = []string{key.alpn}
	}
	if key.local {
		c.CurvePreferences = localGroups
	}
	return c
}

// localGroups leaves out the post-quantum groups, which cost a third of the
// handshake: what never leaves this machine cannot be recorded for later.
var localGroups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}

func isLocal(nc net.Conn) bool {
	addr, ok := nc.RemoteAddr().(*net.TCPAddr)
	return ok && addr.IP.IsLoopback()
}
