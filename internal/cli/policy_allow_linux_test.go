package cli

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/app"
	"rockxy/internal/config"
	"rockxy/internal/testkit"
)

// seen is a data directory in which an origin that does not verify was captured.
type seen struct {
	t    *testing.T
	dir  string
	leaf string // SHA-256, hex
}

func newSeen(t *testing.T) *seen {
	t.Helper()
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := config.Default()
	cfg.Data, cfg.Custody, cfg.NoUI = filepath.Join(t.TempDir(), "data"), config.CustodyMemory, true
	cfg.Proxy = netip.MustParseAddrPort("127.0.0.1:0")
	a, err := app.New(cfg, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	tr := &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: a.ProxyAddr().String()}),
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	resp, err := (&http.Client{Transport: tr}).Get("https://localhost:" + o.Port() + "/bytes/1")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	tr.CloseIdleConnections()
	direct, err := tls.Dial("tcp", o.Addr, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(direct.ConnectionState().PeerCertificates[0].Raw)
	direct.Close()
	stop()
	if err := <-ended; err != nil || resp.StatusCode != 502 {
		t.Fatalf("status %d, %v", resp.StatusCode, err)
	}
	return &seen{t, cfg.Data, hex.EncodeToString(sum[:])}
}

// allow runs allow-invalid with a person at the terminal who types answer.
func (s *seen) allow(answer string) (said string, err error) {
	s.t.Helper()
	person, terminal, err := testkit.Terminal()
	if err != nil {
		s.t.Fatal(err)
	}
	defer person.Close()
	defer terminal.Close()
	if _, err := person.WriteString(answer + "\n"); err != nil {
		s.t.Fatal(err)
	}
	return s.run(terminal)
}

func (s *seen) run(in *os.File) (said string, err error) {
	var out, errs strings.Builder
	cmd := newRoot(IO{in, &out, &errs})
	cmd.SetArgs([]string{"policy", "allow-invalid", "localhost", "--data", s.dir})
	err = cmd.ExecuteContext(s.t.Context())
	return errs.String(), err
}

// The certificate that was presented last is shown, and a person says that it is
// the one that is meant.
func TestAllowInvalidAsks(t *testing.T) {
	s := newSeen(t)
	for _, answer := range []string{"", "yes", "00000000", s.leaf[:7], s.leaf} {
		if _, err := s.allow(answer); !errors.Is(err, errDeclined) {
			t.Errorf("%q: %v", answer, err)
		}
	}
	if _, err := os.Stat(app.PolicyFile(s.dir)); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("something was changed: %v", err)
	}
	said, err := s.allow(s.leaf[:8])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"localhost showed this certificate at ", "subject", "issuer", "valid", strings.ToUpper(s.leaf[:8]) + " ", "fault     the certificate of localhost leads to the authority"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
	set, err := app.ReadPolicy(s.dir)
	if err != nil || len(set.File().Exceptions) != 1 || hex.EncodeToString(set.File().Exceptions[0].Leaf[:]) != s.leaf {
		t.Errorf("%+v, %v", set.File().Exceptions, err)
	}
}

// Without a terminal nobody is asked and nothing is read.
func TestAllowInvalidWantsATerminal(t *testing.T) {
	s := newSeen(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString(s.leaf[:8] + "\n"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for _, in := range []*os.File{nil, r} {
		_, err := s.run(in)
		if err == nil || !strings.Contains(hint(err), "--sha256 "+s.leaf) {
			t.Errorf("%v: %s", err, hint(err))
		}
	}
	if _, err := os.Stat(app.PolicyFile(s.dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was changed: %v", err)
	}
}
