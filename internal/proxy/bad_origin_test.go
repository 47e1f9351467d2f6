package proxy

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"rockxy/internal/ca"
	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// pki makes the chains of origins, good and bad.
type pki struct {
	t    testing.TB
	root *testkit.Authority
}

type change func(*x509.Certificate)

// issue is a certificate of parent, the root if that is nil, with parent's
// chain behind it.
func (p pki) issue(parent *tls.Certificate, key crypto.Signer, edits ...change) tls.Certificate {
	p.t.Helper()
	if key == nil {
		key = p.ec()
	}
	edit := func(c *x509.Certificate) {
		for _, e := range edits {
			e(c)
		}
	}
	if parent == nil {
		return p.root.MustIssue(p.t, testkit.Leaf{Names: testkit.DefaultNames(), Key: key, Edit: edit})
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	edit(template)
	der, err := x509.CreateCertificate(rand.Reader, template, parent.Leaf, key.Public(), parent.PrivateKey)
	if err != nil {
		p.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		p.t.Fatal(err)
	}
	return tls.Certificate{Certificate: append([][]byte{der}, parent.Certificate...), PrivateKey: key, Leaf: leaf}
}

func (p pki) ec() crypto.Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	return key
}

func (p pki) rsa(bits int) crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		p.t.Fatal(err)
	}
	return key
}

// middle is an intermediate of the root.
func (p pki) middle(key crypto.Signer, edits ...change) *tls.Certificate {
	c := p.issue(nil, key, append([]change{func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: "Middle"}
		c.DNSNames, c.IPAddresses, c.ExtKeyUsage = nil, nil, nil
		c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign
	}}, edits...)...)
	return &c
}

func (p pki) staple(c tls.Certificate, issuer *tls.Certificate) tls.Certificate {
	var err error
	c.OCSPStaple, err = ocsp.CreateResponse(issuer.Leaf, issuer.Leaf, ocsp.Response{
		Status: ocsp.Revoked, SerialNumber: c.Leaf.SerialNumber, RevokedAt: time.Now().Add(-time.Hour),
		ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour),
	}, issuer.PrivateKey.(crypto.Signer))
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// alone leaves out everything but the leaf.
func alone(c tls.Certificate) tls.Certificate {
	c.Certificate = c.Certificate[:1]
	return c
}

func between(from, to time.Duration) change {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = time.Now().Add(from), time.Now().Add(to) }
}

func forUse(u x509.ExtKeyUsage) change {
	return func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{u} }
}

func tampered(c tls.Certificate) tls.Certificate {
	c.Certificate[0][len(c.Certificate[0])-1] ^= 1
	return c
}

func stranger(t testing.TB) pki {
	a, err := testkit.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return pki{t, a}
}

type badOrigin struct {
	name string
	code string
	conf *tls.Config
}

func badOrigins(t testing.TB, p pki) []badOrigin {
	with := func(c tls.Certificate, edits ...func(*tls.Config)) *tls.Config {
		conf := &tls.Config{Certificates: []tls.Certificate{c}, NextProtos: []string{"http/1.1", "h2"}}
		for _, e := range edits {
			e(conf)
		}
		return conf
	}
	versions := func(from, to uint16) func(*tls.Config) {
		return func(c *tls.Config) { c.MinVersion, c.MaxVersion = from, to }
	}
	demand := func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }
	good := p.issue(nil, nil)
	middle := p.middle(nil)
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }
	only := func(domain string) change {
		return func(c *x509.Certificate) { c.PermittedDNSDomains = []string{domain} }
	}
	return []badOrigin{
		{"expired", flow.UpstreamExpired, with(p.issue(nil, nil, between(-2*time.Hour, -time.Hour)))},
		{"expired intermediate", flow.UpstreamExpired, with(p.issue(p.middle(nil, between(-2*time.Hour, -time.Hour)), nil))},
		{"not yet valid", flow.UpstreamNotYetValid, with(p.issue(nil, nil, between(time.Hour, 2*time.Hour)))},
		{"wrong name", flow.UpstreamWrongName, with(p.issue(nil, nil, func(c *x509.Certificate) { c.DNSNames = []string{"elsewhere.test"} }))},
		{"a common name alone", flow.UpstreamWrongName, with(p.issue(nil, nil, func(c *x509.Certificate) {
			c.DNSNames, c.IPAddresses, c.Subject = nil, nil, pkix.Name{CommonName: "localhost"}
		}))},
		{"self-signed", flow.UpstreamSelfSigned, with(p.root.MustIssue(t, testkit.Leaf{Names: testkit.DefaultNames(), SelfSigned: true}))},
		{"unknown root", flow.UpstreamUnknownIssuer, with(stranger(t).issue(nil, nil))},
		{"missing intermediate", flow.UpstreamIncomplete, with(alone(p.issue(middle, nil)))},
		{"SHA-1", flow.UpstreamWeak, with(p.issue(nil, nil, sha1))},
		{"SHA-1 intermediate", flow.UpstreamWeak, with(p.issue(p.middle(nil, sha1), nil))},
		{"RSA 1024", flow.UpstreamWeak, with(p.issue(nil, p.rsa(1024)))},
		{"RSA 1024 intermediate", flow.UpstreamWeak, with(p.issue(p.middle(p.rsa(1024)), nil))},
		{"name constraint", flow.UpstreamConstraint, with(p.issue(p.middle(nil, only("example.org")), nil))},
		{"for clients", flow.UpstreamUsage, with(p.issue(nil, nil, forUse(x509.ExtKeyUsageClientAuth)))},
		{"intermediate for clients", flow.UpstreamUsage, with(p.issue(p.middle(nil, forUse(x509.ExtKeyUsageClientAuth)), nil))},
		{"an authority as a server", flow.UpstreamUsage, with(p.issue(nil, nil, func(c *x509.Certificate) { c.IsCA = true }))},
		{"issued by a server", flow.UpstreamInvalid, with(p.issue(&good, nil))},
		{"bad signature", flow.UpstreamBadSignature, with(tampered(p.issue(nil, nil)))},
		{"revoked", flow.UpstreamRevoked, with(p.staple(p.issue(middle, nil), middle))},
		{"TLS 1.0", flow.UpstreamTLSVersion, with(good, versions(tls.VersionTLS10, tls.VersionTLS10))},
		{"TLS 1.1", flow.UpstreamTLSVersion, with(good, versions(tls.VersionTLS10, tls.VersionTLS11))},
		{"alert", flow.UpstreamTLSAlert, with(good, func(c *tls.Config) {
			c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("no") }
		})},
		{"client certificate wanted, TLS 1.2", flow.UpstreamClientCert, with(good, demand, versions(tls.VersionTLS12, tls.VersionTLS12))},
		{"client certificate wanted, TLS 1.3", flow.UpstreamClientCert, with(good, demand)},
	}
}

