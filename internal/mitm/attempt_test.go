package mitm_test

import (
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// clientPair is a client certificate of ca.
func clientPair(t testing.TB, ca *pair) *pair {
	return server(t, ca, named(), usage(x509.ExtKeyUsageClientAuth))
}

func identity(id string, p *pair) mitm.Identity {
	c := present(p)
	return mitm.Identity{ID: id, Get: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &c, nil }}
}

func TestClientCertificate(t *testing.T) {
	root, clients := authority(t, "Root", nil), authority(t, "Clients", nil)
	good, foreign := clientPair(t, clients), clientPair(t, authority(t, "Strangers", nil))
	locked := &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Message: "the keeper is locked", Hint: "Unlock it"}
	broken := mitm.Identity{ID: "b", Get: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, locked }}
	nothing := mitm.Identity{ID: "n", Get: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, nil }}
	for _, c := range []struct {
		name   string
		demand tls.ClientAuthType
		give   mitm.Identity
		given  *pair
		code   string
		says   string
	}{
		{"not asked for", tls.NoClientCert, identity("g", good), nil, "", ""},
		{"asked for and not there", tls.RequestClientCert, mitm.Identity{}, nil, "", ""},
		{"asked for and given", tls.RequestClientCert, identity("g", good), good, "", ""},
		{"demanded and given", tls.RequireAndVerifyClientCert, identity("g", good), good, "", ""},
		{"demanded and not there", tls.RequireAndVerifyClientCert, mitm.Identity{}, nil, flow.UpstreamClientCert, "was given none"},
		{"demanded and nothing comes", tls.RequireAnyClientCert, nothing, nil, flow.UpstreamClientCert, "was given none"},
		{"demanded and not accepted", tls.RequireAndVerifyClientCert, identity("f", foreign), foreign, flow.UpstreamClientCert, "did not accept"},
		{"demanded and not to be had", tls.RequireAndVerifyClientCert, broken, nil, flow.RockxyInternal, "locked"},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(c.name+", "+tls.VersionName(version), func(t *testing.T) {
				config := origin(present(server(t, root)))
				config.MaxVersion, config.ClientAuth, config.ClientCAs = version, c.demand, poolOf(clients.cert)
				want := wantHost(host)
				want.Identity = c.give
				record, err := firstRead(t, upstream(mitm.UpstreamConfig{}, root.cert), config, want)
				switch {
				case c.code == "" && err != nil:
					t.Fatal(err)
				case c.code != "":
					if f := wantFault(t, err, c.code); !strings.Contains(f.Message, c.says) {
						t.Errorf("says %q", f.Message)
					}
				}
				if !record.Verified {
					t.Error("the origin is not recorded as verified")
				}
				sum := [32]byte{}
				if c.given != nil {
					sum = sha256.Sum256(c.given.cert.Raw)
				}
				if record.ClientCertAsked != (c.demand != tls.NoClientCert) || record.ClientCert != sum {
					t.Errorf("asked %v, given %x", record.ClientCertAsked, record.ClientCert)
				}
			})
		}
	}
}

// TestClientCertificatesAreNotMixed: a session is resumed under the same
// identity alone, and goes on with its certificate.
func TestClientCertificatesAreNotMixed(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		root, clients := authority(t, "Root", nil), authority(t, "Clients", nil)
		one, two := clientPair(t, clients), clientPair(t, clients)
		u := upstream(mitm.UpstreamConfig{}, root.cert)
		config := origin(present(server(t, root)))
		config.MaxVersion, config.ClientAuth, config.ClientCAs = version, tls.VerifyClientCertIfGiven, poolOf(clients.cert)
		var seen []*x509.Certificate
		config.VerifyConnection = func(cs tls.ConnectionState) error { seen = cs.PeerCertificates; return nil }
		for i, step := range []struct {
			give    mitm.Identity
			pair    *pair
			resumed bool
		}{
			{identity("one", one), one, false},
			{identity("one", one), one, true},
			{identity("two", two), two, false},
			{mitm.Identity{}, nil, false},
			{mitm.Identity{}, nil, true},
			{identity("two", two), two, true},
		} {
			want := wantHost(host)
			want.Identity = step.give
			record, err := connect(t, u, config, want)
			if err != nil {
				t.Fatal(err)
			}
			if record.Resumed != step.resumed || !record.ClientCertAsked {
				t.Errorf("step %d: resumed %v, asked %v", i, record.Resumed, record.ClientCertAsked)
			}
			if step.pair == nil {
				if len(seen) > 0 || record.ClientCert != [32]byte{} {
					t.Errorf("step %d: the origin saw %v", i, seen[0].Subject)
				}
				continue
			}
			if len(seen) != 1 || !seen[0].Equal(step.pair.cert) || record.ClientCert != sha256.Sum256(step.pair.cert.Raw) {
				t.Errorf("step %d: the origin saw %d certificates, or another one", i, len(seen))
			}
		}
	}
}

