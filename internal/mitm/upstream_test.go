package mitm_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// origin is a TLS server whose configuration a test may spoil.
func origin(chain tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{chain}, Time: func() time.Time { return noon }}
}

// upstream trusts roots alone and lives at noon.
func upstream(c mitm.UpstreamConfig, roots ...*x509.Certificate) *mitm.Upstream {
	if c.Roots == nil {
		c.Roots = poolOf(roots...)
	}
	if c.Now == nil {
		c.Now = func() time.Time { return noon }
	}
	return mitm.NewUpstream(c)
}

// connect has u meet an origin. After a successful handshake the origin sends
// one octet, with which its session tickets arrive.
func connect(t testing.TB, u *mitm.Upstream, config *tls.Config, want mitm.Want) (*flow.TLS, error) {
	t.Helper()
	near, far := testkit.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c := tls.Server(far, config)
		if c.Handshake() == nil {
			io.WriteString(c, "x")
		}
		far.CloseWrite()
		io.Copy(io.Discard, far)
	}()
	c, record, err := u.Handshake(t.Context(), near, want)
	if record == nil {
		t.Fatal("no record of the handshake")
	}
	if (c != nil) != (err == nil) {
		t.Fatalf("connection is %v and error %v", c, err)
	}
	if err == nil {
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			t.Fatalf("reading after the handshake: %v", err)
		}
	}
	near.Close()
	<-done
	return record, err
}

func wantHost(name string) mitm.Want { return mitm.Want{Host: name, ServerName: name} }

// wantFault checks that err is the fault called code.
func wantFault(t *testing.T, err error, code string) *flow.Fault {
	t.Helper()
	var f *flow.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error is %v, want the fault %s", err, code)
	}
	if f.Code != code {
		t.Fatalf("fault is %s (%s), want %s", f.Code, f.Message, code)
	}
	if f.Message == "" || f.Hint == "" {
		t.Errorf("the fault %s says %q and advises %q", code, f.Message, f.Hint)
	}
	return f
}

func TestUpstreamRecord(t *testing.T) {
	root := authority(t, "Root", nil)
	middle := authority(t, "Middle", root)
	leaf := server(t, middle)
	chain := present(leaf, middle)
	chain.OCSPStaple = []byte("staple")
	chain.SignedCertificateTimestamps = [][]byte{[]byte("one"), []byte("two")}
	config := origin(chain)
	config.NextProtos = []string{"http/1.1", "h2"}
	var hello *tls.ClientHelloInfo
	config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) { hello = h; return nil, nil }

	offer := []string{"h2", "http/1.1"}
	record, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config,
		mitm.Want{Host: host, ServerName: host, ALPN: offer})
	if err != nil {
		t.Fatal(err)
	}
	if hello.ServerName != host || !slices.Equal(hello.SupportedProtos, offer) {
		t.Errorf("the origin saw SNI %q and ALPN %q", hello.ServerName, hello.SupportedProtos)
	}
	if slices.Min(hello.SupportedVersions) != tls.VersionTLS12 {
		t.Errorf("versions offered are %x", hello.SupportedVersions)
	}
	if record.Version != tls.VersionTLS13 || record.Cipher == 0 || record.Group != uint16(tls.X25519MLKEM768) {
		t.Errorf("version %x, cipher %x, group %x", record.Version, record.Cipher, record.Group)
	}
	if record.ALPN != "http/1.1" || record.ServerName != host || !slices.Equal(record.OfferedALPN, offer) {
		t.Errorf("ALPN %q of %q, SNI %q", record.ALPN, record.OfferedALPN, record.ServerName)
	}
	if !record.Verified || record.Resumed {
		t.Errorf("verified %v, resumed %v", record.Verified, record.Resumed)
	}
	if string(record.OCSP) != "staple" || len(record.SCTs) != 2 || string(record.SCTs[1]) != "two" {
		t.Errorf("OCSP %q, SCTs %q", record.OCSP, record.SCTs)
	}
	wantChain(t, record, leaf, middle)
}

func wantChain(t *testing.T, record *flow.TLS, chain ...*pair) {
	t.Helper()
	if len(record.Chain) != len(chain) {
		t.Fatalf("the record has %d certificates, want %d", len(record.Chain), len(chain))
	}
	for i, p := range chain {
		if got := record.Chain[i]; string(got.DER) != string(p.cert.Raw) || got.SHA256 != sha256.Sum256(p.cert.Raw) {
			t.Errorf("certificate %d is not as presented", i)
		}
	}
}

