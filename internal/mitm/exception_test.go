package mitm_test

import (
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// exceptions is a user's list that notes what it was asked.
type exceptions struct {
	allowed map[[32]byte]string
	asked   []string // hosts
}

func (e *exceptions) ask(host string, leaf [32]byte) (string, bool) {
	e.asked = append(e.asked, host)
	why, ok := e.allowed[leaf]
	return why, ok
}

func allowing(leaves ...*pair) *exceptions {
	e := &exceptions{allowed: map[[32]byte]string{}}
	for _, l := range leaves {
		e.allowed[sha256.Sum256(l.cert.Raw)] = "allowed for the test"
	}
	return e
}

func TestException(t *testing.T) {
	root := authority(t, "Root", nil)
	rsaRoot := authorityWith(t, "RSA Root", nil, rsaKey(t, 2048))
	for name, c := range map[string]struct {
		chain []*pair
		code  string
	}{
		"expired":      {[]*pair{server(t, root, expired)}, flow.UpstreamExpired},
		"self-signed":  {[]*pair{server(t, nil)}, flow.UpstreamSelfSigned},
		"wrong name":   {[]*pair{server(t, root, named("other.test"))}, flow.UpstreamWrongName},
		"incomplete":   {[]*pair{server(t, authority(t, "Middle", root))}, flow.UpstreamIncomplete},
		"weak key":     {[]*pair{serverWith(t, rsaRoot, rsaKey(t, 1024))}, flow.UpstreamWeak},
		"SHA-1":        {[]*pair{server(t, rsaRoot, sha1RSA)}, flow.UpstreamWeak},
		"wrong usage":  {[]*pair{server(t, root, usage(x509.ExtKeyUsageClientAuth))}, flow.UpstreamUsage},
		"a constraint": {constrained(t, root, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.org"} }), flow.UpstreamConstraint},
	} {
		t.Run(name, func(t *testing.T) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				list := allowing(c.chain[0])
				u := upstream(mitm.UpstreamConfig{Exception: list.ask}, root.cert, rsaRoot.cert)
				config := origin(present(c.chain[0], c.chain[1:]...))
				config.MaxVersion = version
				record, err := connect(t, u, config, wantHost("API.example.com."))
				if err != nil {
					t.Fatal(err)
				}
				if record.Verified || record.Exception != "allowed for the test" || !strings.HasPrefix(record.Flaw, c.code+": ") {
					t.Errorf("verified %v, exception %q, flaw %q", record.Verified, record.Exception, record.Flaw)
				}
				if !slices.Equal(list.asked, []string{host}) {
					t.Errorf("asked about %q", list.asked)
				}
				wantChain(t, record, c.chain...)
				if !u.StillExcepted(host, record) {
					t.Error("the exception does not stand")
				}
				clear(list.allowed)
				if u.StillExcepted(host, record) {
					t.Error("the exception stands although it was taken back")
				}
			}
		})
	}
}

func TestExceptionIsForThatCertificate(t *testing.T) {
	list := allowing(server(t, nil))
	_, err := connect(t, upstream(mitm.UpstreamConfig{Exception: list.ask}), origin(present(server(t, nil))), wantHost(host))
	f := wantFault(t, err, flow.UpstreamSelfSigned)
	if !strings.Contains(f.Hint, "`rockxy policy allow-invalid "+host+"`") {
		t.Errorf("the hint %q does not say how to except it", f.Hint)
	}
	if len(list.asked) != 1 {
		t.Errorf("asked %q", list.asked)
	}
}

func TestExceptionWithoutAReason(t *testing.T) {
	leaf := server(t, nil)
	list := allowing(leaf)
	list.allowed[sha256.Sum256(leaf.cert.Raw)] = ""
	record, err := connect(t, upstream(mitm.UpstreamConfig{Exception: list.ask}), origin(present(leaf)), wantHost(host))
	if err != nil || record.Exception == "" || record.Verified {
		t.Errorf("%v, exception %q, verified %v", err, record.Exception, record.Verified)
	}
}

// TestExceptionIsNotAsked where there is nothing to except, or never an
// exception.
func TestExceptionIsNotAsked(t *testing.T) {
	root, own := authority(t, "Root", nil), authority(t, "Rockxy Local CA 00000000", nil)
	middle := authority(t, "Middle", own)
	crossed := authorityWith(t, "Rockxy Local CA 00000000", root, own.key)
	for name, c := range map[string]struct {
		chain []*pair
		code  string
	}{
		"verified":                    {[]*pair{server(t, root)}, ""},
		"our leaf":                    {[]*pair{server(t, own)}, flow.UpstreamOwnRoot},
		"our leaf, expired":           {[]*pair{server(t, own, expired)}, flow.UpstreamOwnRoot},
		"our leaf for another":        {[]*pair{server(t, own, named("other.test"))}, flow.UpstreamOwnRoot},
		"by an intermediate":          {[]*pair{server(t, middle), middle}, flow.UpstreamOwnRoot},
		"by our key, certified":       {[]*pair{server(t, crossed, expired), crossed}, flow.UpstreamOwnRoot},
		"our root among the rest":     {[]*pair{server(t, nil), own}, flow.UpstreamSelfSigned},
		"a leaf of ours among it":     {[]*pair{server(t, root, expired), server(t, own)}, flow.UpstreamExpired},
		"our own key, self-certified": {[]*pair{issue(t, &x509.Certificate{DNSNames: []string{host}}, nil, own.key)}, flow.UpstreamOwnRoot},
	} {
		t.Run(name, func(t *testing.T) {
			list := allowing(c.chain...)
			u := upstream(mitm.UpstreamConfig{Exception: list.ask, OwnRoots: func() []*x509.Certificate { return []*x509.Certificate{own.cert} }}, root.cert)
			record, err := connect(t, u, origin(present(c.chain[0], c.chain[1:]...)), wantHost(host))
			if c.code != "" {
				if f := wantFault(t, err, c.code); f.Code == flow.UpstreamOwnRoot && strings.Contains(f.Hint, "allow-invalid") {
					t.Errorf("the hint %q is of no use", f.Hint)
				}
			} else if err != nil || !record.Verified || record.Exception != "" || record.Flaw != "" {
				t.Errorf("%v, record %+v", err, record)
			}
			if len(list.asked) > 0 {
				t.Errorf("asked about %q", list.asked)
			}
		})
	}
}

// TestExceptionIsAskedAnew: nothing of an excepted chain is remembered, and a
// resumed session is asked about like a fresh one.
func TestExceptionIsAskedAnew(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		leaf := server(t, nil)
		list := allowing(leaf)
		u := upstream(mitm.UpstreamConfig{Exception: list.ask})
		config := origin(present(leaf))
		config.MaxVersion = version
		for i := range 3 {
			record, err := connect(t, u, config, wantHost(host))
			if err != nil {
				t.Fatal(err)
			}
			if record.Resumed != (i > 0) || record.Exception == "" || record.Verified {
				t.Errorf("connection %d: resumed %v, exception %q, verified %v", i, record.Resumed, record.Exception, record.Verified)
			}
			if len(list.asked) != i+1 {
				t.Errorf("connection %d: asked %d times", i, len(list.asked))
			}
		}
		clear(list.allowed)
		record, err := connect(t, u, config, wantHost(host))
		wantFault(t, err, flow.UpstreamSelfSigned)
		if !record.Resumed || record.Exception != "" {
			t.Errorf("resumed %v, exception %q", record.Resumed, record.Exception)
		}
	}
}