// TestClientCertificateStaysHere: an origin that does not verify is not told
// who asks.
func TestClientCertificateStaysHere(t *testing.T) {
	root, clients := authority(t, "Root", nil), authority(t, "Clients", nil)
	asked := false
	want := wantHost(host)
	want.Identity = mitm.Identity{ID: "x", Get: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		c := present(clientPair(t, clients))
		return &c, nil
	}}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := origin(present(server(t, root, expired)))
		config.MaxVersion, config.ClientAuth = version, tls.RequestClientCert
		record, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config, want)
		wantFault(t, err, flow.UpstreamExpired)
		if asked || record.ClientCert != [32]byte{} {
			t.Error("the client certificate was used")
		}
	}
}

func TestIdentity(t *testing.T) {
	get := func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, nil }
	u := upstream(mitm.UpstreamConfig{ClientCertificate: func(host string, port uint16) (string, func(*tls.CertificateRequestInfo) (*tls.Certificate, error)) {
		if host == "api.example.com" && port == 443 {
			return "ours", get
		}
		return "ignored", nil
	}})
	if i := u.Identity("API.example.com.", 443); i.ID != "ours" || i.Get == nil {
		t.Errorf("%+v", i)
	}
	for _, i := range []mitm.Identity{u.Identity(host, 8443), u.Identity("other.test", 443), upstream(mitm.UpstreamConfig{}).Identity(host, 443)} {
		if i.ID != "" || i.Get != nil {
			t.Errorf("%+v, want none", i)
		}
	}
}

func TestLaterFault(t *testing.T) {
	asked := &flow.TLS{ClientCertAsked: true}
	given := &flow.TLS{ClientCertAsked: true, ClientCert: [32]byte{1}}
	plain := &flow.TLS{}
	remote := func(alert uint8) error {
		return &net.OpError{Op: "remote error", Err: tls.AlertError(alert)}
	}
	for _, c := range []struct {
		err  error
		tls  *flow.TLS
		code string
		says string
	}{
		{remote(116), plain, flow.UpstreamClientCert, "given none (alert certificate_required)"},
		{remote(116), asked, flow.UpstreamClientCert, "given none"},
		{remote(42), asked, flow.UpstreamClientCert, "bad_certificate"},
		{remote(48), given, flow.UpstreamClientCert, "did not accept"},
		{remote(42), plain, flow.UpstreamTLSAlert, "bad_certificate"},
		{remote(80), asked, flow.UpstreamTLSAlert, "internal_error"},
		{&net.OpError{Op: "local error", Err: tls.AlertError(100)}, plain, flow.UpstreamClientCert, "new TLS handshake"},
		{&net.OpError{Op: "local error", Err: tls.AlertError(20)}, plain, "", ""},
		{io.EOF, asked, "", ""},
		{remote(116), nil, "", ""},
		{nil, asked, "", ""},
	} {
		f := mitm.LaterFault(c.err, c.tls, "h:443")
		if c.code == "" {
			if f != nil {
				t.Errorf("%v: %v", c.err, f)
			}
			continue
		}
		if f == nil || f.Code != c.code || !strings.Contains(f.Message, c.says) || f.Hint == "" || f.Cause != c.err {
			t.Errorf("%v: %+v", c.err, f)
		}
	}
}

// TestKeyOfAnotherCurveAsClient has a key that the origin did not ask for by
// name, but can use.
func TestKeyOfAnotherCurveAsClient(t *testing.T) {
	root, clients := authority(t, "Root", nil), authority(t, "Clients", nil)
	p := issue(t, &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, clients, ecKey(t, elliptic.P384()))
	config := origin(present(server(t, root)))
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, poolOf(clients.cert)
	want := wantHost(host)
	want.Identity = identity("p384", p)
	if _, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config, want); err != nil {
		t.Error(err)
	}
}

// TestAttemptsSideBySide: what one handshake learns is not another's, however
// many there are at once for one target.
func TestAttemptsSideBySide(t *testing.T) {
	root := authority(t, "Root", nil)
	bad, good := server(t, nil), server(t, root)
	u := upstream(mitm.UpstreamConfig{Exception: func(string, [32]byte) (string, bool) { return "allowed", true }}, root.cert)
	var wg sync.WaitGroup
	for i := range 64 {
		leaf, demand := good, tls.NoClientCert
		if i%2 == 1 {
			leaf = bad
		}
		if i%3 == 1 {
			demand = tls.RequestClientCert
		}
		wg.Go(func() {
			near, far := testkit.Pipe()
			defer near.Close()
			config := origin(present(leaf))
			config.ClientAuth, config.SessionTicketsDisabled = demand, true
			wg.Go(func() {
				defer far.Close()
				tls.Server(far, config).Handshake()
			})
			_, record, err := u.Handshake(t.Context(), near, wantHost(host))
			if err != nil {
				t.Errorf("handshake %d: %v", i, err)
				return
			}
			if record.Verified != (leaf == good) || (record.Exception != "") != (leaf == bad) || record.ClientCertAsked != (demand != tls.NoClientCert) {
				t.Errorf("handshake %d: verified %v, exception %q, asked %v", i, record.Verified, record.Exception, record.ClientCertAsked)
			}
		})
	}
	wg.Wait()
}
