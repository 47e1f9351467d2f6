package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// TestClientThatLeavesAfterTheHandshake is a client that looks at the
// certificate when it has finished the handshake, and is gone then.
func TestClientThatLeavesAfterTheHandshake(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, alpn := range []string{"", "http/1.1", "h2"} {
			for _, code := range []string{flow.ClientClosed, flow.ClientReset} {
				t.Run(fmt.Sprintf("%s/%s/%s", tls.VersionName(version), alpn, code), func(t *testing.T) {
					leaveAfterTheHandshake(t, version, alpn, code)
				})
			}
		}
	}
}

func leaveAfterTheHandshake(t *testing.T, version uint16, alpn, code string) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	config := &tls.Config{ServerName: "localhost", RootCAs: r.pool(), MaxVersion: version}
	if alpn != "" {
		config.NextProtos = []string{alpn}
	}
	tc := tls.Client(r.connect("localhost:"+o.Port()).Conn, config)
	tc.SetDeadline(time.Now().Add(testkit.Patience))
	if err := tc.Handshake(); err != nil {
		t.Fatal(err)
	}
	if code == flow.ClientReset {
		cut(tc)
	} else {
		tc.Close()
	}
	f, ok := r.book.waitOther(t, 1).(*flow.HandshakeFailure)
	if !ok || f.Host != "localhost" || f.SNI != "localhost" || f.JA4 == "" || f.Moment != mitm.MomentFinished || f.Alert != -1 ||
		f.Verdict != flow.VerdictUnsure || f.Client.TLS == nil || f.Started == 0 || f.Ended < f.Started {
		t.Fatalf("record %+v", f)
	}
	// Only HTTP/1 is sure to learn of a reset by reading: on HTTP/2 our SETTINGS
	// may meet it first, and the kernel tells it once.
	if alpn == "http/1.1" && f.Fault.Code != code {
		t.Errorf("fault %+v, want %s", f.Fault, code)
	}
}

func (r *rig) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(r.root.Certificate())
	return pool
}

// TestClientThatIsDone records nothing of connections that end after they were
// used, or that a client keeps in reserve and may resume.
func TestClientThatIsDone(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, nil, o.CA)
	config := &tls.Config{ServerName: "localhost", RootCAs: r.pool(), NextProtos: []string{"http/1.1"},
		ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	for i, request := range []string{"GET /bytes/3 HTTP/1.1\r\nHost: localhost:" + o.Port() + "\r\n\r\n", ""} {
		p := r.connect("localhost:" + o.Port())
		tc := tls.Client(p.Conn, config)
		tc.SetDeadline(time.Now().Add(testkit.Patience))
		if _, err := io.WriteString(tc, request); err != nil {
			t.Fatal(err)
		}
		if resumed := tc.ConnectionState().DidResume; resumed != (i > 0) {
			t.Fatalf("connection %d: resumed %v", i, resumed)
		}
		if request != "" {
			testkit.NewPeer(t, tc).WantHead()
		}
		tc.Close()
	}
	if left, ok := testkit.Settle(func() (int, bool) { n := r.s.connections(); return n, n == 0 }); !ok {
		t.Fatalf("%d connections left", left)
	}
	if n := r.book.others(); n > 0 {
		t.Errorf("%d failures or tunnels recorded", n)
	}
}

func (b *notebook) others() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.other)
}

func (s *Server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}
