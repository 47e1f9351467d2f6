package proxy

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/policy"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
)

// landingRig offers its root; nothing that is asked of it may be recorded, and rules and
// policy have no say.
func landingRig(t *testing.T) *rig {
	t.Helper()
	testkit.NoLeaks(t)
	var r *rig
	r = newRig(t, func(c *Config) {
		withRules(t, "", on(rule.RequestHead, func(t *rule.Turn) error { t.Answer(&rule.Answer{Status: 451}); return nil }))(c)
		c.Policy = bypassAll{}
		c.Root = func() *x509.Certificate { return r.root.Certificate() }
	})
	t.Cleanup(func() {
		r.book.mu.Lock()
		defer r.book.mu.Unlock()
		if len(r.book.tapes) > 0 || len(r.book.other) > 0 {
			t.Errorf("recorded: %d exchanges, %+v", len(r.book.tapes), r.book.other)
		}
	})
	return r
}

type bypassAll struct{}

func (bypassAll) Decide(policy.Query) policy.Decision { return policy.Decision{Action: policy.Bypass} }
func (bypassAll) NeedsApp(policy.Query) bool          { return false }
func (bypassAll) NeedsSNI(policy.Query) bool          { return false }

// page reads an answer that has a length.
func page(t *testing.T, p *testkit.Peer) (head, body string) {
	t.Helper()
	head = p.WantHead()
	h := recordedResponse(t, head)
	v, _ := h.Get("content-length")
	n := 0
	for _, c := range v {
		n = n*10 + int(c-'0')
	}
	b := make([]byte, n)
	for at := 0; at < n; {
		k, err := p.Read(b[at:])
		if err != nil {
			t.Fatal(err)
		}
		at += k
	}
	return head, string(b)
}

func recordedResponse(t *testing.T, head string) *flow.Head {
	t.Helper()
	return flow.ParseHead(flow.HTTP11, []byte(head), flow.Response, false)
}

func TestLandingPage(t *testing.T) {
	r := landingRig(t)
	_, port, _ := net.SplitHostPort(r.addr)
	name, _ := os.Hostname()
	p := r.dial() // one connection for all
	for _, ask := range []string{
		"GET http://rockxy.local/ HTTP/1.1\r\nHost: rockxy.local",
		"GET http://ROCKXY.local:80?x HTTP/1.1\r\nHost: rockxy.local",
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port,
		"GET / HTTP/1.1\r\nHost: 192.168.1.20:" + port,
		"GET / HTTP/1.1\r\nHost: [fe80::1]:" + port,
		"GET / HTTP/1.1\r\nHost: LocalHost:" + port,
		"GET / HTTP/1.1\r\nHost: " + name + ":" + port,
		"GET / HTTP/1.1\r\nHost: " + strings.TrimSuffix(name, ".local") + ".local:" + port,
	} {
		p.Send(ask + "\r\n\r\n")
		head, body := page(t, p)
		wantStatus(t, head, 200)
		if !strings.Contains(body, "Rockxy certificate") {
			t.Errorf("%s: %q", ask, body)
		}
	}
	p.Send("HEAD http://rockxy.local/ HTTP/1.1\r\nHost: rockxy.local\r\n\r\nGET http://rockxy.local/nothing HTTP/1.1\r\nHost: rockxy.local\r\n\r\n")
	head := p.WantHead()
	wantStatus(t, head, 200)
	if strings.Contains(head, "Content-Length: 0") {
		t.Error(head)
	}
	head, _ = page(t, p)
	wantStatus(t, head, 404)
	p.Send("GET http://rockxy.local/rockxy-root.crt HTTP/1.0\r\n\r\n")
	head, body := page(t, p)
	wantStatus(t, head, 200)
	if c, err := x509.ParseCertificate([]byte(body)); err != nil || !bytes.Equal(c.Raw, r.root.Certificate().Raw) {
		t.Error(err)
	}
	p.WantGone()
	p = r.dial()
	p.Send("POST http://rockxy.local/ HTTP/1.1\r\nHost: rockxy.local\r\nContent-Length: 30\r\n\r\nGET http://a/ HTTP/1.1\r\n\r\n")
	head, _ = page(t, p)
	wantStatus(t, head, 405)
	if !strings.Contains(head, "Allow: GET, HEAD\r\n") || !strings.Contains(head, "Connection: close\r\n") {
		t.Error(head)
	}
}

// Inside of tunnels too, plain and, for a device that trusts the root by now, over TLS.
func TestLandingPageInTunnels(t *testing.T) {
	r := landingRig(t)
	p := r.connect("rockxy.local:80")
	get(p, "rockxy.local", "/rockxy-root.pem")
	p = r.connect("rockxy.local:443")
	pool := x509.NewCertPool()
	pool.AddCert(r.root.Certificate())
	tc := tls.Client(p.Conn, &tls.Config{ServerName: "rockxy.local", RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}})
	if err := tc.Handshake(); err != nil {
		t.Fatal(err)
	}
	p = testkit.NewPeer(t, tc)
	p.Send("GET / HTTP/1.1\r\nHost: rockxy.local\r\n\r\n")
	head, body := page(t, p)
	wantStatus(t, head, 200)
	if !strings.Contains(body, "Rockxy certificate") {
		t.Error(body)
	}
}

// A name that was made to point here, another port, or none: that is no page of ours.
func TestNoLandingPage(t *testing.T) {
	testkit.NoLeaks(t)
	var r *rig
	r = newRig(t, func(c *Config) { c.Root = func() *x509.Certificate { return r.root.Certificate() } })
	none := newRig(t, nil)
	_, port, _ := net.SplitHostPort(r.addr)
	_, other, _ := net.SplitHostPort(none.addr)
	for ask, on := range map[string]*rig{
		"GET / HTTP/1.1\r\nHost: evil.test:" + port:                               r,
		"GET / HTTP/1.1\r\nHost: 127.0.0.1":                                       r,
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:1":                                     r,
		"GET / HTTP/1.1\r\nHost: rockxy.local.evil.test:" + port:                  r,
		"GET / HTTP/1.0\r\nX: y":                                                  r,
		"GET http://127.0.0.1:" + port + "/ HTTP/1.1\r\nHost: 127.0.0.1:" + port:  r,
		"GET https://rockxy.local/ HTTP/1.1\r\nHost: rockxy.local":                r,
		"GET http://rockxy.local/ HTTP/1.1\r\nHost: rockxy.local\r\nX: other rig": none,
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:" + other:                              none,
	} {
		p := on.dial()
		p.Send(ask + "\r\n\r\n")
		head := p.WantHead()
		if strings.HasPrefix(head, "HTTP/1.1 200") || !strings.Contains(head, "Rockxy-Fault: ") {
			t.Errorf("%s: %s", ask, head)
		}
	}
}

// A device that does not trust the root yet is a handshake that failed, as anywhere.
func TestLandingPageUntrusted(t *testing.T) {
	var r *rig
	r = newRig(t, func(c *Config) { c.Root = func() *x509.Certificate { return r.root.Certificate() } })
	p := r.connect("rockxy.local:443")
	if err := tls.Client(p.Conn, &tls.Config{ServerName: "rockxy.local", RootCAs: x509.NewCertPool()}).Handshake(); err == nil {
		t.Fatal("trusted")
	}
	if f, ok := r.book.waitOther(t, 1).(*flow.HandshakeFailure); !ok || f.Host != "rockxy.local" || f.Moment == mitm.MomentClientHello {
		t.Errorf("%+v", f)
	}
}
