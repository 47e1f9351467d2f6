package proxy

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/policy"
	"rockxy/internal/testkit"
)

// lists is a Policy that can be changed.
type lists struct{ set atomic.Pointer[policy.Set] }

func newLists(t testing.TB, text string) *lists {
	l := &lists{}
	l.change(t, text)
	return l
}

func (l *lists) change(t testing.TB, text string) {
	t.Helper()
	var f policy.File
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "default" {
			f.Default = policy.Bypass
			continue
		}
		p, err := policy.ParsePattern(rest)
		if err != nil {
			t.Fatal(err)
		}
		if word == "bypass" {
			f.Bypass = append(f.Bypass, policy.Entry{Action: policy.Bypass, Pattern: p})
		} else {
			f.Intercept = append(f.Intercept, policy.Entry{Pattern: p})
		}
	}
	l.set.Store(policy.Compile(f))
}

func (l *lists) Decide(q policy.Query) policy.Decision { return l.set.Load().Decide(q, time.Now()) }
func (l *lists) NeedsApp(q policy.Query) bool          { return l.set.Load().NeedsApp(q, time.Now()) }
func (l *lists) NeedsSNI(q policy.Query) bool          { return l.set.Load().NeedsSNI(q, time.Now()) }

func withPolicy(l *lists) func(*Config) {
	return func(c *Config) { c.Policy, c.Resolve = l, toLoopback }
}

// leafOf makes a TLS connection in the tunnel and returns it and the SHA-256 of
// the certificate that was shown, whoever issued it.
func leafOf(t testing.TB, p *testkit.Peer, name string, alpn ...string) (*tls.Conn, [32]byte) {
	t.Helper()
	tc := tls.Client(p.Conn, &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: alpn})
	tc.SetDeadline(time.Now().Add(testkit.Patience))
	if err := tc.Handshake(); err != nil {
		t.Fatalf("TLS in the tunnel: %v", err)
	}
	return tc, sha256.Sum256(tc.ConnectionState().PeerCertificates[0].Raw)
}

// A bypassed host is the origin itself: its certificate, its bytes, and a row
// with what can be known from outside.
func TestBypassedHostIsSpliced(t *testing.T) {
	for name, c := range map[string]struct{ policy, target, sni, reason string }{
		"by the name asked for":     {"bypass *.example.com", "a.example.com", "a.example.com", `"*.example.com" (a.example.com)`},
		"by the SNI":                {"bypass localhost", "127.0.0.1", "localhost", `SNI localhost`},
		"either name will do":       {"bypass a.example.com\nintercept localhost", "a.example.com", "localhost", `"a.example.com"`},
		"by default":                {"default bypass\nintercept b.example.com", "a.example.com", "a.example.com", "by default"},
		"by default, to an address": {"default bypass", "127.0.0.1", "", "by default"},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.NoLeaks(t)
			o := testkit.NewOrigin(t, testkit.Options{})
			r := newRig(t, withPolicy(newLists(t, c.policy)), o.CA)
			p := r.connect(c.target + ":" + o.Port())
			tc, leaf := leafOf(t, p, c.sni, "http/1.1")
			if direct, _ := leafOf(t, dialPeer(t, o.Addr), c.sni, "http/1.1"); true {
				if own := sha256.Sum256(direct.ConnectionState().PeerCertificates[0].Raw); own != leaf {
					t.Error("the client was not shown the origin's own certificate")
				}
				direct.Close()
			}
			inside := testkit.NewPeer(t, tc)
			wantStatus(t, get(inside, "x", "/bytes/5"), 200)
			inside.WantN(5)
			inside.Close()
			tun, ok := r.book.waitOther(t, 1).(*flow.Tunnel)
			if !ok || tun.Verdict != flow.VerdictBypass || tun.Host != c.target || tun.SNI != c.sni || !strings.HasPrefix(tun.JA4, "t13") ||
				tun.Up < 300 || tun.Down < 700 || tun.State != flow.Complete || tun.Ended < tun.Started || !strings.Contains(tun.Reason, c.reason) {
				t.Errorf("record %+v", tun)
			}
		})
	}
}

