package mitm

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"time"

	"rockxy/internal/flow"
)

// UpstreamConfig is what an Upstream can be told; its zero value is usable.
type UpstreamConfig struct {
	// Roots replaces the system's roots when it is not nil.
	Roots *x509.CertPool
	// ExtraRoots are trusted besides them.
	ExtraRoots []*x509.Certificate
	// OwnRoots returns the certificates that the local authority signs leaves
	// with. A chain with one of their keys in it is refused whatever the
	// trust stores say. It is called for each verification; nil is none.
	OwnRoots func() []*x509.Certificate
	Now      func() time.Time // nil is time.Now
	// Exception returns whether the chain with this leaf (SHA-256) is to be
	// accepted from host although it did not verify, and why. It is asked
	// anew for each connection whose chain was refused, resumed ones included,
	// and never about one of our own authority. It must not wait for anything.
	// nil is never.
	Exception func(host string, leaf [32]byte) (why string, ok bool)
	// ClientCertificate returns what the origin is given when it asks for a
	// client certificate, as an Identity; get is nil for nothing. nil is none
	// for all.
	ClientCertificate func(host string, port uint16) (id string, get func(*tls.CertificateRequestInfo) (*tls.Certificate, error))
	// Targets is how many origins (by host, SNI and ALPN offer) have their
	// sessions remembered for resumption; 0 is 2,048.
	Targets int
	// KeyLog is that of ServerConfig, for the connections to origins.
	KeyLog io.Writer
}

// Upstream makes TLS connections to origins and verifies them. It may be used
// from several goroutines at once.
type Upstream struct {
	verifier  *verifier
	targets   *targets
	keyLog    io.Writer
	now       func() time.Time
	exception func(host string, leaf [32]byte) (string, bool)
	identity  func(host string, port uint16) (string, func(*tls.CertificateRequestInfo) (*tls.Certificate, error))
}

// NewUpstream returns an Upstream. It reads the system's roots, once; where
// there are none, origins verify against ExtraRoots alone and the faults of
// those that fail say so.
func NewUpstream(c UpstreamConfig) *Upstream {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Targets == 0 {
		c.Targets = 2048
	}
	return &Upstream{verifier: newVerifier(c), targets: newTargets(c.Targets), keyLog: c.KeyLog, now: c.Now, exception: c.Exception, identity: c.ClientCertificate}
}

// Want says which origin a connection is for.
type Want struct {
	// Host is the name or IP address that the client asked for, without port.
	// The origin must prove this name.
	Host string
	// Port keeps the sessions of servers on one host apart.
	Port uint16
	// ServerName is the SNI to send: the client's own, "" for none. An IP
	// address is never sent.
	ServerName string
	// ALPN is offered exactly as it is, in this order; nil offers none.
	ALPN []string
	// Identity is given to an origin that asks for a client certificate.
	Identity Identity
}

// Handshake makes nc, a fresh connection to the origin, a TLS connection and
// verifies the origin. The error is always a *flow.Fault. The *flow.TLS is
// never nil: after a failure it holds what was learned until then, such as the
// chain that was refused. Its Chain may be shared with other connections.
//
// When ctx ends first, nc is closed and the error says why ctx ended. In every
// other failure nc is left for the caller to close. Whatever is read from or
// written to nc from now on must go through the returned connection.
func (u *Upstream) Handshake(ctx context.Context, nc net.Conn, want Want) (*tls.Conn, *flow.TLS, error) {
	w := &wire{Conn: nc}
	a := u.attempt(want)
	defer a.done()
	c := tls.Client(w, a.config)
	err := c.HandshakeContext(ctx)
	cs := c.ConnectionState()
	record := describeUpstream(cs, want)
	record.Chain = u.verifier.describe(cs.PeerCertificates, a.target.host)
	a.note(record, err == nil)
	if err != nil {
		return nil, record, u.fault(ctx, err, w, want, a.client)
	}
	w.settled = true
	return c, record, nil
}

func describeUpstream(cs tls.ConnectionState, want Want) *flow.TLS {
	return &flow.TLS{
		Version: cs.Version, Cipher: cs.CipherSuite, Group: uint16(cs.CurveID),
		ALPN: cs.NegotiatedProtocol, ServerName: cs.ServerName, Resumed: cs.DidResume,
		OfferedALPN: want.ALPN,
		OCSP:        cs.OCSPResponse, SCTs: cs.SignedCertificateTimestamps,
	}
}

func describeChain(certs []*x509.Certificate) []*flow.Certificate {
	chain := make([]*flow.Certificate, len(certs))
	all := make([]flow.Certificate, len(certs))
	for i, c := range certs {
		all[i] = flow.Certificate{SHA256: sha256.Sum256(c.Raw), DER: c.Raw}
		chain[i] = &all[i]
	}
	return chain
}
