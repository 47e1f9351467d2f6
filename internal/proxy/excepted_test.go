package proxy

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// allowance is a user's exception that can be taken back.
type allowance struct {
	mu   sync.Mutex
	gone bool
}

func (a *allowance) ask(string, [32]byte) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return "for the test", !a.gone
}

func (a *allowance) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = true
}

// program is one behind the proxy whose connections serve one request
// each; it offers one protocol.
func (r *rig) program(alpn string) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(r.root.Certificate())
	tr := &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: r.addr}),
		TLSClientConfig: &tls.Config{RootCAs: roots, NextProtos: []string{alpn}}, ForceAttemptHTTP2: alpn == "h2",
	}
	r.t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func (r *rig) ask(alpn, url string) *http.Response {
	r.t.Helper()
	c := r.program(alpn)
	defer c.CloseIdleConnections()
	res, err := c.Get(url)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		r.t.Fatal(err)
	}
	return res
}

// TestExceptedOrigin works while the exception stands, is flagged, lends our
// leaf no names, and is not reused afterwards.
func TestExceptedOrigin(t *testing.T) {
	for _, alpn := range []string{"http/1.1", "h2"} {
		t.Run(alpn, func(t *testing.T) {
			testkit.NoLeaks(t)
			var a allowance
			o := testkit.NewOrigin(t, testkit.Options{})
			r := newRig(t, func(c *Config) {
				c.Upstream = mitm.NewUpstream(mitm.UpstreamConfig{Roots: x509.NewCertPool(), Exception: a.ask})
			})
			url := "https://localhost:" + o.Port() + "/bytes/5"
			for k := 1; k <= 3; k++ {
				res := r.ask(alpn, url)
				if names := res.TLS.PeerCertificates[0].DNSNames; res.StatusCode != 200 || len(names) != 1 || names[0] != "localhost" {
					t.Errorf("status %d, our leaf has the names %q", res.StatusCode, names)
				}
				x := r.book.wait(t, k).x
				if x.Verdict != flow.VerdictException || x.Fault != nil || x.Reused != (k > 1) {
					t.Errorf("exchange %d: verdict %s, fault %v, reused %v", k, x.Verdict, x.Fault, x.Reused)
				}
				if u := x.Server.TLS; u.Exception != "for the test" || u.Verified || !strings.HasPrefix(u.Flaw, "upstream.") || u.ALPN != alpn {
					t.Errorf("exchange %d: TLS %+v", k, u)
				}
			}
			a.end()
			before := o.Count()
			res := r.ask(alpn, url)
			if res.StatusCode != 502 || !strings.HasPrefix(res.Header.Get("Rockxy-Fault"), "upstream.") || o.Count() != before {
				t.Errorf("after the exception: status %d, %d requests more", res.StatusCode, o.Count()-before)
			}
			if x := r.book.wait(t, 4).x; x.Verdict != flow.VerdictUpstreamInvalid {
				t.Errorf("verdict %s", x.Verdict)
			}
		})
	}
}

// TestExceptionEndsUnderAClient: a client whose connection goes on is refused
// from then on.
func TestExceptionEndsUnderAClient(t *testing.T) {
	testkit.NoLeaks(t)
	var a allowance
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, func(c *Config) {
		c.Upstream = mitm.NewUpstream(mitm.UpstreamConfig{Roots: x509.NewCertPool(), Exception: a.ask})
	})
	target := "localhost:" + o.Port()
	p := r.secure(target, "localhost", "http/1.1")
	wantStatus(t, get(p, target, "/bytes/5"), 200)
	p.WantN(5)
	a.end()
	head := get(p, target, "/bytes/5")
	wantStatus(t, head, 502)
	if !strings.Contains(head, "Rockxy-Fault: upstream.") || o.Count() != 1 {
		t.Errorf("answer %q, the origin served %d requests", head, o.Count())
	}
}

// TestClientCertificatesAreNotShared: what two identities ask for goes over
// two connections.
func TestClientCertificatesAreNotShared(t *testing.T) {
	for _, alpn := range []string{"http/1.1", "h2"} {
		t.Run(alpn, func(t *testing.T) {
			testkit.NoLeaks(t)
			p := stranger(t)
			var mu sync.Mutex
			who := "one"
			given := map[string]tls.Certificate{"one": p.issue(nil, nil, forUse(x509.ExtKeyUsageClientAuth)), "two": p.issue(nil, nil, forUse(x509.ExtKeyUsageClientAuth))}
			identify := func(string, uint16) (string, func(*tls.CertificateRequestInfo) (*tls.Certificate, error)) {
				mu.Lock()
				defer mu.Unlock()
				c, id := given[who], who
				return id, func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &c, nil }
			}
			o := testkit.NewOrigin(t, testkit.Options{CA: p.root, TLS: func(c *tls.Config) {
				c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, p.root.Pool()
			}})
			r := newRig(t, func(c *Config) {
				c.Upstream = mitm.NewUpstream(mitm.UpstreamConfig{Roots: p.root.Pool(), ClientCertificate: identify})
			})
			conns := map[flow.ConnID]string{}
			for k, id := range []string{"one", "one", "two", "one", "two"} {
				mu.Lock()
				who = id
				mu.Unlock()
				if res := r.ask(alpn, "https://localhost:"+o.Port()+"/bytes/5"); res.StatusCode != 200 {
					t.Fatalf("status %d, %s", res.StatusCode, res.Header.Get("Rockxy-Fault"))
				}
				x := r.book.wait(t, k+1).x
				if old, ok := conns[x.Server.ID]; ok && old != id {
					t.Errorf("exchange %d of %s went over a connection of %s", k, id, old)
				}
				conns[x.Server.ID] = id
				if u := x.Server.TLS; !u.ClientCertAsked || u.ClientCert != sha256.Sum256(given[id].Certificate[0]) {
					t.Errorf("exchange %d: asked %v, given %x", k, u.ClientCertAsked, u.ClientCert)
				}
			}
			if len(conns) != 2 {
				t.Errorf("%d connections for two identities", len(conns))
			}
		})
	}
}

// TestExceptionIsMade: a client that was refused asks again once there is an
// exception, without any connection of its own being forgotten by hand.
func TestExceptionIsMade(t *testing.T) {
	for _, alpn := range []string{"http/1.1", "h2"} {
		t.Run(alpn, func(t *testing.T) {
			testkit.NoLeaks(t)
			var a allowance
			a.end()
			o := testkit.NewOrigin(t, testkit.Options{})
			r := newRig(t, func(c *Config) {
				c.Upstream = mitm.NewUpstream(mitm.UpstreamConfig{Roots: x509.NewCertPool(), Exception: a.ask})
			})
			c := r.program(alpn)
			get := func() int {
				res, err := c.Get("https://localhost:" + o.Port() + "/bytes/5")
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				if _, err := io.Copy(io.Discard, res.Body); err != nil {
					t.Fatal(err)
				}
				return res.StatusCode
			}
			if status := get(); status != 502 {
				t.Fatalf("status %d without an exception", status)
			}
			a.begin()
			if status := get(); status != 200 {
				t.Errorf("status %d with an exception", status)
			}
		})
	}
}

func (a *allowance) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = false
}