// TestExceptionNeedsTheKey: who has the certificate alone is not that origin.
func TestExceptionNeedsTheKey(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		leaf := server(t, nil)
		stolen := present(leaf)
		stolen.PrivateKey = ecKey(t, elliptic.P256())
		config := origin(stolen)
		config.MaxVersion = version
		list := allowing(leaf)
		record, err := connect(t, upstream(mitm.UpstreamConfig{Exception: list.ask}), config, wantHost(host))
		wantFault(t, err, flow.UpstreamTLS)
		if record.Exception != "" || record.Verified {
			t.Errorf("exception %q, verified %v", record.Exception, record.Verified)
		}
	}
}

func TestExceptionsAreNotForProtocols(t *testing.T) {
	list := allowing()
	all := func(host string, _ [32]byte) (string, bool) { return list.ask(host, [32]byte{}) }
	u := upstream(mitm.UpstreamConfig{Exception: all})
	near, far := testkit.Pipe()
	defer near.Close()
	go func() {
		far.Read(make([]byte, 4096))
		io.WriteString(far, alertRecord(40))
		far.CloseWrite()
	}()
	_, _, err := u.Handshake(t.Context(), near, wantHost(host))
	wantFault(t, err, flow.UpstreamTLSAlert)
	if len(list.asked) > 0 {
		t.Errorf("asked about %q", list.asked)
	}
}

func TestStillExcepted(t *testing.T) {
	leaf := [32]byte{1}
	u := upstream(mitm.UpstreamConfig{Exception: func(h string, l [32]byte) (string, bool) { return "", h == host && l == leaf }})
	chain := []*flow.Certificate{{SHA256: leaf}}
	for _, c := range []struct {
		u    *mitm.Upstream
		host string
		tls  *flow.TLS
		want bool
	}{
		{u, host, nil, true},
		{u, host, &flow.TLS{Verified: true, Chain: chain}, true},
		{u, host, &flow.TLS{Exception: "x", Chain: chain}, true},
		{u, "API.EXAMPLE.com.", &flow.TLS{Exception: "x", Chain: chain}, true},
		{u, "other.test", &flow.TLS{Exception: "x", Chain: chain}, false},
		{u, host, &flow.TLS{Exception: "x"}, false},
		{upstream(mitm.UpstreamConfig{}), host, &flow.TLS{Exception: "x", Chain: chain}, false},
	} {
		if got := c.u.StillExcepted(c.host, c.tls); got != c.want {
			t.Errorf("%s, %+v: %v", c.host, c.tls, got)
		}
	}
}

// firstRead is what a connection gives for its first read after the handshake.
func firstRead(t *testing.T, u *mitm.Upstream, config *tls.Config, want mitm.Want) (*flow.TLS, error) {
	t.Helper()
	near, far := testkit.Pipe()
	defer near.Close()
	go func() {
		c := tls.Server(far, config)
		if c.Handshake() == nil {
			io.WriteString(c, "x")
		}
		far.CloseWrite()
	}()
	c, record, err := u.Handshake(t.Context(), near, want)
	if err != nil {
		return record, err
	}
	near.SetReadDeadline(time.Now().Add(testkit.Patience))
	if _, err = c.Read(make([]byte, 1)); err == nil {
		return record, nil
	}
	if f := mitm.LaterFault(err, record, want.Host); f != nil {
		return record, f
	}
	return record, errors.Join(errors.New("not a fault of TLS"), err)
}
