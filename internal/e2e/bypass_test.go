package e2e

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPinnedClientIsLeftAlone has curl pin the origin's own key. It cannot work
// through an intercepting proxy; after one action on its row it does, and is
// shown the origin's certificate.
func TestPinnedClientIsLeftAlone(t *testing.T) {
	if _, ok := need(t, "curl"); !ok || blind() {
		return
	}
	t.Run("by hand", func(t *testing.T) {
		p := newPinning(t)
		p.wantRefused(t)
		rows := p.refusalsAt(t, p.url)
		if len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		said := p.proxy.rockxy(t, "bypass", fmt.Sprint(rows[0].ID), "--for", "1h", "--data", p.proxy.data)
		if !strings.Contains(said, "app:curl") {
			t.Errorf("bypass said %s", said)
		}
		p.wantLeftAlone(t)
	})
	t.Run("by itself", func(t *testing.T) {
		p := newPinning(t, "--auto-bypass")
		p.wantRefused(t)
		for refused := 1; p.refused(t); refused++ {
			if refused == 5 {
				t.Fatalf("no bypass after %d refusals: %+v", refused, p.refusalsAt(t, p.url))
			}
			p.proxy.flows(t) // what was judged by now is seen
		}
		p.wantLeftAlone(t)
		if said := p.proxy.rockxy(t, "policy", "--data", p.proxy.data); !strings.Contains(said, "curl localhost:") || !strings.Contains(said, "automatic") {
			t.Errorf("policy says %s", said)
		}
	})
}

// pinning is a stand whose curl knows the origin's key.
type pinning struct {
	*stand
	url  string
	curl []string
}

func newPinning(t *testing.T, flags ...string) *pinning {
	t.Helper()
	s := standWith(t, func(dir, ca string) (*instance, error) { return startInstanceWith(dir, ca, flags...) })
	root, err := os.ReadFile(s.proxy.RootFile)
	if err != nil {
		t.Fatal(err)
	}
	both := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(both, append(root, s.origin.CA.PEM()...), 0o600); err != nil {
		t.Fatal(err)
	}
	direct, err := tls.Dial("tcp", s.origin.Addr, &tls.Config{ServerName: "localhost", RootCAs: s.origin.Roots()})
	if err != nil {
		t.Fatal(err)
	}
	direct.Close()
	key := sha256.Sum256(direct.ConnectionState().PeerCertificates[0].RawSubjectPublicKeyInfo)
	return &pinning{s, s.origin.URL("/bytes/10"), []string{"curl", "--silent", "--show-error", "--noproxy", "", "--proxy", s.proxy.httpProxy(),
		"--cacert", both, "--pinnedpubkey", "sha256//" + base64.StdEncoding.EncodeToString(key[:])}}
}

// refused reports whether curl finds another key than the one that it knows.
func (p *pinning) refused(t *testing.T) bool {
	t.Helper()
	out, err := tryRun(t.Context(), nil, append(p.curl, p.url)...)
	if err == nil {
		return false
	}
	if code := exitCode(err); code != 90 { // CURLE_SSL_PINNEDPUBKEYNOTMATCH
		t.Fatalf("curl ended with %d: %s", code, out)
	}
	return true
}

func (p *pinning) wantRefused(t *testing.T) {
	t.Helper()
	if !p.refused(t) {
		t.Fatal("the pin did not hold: the origin's own key was shown")
	}
}

// wantLeftAlone wants the pinned host to work and to be a tunnel, and other
// hosts to be intercepted as before.
func (p *pinning) wantLeftAlone(t *testing.T) {
	t.Helper()
	if p.refused(t) {
		t.Error("the host is still intercepted")
	}
	flows := p.proxy.flows(t)
	if last := flows[len(flows)-1]; last.Kind != "tunnel" || last.Verdict != "bypass" || last.RequestBytes < 300 || last.ResponseBytes < 300 {
		t.Errorf("the last row is %+v", last)
	}
	if out, err := tryRun(t.Context(), nil, append(p.curl, p.another(t).URL("/bytes/10"))...); exitCode(err) != 90 {
		t.Errorf("another host is left alone too: %v %s", err, out)
	}
}

func exitCode(err error) int {
	var exit interface{ ExitCode() int }
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
