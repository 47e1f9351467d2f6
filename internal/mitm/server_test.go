package mitm_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// intercepting is a server with a root of its own, and what a client needs to
// trust it.
func intercepting(t testing.TB) (*mitm.Server, *x509.CertPool) {
	t.Helper()
	root, err := ca.Create(ca.InMemory(), ca.Owner{User: "ada", Machine: "engine"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{}), poolOf(root.Certificate())
}

// served is how the server saw a handshake.
type served struct {
	record *flow.TLS
	err    error
}

// visit has a client meet s. After a successful handshake the server sends one
// octet, with which its session ticket arrives.
func visit(t testing.TB, s *mitm.Server, p mitm.Params, config *tls.Config) (tls.ConnectionState, served, error) {
	t.Helper()
	near, far := testkit.Pipe()
	return visitOver(t, s, p, config, near, far)
}

func visitOver(t testing.TB, s *mitm.Server, p mitm.Params, config *tls.Config, near, far net.Conn) (tls.ConnectionState, served, error) {
	t.Helper()
	var got served
	var group sync.WaitGroup
	group.Go(func() {
		var c *tls.Conn
		c, got.record, got.err = s.Handshake(t.Context(), far, p)
		if got.err == nil {
			io.WriteString(c, "x")
		}
		far.Close()
	})
	c := tls.Client(near, config)
	err := c.Handshake()
	if err == nil {
		_, err = io.ReadFull(c, make([]byte, 1))
	}
	state := c.ConnectionState()
	group.Wait() // first, or closing would reset the connection before an alert was read
	near.Close()
	return state, got, err
}

func TestServerShowsTheLeaf(t *testing.T) {
	s, roots := intercepting(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := &tls.Config{RootCAs: roots, ServerName: host, NextProtos: []string{"http/1.1", "h2"}, MaxVersion: version}
		state, got, err := visit(t, s, mitm.Params{Names: []string{host, "*.example.com"}, ALPN: "h2"}, config)
		if err != nil || got.err != nil {
			t.Fatal(err, got.err)
		}
		if state.NegotiatedProtocol != "h2" || state.Version != version {
			t.Errorf("the client has %q over %s", state.NegotiatedProtocol, tls.VersionName(state.Version))
		}
		leaf := state.PeerCertificates[0]
		if len(state.PeerCertificates) != 2 || leaf.DNSNames[0] != host || leaf.DNSNames[1] != "*.example.com" {
			t.Errorf("the client saw %d certificates, the first for %q", len(state.PeerCertificates), leaf.DNSNames)
		}
		want := flow.TLS{
			Version: version, Cipher: state.CipherSuite, Group: uint16(state.CurveID),
			ALPN: "h2", ServerName: host, LeafSerial: leaf.SerialNumber.Text(16),
		}
		if r := got.record; r.Version != want.Version || r.Cipher != want.Cipher || r.Group != want.Group || r.ALPN != want.ALPN ||
			r.ServerName != want.ServerName || r.LeafSerial != want.LeafSerial || r.Resumed {
			t.Errorf("record is %+v, want %+v", *r, want)
		}
	}
}

func TestServerALPN(t *testing.T) {
	s, roots := intercepting(t)
	for _, c := range []struct {
		offer []string
		chose string
	}{
		{[]string{"h2", "http/1.1"}, "h2"},
		{[]string{"h2", "http/1.1"}, "http/1.1"},
		{[]string{"h2", "http/1.1"}, ""},
		{nil, ""},
		{nil, "http/1.1"},
		{[]string{"grpc-exp", "h2"}, "grpc-exp"},
	} {
		state, got, err := visit(t, s, mitm.Params{Names: []string{host}, ALPN: c.chose},
			&tls.Config{RootCAs: roots, ServerName: host, NextProtos: c.offer})
		if err != nil || got.err != nil {
			t.Fatalf("offer %q, chosen %q: %v, %v", c.offer, c.chose, err, got.err)
		}
		want := c.chose
		if c.offer == nil {
			want = ""
		}
		if state.NegotiatedProtocol != want || got.record.ALPN != want {
			t.Errorf("offer %q, chosen %q: got %q, recorded %q", c.offer, c.chose, state.NegotiatedProtocol, got.record.ALPN)
		}
	}
}

func TestServerAddressTarget(t *testing.T) {
	s, roots := intercepting(t)
	_, got, err := visit(t, s, mitm.Params{Names: []string{"192.0.2.1"}}, &tls.Config{RootCAs: roots, ServerName: "192.0.2.1"})
	if err != nil || got.err != nil {
		t.Error(err, got.err)
	}
}

// fixed gives one error for all names.
type fixed struct{ err error }

func (f fixed) LeafFor(string, []string) (*tls.Certificate, error) { return nil, f.err }

func TestServerWithoutALeaf(t *testing.T) {
	broken := errors.New("no leaf")
	near, far := testkit.Pipe()
	defer near.Close()
	c, record, err := mitm.NewServer(fixed{broken}, mitm.ServerConfig{}).Handshake(t.Context(), far, mitm.Params{})
	if !errors.Is(err, broken) || c != nil || record == nil {
		t.Errorf("connection %v, record %v, error %v", c, record, err)
	}
}

func TestServerResumption(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			s, roots := intercepting(t)
			config := &tls.Config{RootCAs: roots, ServerName: host, MaxVersion: version,
				NextProtos: []string{"h2", "http/1.1"}, ClientSessionCache: tls.NewLRUClientSessionCache(4)}
			for n := range 3 {
				state, got, err := visit(t, s, mitm.Params{Names: []string{host}, ALPN: "h2"}, config)
				if err != nil || got.err != nil {
					t.Fatal(err, got.err)
				}
				if want := n > 0; state.DidResume != want || got.record.Resumed != want {
					t.Errorf("connection %d: resumed %v, recorded %v", n, state.DidResume, got.record.Resumed)
				}
			}
		})
	}
}