// TestBadOrigins: whatever is wrong with an origin has a name of its own, the
// client is told, the row says so, and nothing of the exchange gets there.
func TestBadOrigins(t *testing.T) {
	p := stranger(t)
	for _, o := range badOrigins(t, p) {
		for _, how := range []string{"http/1.1", "h2 offered", "forward"} {
			t.Run(o.name+", "+how, func(t *testing.T) {
				testkit.NoLeaks(t)
				leak := &octets{}
				origin := testkit.NewRawOrigin(t, testkit.RawOptions{TLS: true, Config: o.conf}, leak.take)
				r := newRig(t, nil, p.root)
				head := askBad(r, how, "localhost:"+portOf(origin.Addr))
				wantStatus(t, head, 502)
				if !strings.Contains(head, "\r\nRockxy-Fault: "+o.code+"\r\n") {
					t.Errorf("answer %q, want %s", head, o.code)
				}
				x := r.book.wait(t, 1).x
				if x.State != flow.Failed || x.Fault == nil || x.Fault.Code != o.code || x.Server == nil || x.Server.TLS == nil {
					t.Fatalf("record %+v, fault %v", x, x.Fault)
				}
				if about := x.Fault.AboutCertificate(); about != (x.Verdict == flow.VerdictUpstreamInvalid) || about != (len(x.Server.TLS.Chain) > 0 && !x.Server.TLS.Verified) {
					t.Errorf("verdict %s, verified %v, %d certificates", x.Verdict, x.Server.TLS.Verified, len(x.Server.TLS.Chain))
				}
				if got := leak.text(); got != "" {
					t.Errorf("the origin received %q", got)
				}
			})
		}
	}
}

// askBad sends a request that must not get anywhere.
func askBad(r *rig, how, target string) (head string) {
	var p *testkit.Peer
	url := "/secret"
	switch how {
	case "forward":
		p, url = r.dial(), "https://"+target+"/secret"
	case "http/1.1":
		p = r.secure(target, "localhost", "http/1.1")
	default:
		p = r.secure(target, "localhost", "http/1.1", "h2")
	}
	p.Sendf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 6\r\n\r\nsecret", url, target)
	return p.WantHead()
}

func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

// octets is what an origin has received inside TLS.
type octets struct {
	mu  sync.Mutex
	all []byte
}

func (o *octets) take(p *testkit.Peer) {
	b, _ := io.ReadAll(io.LimitReader(p.Conn, 1<<16))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, b...)
}

func (o *octets) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.all)
}

// TestOwnRootAsOrigin: an origin that shows a leaf of ours is another proxy.
func TestOwnRootAsOrigin(t *testing.T) {
	testkit.NoLeaks(t)
	leak := &octets{}
	r := newRig(t, nil)
	leaf, err := ca.NewIssuer(r.root, ca.IssuerConfig{}).LeafFor("", []string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{*leaf}}
	origin := testkit.NewRawOrigin(t, testkit.RawOptions{TLS: true, Config: conf}, leak.take)
	head := askBad(r, "http/1.1", "localhost:"+portOf(origin.Addr))
	if !strings.Contains(head, "Rockxy-Fault: "+flow.UpstreamOwnRoot) || leak.text() != "" {
		t.Errorf("answer %q, the origin received %q", head, leak.text())
	}
}

// A body that has come with its head is recorded although there is nobody to send it
// to, and the connection goes on.
func TestBodyWithoutAnOrigin(t *testing.T) {
	testkit.NoLeaks(t)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	r := newRig(t, nil)
	p := r.dial()
	for i := range 2 {
		p.Sendf("POST http://%s/ HTTP/1.1\r\nHost: %[1]s\r\nAccept: text/plain\r\nContent-Length: 5\r\n\r\nhello", gone.Addr())
		head, _ := page(t, p)
		wantStatus(t, head, 502)
		if n := r.book.wait(t, i+1); string(n.body[flow.Request]) != "hello" || n.x.Request.Size != 5 || n.x.Fault.Code != flow.UpstreamRefused {
			t.Errorf("recorded %q, %+v", n.body[flow.Request], n.x)
		}
	}
	p.Send("PUT http://" + gone.Addr().String() + "/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe") // the rest does not come
	head, _ := page(t, p)
	wantStatus(t, head, 502)
	p.WantGone()
}