func TestUpstreamNames(t *testing.T) {
	root := authority(t, "Root", nil)
	for _, c := range []struct {
		name string
		want mitm.Want
		sans []string
		ips  []net.IP
		sni  string // that the origin sees
		ok   bool
	}{
		{"the name", mitm.Want{Host: host, ServerName: host}, []string{host}, nil, host, true},
		{"another case, a final dot", mitm.Want{Host: "API.Example.com.", ServerName: host}, []string{host}, nil, host, true},
		{"a wildcard", mitm.Want{Host: host, ServerName: host}, []string{"*.example.com"}, nil, host, true},
		{"a wildcard two levels up", mitm.Want{Host: "a." + host, ServerName: "a." + host}, []string{"*.example.com"}, nil, "a." + host, false},
		{"a wildcard for a top-level domain", mitm.Want{Host: "example.com", ServerName: "example.com"}, []string{"*.com"}, nil, "example.com", false},
		{"that and the name", mitm.Want{Host: "example.com", ServerName: "example.com"}, []string{"*.com", "EXAMPLE.com"}, nil, "example.com", true},
		{"the client's SNI is sent, the host asked for is proven", mitm.Want{Host: host, ServerName: "front.example.org"}, []string{host}, nil, "front.example.org", true},
		{"and the SNI proves nothing", mitm.Want{Host: host, ServerName: "front.example.org"}, []string{"front.example.org"}, nil, "front.example.org", false},
		{"no SNI from the client", mitm.Want{Host: host}, []string{host}, nil, "", true},
		{"an address", mitm.Want{Host: "192.0.2.1"}, nil, []net.IP{{192, 0, 2, 1}}, "", true},
		{"an address is never an SNI", mitm.Want{Host: "192.0.2.1", ServerName: "192.0.2.1"}, nil, []net.IP{{192, 0, 2, 1}}, "", true},
		{"another address", mitm.Want{Host: "192.0.2.1"}, nil, []net.IP{{192, 0, 2, 2}}, "", false},
		{"an address as a DNS name", mitm.Want{Host: "192.0.2.1"}, []string{"192.0.2.1"}, nil, "", false},
		{"IPv6", mitm.Want{Host: "[2001:db8::1]"}, nil, []net.IP{net.ParseIP("2001:db8::1")}, "", true},
		{"IPv6 with a zone", mitm.Want{Host: "fe80::1%eth0"}, nil, []net.IP{net.ParseIP("fe80::1")}, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			leaf := server(t, root, func(x *x509.Certificate) { x.DNSNames, x.IPAddresses = c.sans, c.ips })
			config := origin(present(leaf))
			sni := "none seen"
			config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) { sni = h.ServerName; return nil, nil }
			_, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config, c.want)
			if sni != c.sni {
				t.Errorf("SNI is %q, want %q", sni, c.sni)
			}
			if c.ok && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !c.ok {
				wantFault(t, err, flow.UpstreamWrongName)
			}
		})
	}
}

func TestUpstreamExtraRoots(t *testing.T) {
	system, extra := authority(t, "System", nil), authority(t, "Extra", nil)
	selfSigned := server(t, nil)
	u := upstream(mitm.UpstreamConfig{ExtraRoots: []*x509.Certificate{extra.cert, selfSigned.cert}}, system.cert)
	for _, leaf := range []*pair{server(t, system), server(t, extra), selfSigned} {
		if _, err := connect(t, u, origin(present(leaf)), wantHost(host)); err != nil {
			t.Errorf("refused: %v", err)
		}
	}
}

func TestUpstreamHandshakeEndsWithItsContext(t *testing.T) {
	u := upstream(mitm.UpstreamConfig{})
	gone := &flow.Fault{Code: flow.ClientClosed, Side: flow.SideClient, Message: "the client went away"}
	for _, c := range []struct {
		name string
		end  func(context.Context) (context.Context, func())
		code string
	}{
		{"deadline", func(ctx context.Context) (context.Context, func()) {
			return context.WithDeadline(ctx, time.Now().Add(-time.Second))
		}, flow.UpstreamTimeout},
		{"cancelled", func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, flow.RockxyInterrupted},
		{"cancelled with a reason", func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancelCause(ctx)
			cancel(gone)
			return ctx, func() { cancel(nil) }
		}, flow.ClientClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			near, far := testkit.Pipe()
			defer far.Close()
			ctx, release := c.end(t.Context())
			defer release()
			_, _, err := u.Handshake(ctx, near, wantHost(host))
			var f *flow.Fault
			if !errors.As(err, &f) || f.Code != c.code {
				t.Errorf("error is %v, want %s", err, c.code)
			}
			if _, err := near.Write([]byte("x")); err == nil {
				t.Error("the connection was left open")
			}
		})
	}
}