func dialPeer(t testing.TB, addr string) *testkit.Peer {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return testkit.NewPeer(t, c)
}

// With a default of bypass, the SNI can still say that a connection to a bare
// address is wanted.
func TestSNIOfAnAddressIsIntercepted(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, withPolicy(newLists(t, "default bypass\nintercept localhost")), o.CA)
	p := r.secure("127.0.0.1:"+o.Port(), "localhost", "http/1.1")
	wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
}

// What is bypassed is not read even where it could be, and no server that speaks
// first is made to wait.
func TestBypassIsForAnyProtocol(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.Send("220 hello\r\n")
		p.Want("GET / HTTP/1.1\r\n\r\n")
		p.Send("bye")
		p.CloseWrite()
		p.Want("late")
		p.WantEnd()
	})
	r := newRig(t, withPolicy(newLists(t, "bypass a.test")), nil...)
	_, port, _ := net.SplitHostPort(o.Addr)
	start := time.Now()
	p := r.connect("a.test:" + port)
	p.Want("220 hello\r\n")
	if d := time.Since(start); d >= silence {
		t.Errorf("the server was heard after %v", d)
	}
	p.Send("GET / HTTP/1.1\r\n\r\n")
	p.Want("bye")
	p.WantEnd() // half-closed: the other direction goes on
	p.Send("late")
	p.CloseWrite()
	tun := r.book.waitOther(t, 1).(*flow.Tunnel)
	if tun.Up != 22 || tun.Down != 14 || tun.Fault != nil || tun.SNI != "" {
		t.Errorf("record %+v", tun)
	}
}

func TestTunnelCarriesResets(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.Want("hi")
		if strings.TrimSpace(p.WantLine()) == "you" {
			p.Reset()
			return
		}
		p.WantReset()
	})
	r := newRig(t, withPolicy(newLists(t, "bypass *")))
	for i, c := range []struct{ who, code string }{{"you", flow.UpstreamReset}, {"me", flow.ClientReset}} {
		p := r.connect(o.Addr)
		p.Sendf("hi%s\n", c.who)
		if c.who == "you" {
			p.WantReset()
		} else {
			p.Reset()
		}
		if tun := r.book.waitOther(t, i+1).(*flow.Tunnel); tun.Fault == nil || tun.State != flow.Failed || tun.Up == 0 {
			t.Errorf("%s: record %+v", c.who, tun)
		} else if tun.Fault.Code != c.code && runtime.GOOS == "linux" {
			t.Errorf("%s: fault %+v", c.who, tun.Fault)
		}
	}
}

// An entry for one program waits until it is known which program it is.
func TestEntryForOneProgram(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	var name atomic.Pointer[string]
	answers := make(chan func(), 8)
	l := newLists(t, "bypass app:curl localhost")
	r := newRig(t, func(c *Config) {
		withPolicy(l)(c)
		c.Attrib = func(_, _ netip.AddrPort, done func(*flow.Process)) {
			answers <- func() { done(&flow.Process{PID: 1, Name: *name.Load()}) }
		}
	}, o.CA)
	for app, want := range map[string]bool{"curl": true, "wget": false} {
		name.Store(&app)
		p := r.connect("localhost:" + o.Port())
		(<-answers)()
		tc, _ := leafOf(t, p, "localhost")
		_, err := tc.ConnectionState().PeerCertificates[0].Verify(x509.VerifyOptions{Roots: r.pool()})
		if bypassed := err != nil; bypassed != want {
			t.Errorf("%s: bypassed %v, want %v", app, bypassed, want)
		}
		tc.Close()
	}
}