// onlyKey is a session cache that offers its one ticket to every host.
type onlyKey struct{ tls.ClientSessionCache }

func (o onlyKey) Get(string) (*tls.ClientSessionState, bool)  { return o.ClientSessionCache.Get("any") }
func (o onlyKey) Put(_ string, state *tls.ClientSessionState) { o.ClientSessionCache.Put("any", state) }

// TestTicketIsGoodForItsHostAlone: a client that offers a ticket of one host
// at another must not get past that host's certificate.
func TestTicketIsGoodForItsHostAlone(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			s, _ := intercepting(t)
			config := func(name string, cache tls.ClientSessionCache) *tls.Config {
				// The client does not look at names itself, or it would never
				// offer the ticket.
				return &tls.Config{InsecureSkipVerify: true, ServerName: name, MaxVersion: version,
					NextProtos: []string{"h2", "http/1.1"}, ClientSessionCache: cache}
			}
			base := mitm.Params{Names: []string{host}, ALPN: "h2"}
			for what, c := range map[string]struct {
				name string
				p    mitm.Params
			}{
				"another host":     {"www.example.com", mitm.Params{Names: []string{"www.example.com"}, ALPN: "h2"}},
				"another protocol": {host, mitm.Params{Names: []string{host}, ALPN: "http/1.1"}},
				"other names":      {host, mitm.Params{Names: []string{host, "*.example.com"}, ALPN: "h2"}},
			} {
				cache := onlyKey{tls.NewLRUClientSessionCache(1)}
				if _, got, err := visit(t, s, base, config(host, cache)); err != nil || got.err != nil {
					t.Fatal(err, got.err)
				}
				if _, ok := cache.Get(""); !ok {
					t.Fatal("no ticket was given out")
				}
				state, got, err := visit(t, s, c.p, config(c.name, cache))
				if err != nil || got.err != nil {
					t.Fatal(err, got.err)
				}
				if state.DidResume || got.record.Resumed {
					t.Errorf("%s: the ticket was honoured", what)
				}
			}
		})
	}
}

// local makes a connection look as if it came from this machine.
type local struct{ net.Conn }

func (local) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv6loopback, Port: 1} }

func TestGroupOnLoopback(t *testing.T) {
	s, roots := intercepting(t)
	for _, c := range []struct {
		local bool
		want  tls.CurveID
	}{{false, tls.X25519MLKEM768}, {true, tls.X25519}} {
		near, far := testkit.Pipe()
		var conn net.Conn = far
		if c.local {
			conn = local{far}
		}
		_, got, err := visitOver(t, s, mitm.Params{Names: []string{host}}, &tls.Config{RootCAs: roots, ServerName: host}, near, conn)
		if err != nil || got.err != nil {
			t.Fatal(err, got.err)
		}
		if got.record.Group != uint16(c.want) {
			t.Errorf("local %v: group is %v, want %v", c.local, tls.CurveID(got.record.Group), c.want)
		}
	}
}

func TestServerIsBounded(t *testing.T) {
	root, err := ca.Create(ca.InMemory(), ca.Owner{}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{Hosts: 1})
	cache := tls.NewLRUClientSessionCache(4)
	resumed := func(name string) bool {
		_, got, err := visit(t, s, mitm.Params{Names: []string{name}},
			&tls.Config{RootCAs: poolOf(root.Certificate()), ServerName: name, ClientSessionCache: cache})
		if err != nil || got.err != nil {
			t.Fatal(err, got.err)
		}
		return got.record.Resumed
	}
	resumed(host)
	if !resumed(host) {
		t.Error("the host was forgotten at once")
	}
	resumed("www.example.com")
	if resumed(host) {
		t.Error("two hosts are remembered, where one is the limit")
	}
}

func TestServerHandshakeEndsWithItsContext(t *testing.T) {
	s, _ := intercepting(t)
	near, far := testkit.Pipe()
	defer near.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := s.Handshake(ctx, far, mitm.Params{Names: []string{host}})
	var he *mitm.HandshakeError
	if !errors.As(err, &he) || he.Fault.Code != flow.RockxyInterrupted || he.Fault.Side != flow.SideRockxy {
		t.Errorf("error is %v", err)
	}
	if _, err := far.Write([]byte("x")); err == nil {
		t.Error("the connection was left open")
	}
}