// A change is seen by connections that are there already, and costs no exchange
// that is under way.
func TestChangedDecisionDrains(t *testing.T) {
	for _, alpn := range []string{"http/1.1", "h2"} {
		t.Run("intercepted "+alpn, func(t *testing.T) {
			testkit.NoLeaks(t)
			o := testkit.NewOrigin(t, testkit.Options{})
			l := newLists(t, "")
			r := newRig(t, withPolicy(l), o.CA)
			p := r.secure("localhost:"+o.Port(), "localhost", alpn)
			other := r.secure("127.0.0.1:"+o.Port(), "127.0.0.1", "http/1.1")
			if alpn == "http/1.1" {
				wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
				p.WantN(1)
			}
			wantStatus(t, get(other, "x", "/bytes/1"), 200)
			other.WantN(1)
			l.change(t, "bypass localhost")
			r.s.PolicyChanged()
			p.WantGone() // with GOAWAY on HTTP/2
			wantStatus(t, get(other, "x", "/bytes/1"), 200)
			tc, leaf := leafOf(t, r.connect("localhost:"+o.Port()), "localhost")
			tc.Close()
			if _, own := leafOf(t, dialPeer(t, o.Addr), "localhost"); own != leaf {
				t.Error("the new connection is intercepted")
			}
		})
	}
	t.Run("an exchange under way ends well", func(t *testing.T) {
		testkit.NoLeaks(t)
		asked, answer := make(chan struct{}), make(chan struct{})
		o := testkit.NewRawOrigin(t, testkit.RawOptions{TLS: true, ALPN: []string{"http/1.1"}}, func(p *testkit.Peer) {
			p.WantHead()
			close(asked)
			<-answer
			p.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			p.WantGone()
		})
		l := newLists(t, "")
		r := newRig(t, withPolicy(l), o.CA)
		p := r.secure(o.Addr, "127.0.0.1", "http/1.1")
		p.Sendf("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		<-asked
		l.change(t, "bypass *")
		r.s.PolicyChanged()
		close(answer)
		wantStatus(t, p.WantHead(), 200)
		p.Want("ok")
		p.WantGone()
	})
	t.Run("a tunnel ends when it is quiet", func(t *testing.T) {
		testkit.NoLeaks(t)
		o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) { io.Copy(p.Conn, p) })
		l := newLists(t, "bypass *")
		r := newRig(t, withPolicy(l))
		p := r.connect(o.Addr)
		p.Send("hello")
		p.Want("hello")
		l.change(t, "bypass *\nbypass other")
		r.s.PolicyChanged() // the same decision
		l.change(t, "")
		r.s.PolicyChanged()
		p.Send("again") // not cut in the middle
		p.Want("again")
		p.WantGone()
		if tun := r.book.waitOther(t, 1).(*flow.Tunnel); tun.Fault != nil || tun.State != flow.Complete || tun.Up != 10 || !strings.Contains(tun.Reason, "lists changed") {
			t.Errorf("record %+v", tun)
		}
	})
}

// A connection whose origin is to be given another client certificate comes back.
func TestChangedIdentityDrains(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	var id atomic.Pointer[string]
	one, two := "one", "two"
	id.Store(&one)
	r := newRig(t, func(c *Config) {
		withPolicy(newLists(t, ""))(c)
		c.Upstream = mitm.NewUpstream(mitm.UpstreamConfig{Roots: o.Roots(), ClientCertificate: func(string, uint16) (string, func(*tls.CertificateRequestInfo) (*tls.Certificate, error)) {
			return *id.Load(), func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &tls.Certificate{}, nil }
		}})
	})
	p := r.secure("localhost:"+o.Port(), "localhost", "http/1.1")
	wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
	p.WantN(1)
	r.s.PolicyChanged() // nothing about it
	wantStatus(t, get(p, "localhost", "/bytes/1"), 200)
	p.WantN(1)
	id.Store(&two)
	r.s.PolicyChanged()
	p.WantGone()
}
