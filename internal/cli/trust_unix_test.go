//go:build unix

package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/app"
	"rockxy/internal/config"
	"rockxy/internal/trust"
)

// onlyJava is a machine where nothing but Java is installed, so that its trust
// store is a file of ours.
type onlyJava struct{}

func (onlyJava) Look(name string) string {
	if name == "java" {
		return "/usr/bin/java"
	}
	return ""
}

func (onlyJava) Run(context.Context, []string) ([]byte, error) { return nil, errors.ErrUnsupported }

// stand is a data directory with a root in a vault, on a machine of its own.
type stand struct {
	t    *testing.T
	dir  string
	env  trust.Env
	root *x509.Certificate
	out  strings.Builder
}

func newStand(t *testing.T) *stand {
	t.Helper()
	top := t.TempDir()
	s := &stand{t: t, dir: filepath.Join(top, "data")}
	s.env = trust.Env{
		Home: top, Dir: filepath.Join(s.dir, "trust"), SystemDir: filepath.Join(top, "var"), Prefix: filepath.Join(top, "sys"),
		UID: os.Getuid(), Runner: onlyJava{}, Now: time.Now,
	}
	cfg := config.Default()
	cfg.Data, cfg.Custody = s.dir, config.CustodyVault
	a, err := app.MakeAuthority(cfg, app.Options{Passphrase: secret})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := a.Root()
	if err = errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	s.root = r.Certificate()
	return s
}

func secret() ([]byte, error) { return []byte("correct horse"), nil }

// pass is a descriptor with the vault's passphrase. Whoever reads it closes it.
func (s *stand) pass() int {
	s.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	text, _ := secret()
	_, err = w.Write(text)
	if err = errors.Join(err, w.Close()); err != nil {
		s.t.Fatal(err)
	}
	fd, err := dup(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return fd
}

func (s *stand) command(approve ...string) trustCommand {
	s.out.Reset()
	return trustCommand{io: IO{nil, &s.out, io.Discard}, dir: s.dir, approve: approve, fd: s.pass(), env: s.env}
}

func (s *stand) print() string { return trust.Fingerprint(s.root).Hex() }

// trusted says whether the machine's one store has the root.
func (s *stand) trusted() bool {
	found, _ := trust.Find(s.t.Context(), s.env)
	return len(found) > 0
}

func TestTrustAndUntrust(t *testing.T) {
	s := newStand(t)
	for name, c := range map[string]trustCommand{
		"nobody to ask":        s.command(),
		"another fingerprint":  s.command(strings.Repeat("0", 64)),
		"the beginning of one": s.command(s.print()[:8]),
	} {
		if err := c.trust(t.Context()); err == nil || s.trusted() {
			t.Errorf("%s: trusted %v, %v", name, s.trusted(), err)
		}
	}
	dry := s.command(s.print())
	dry.dryRun = true
	if err := dry.trust(t.Context()); err != nil || s.trusted() || !strings.Contains(s.out.String(), "Java") {
		t.Errorf("dry run: trusted %v, %v\n%s", s.trusted(), err, s.out.String())
	}

	c := s.command(strings.ToUpper(s.print()))
	if err := c.trust(t.Context()); err != nil || !s.trusted() || !strings.Contains(s.out.String(), "✓ a trust store for Java") {
		t.Fatalf("trusted %v, %v\n%s", s.trusted(), err, s.out.String())
	}
	c = s.command(s.print())
	if err := c.trust(t.Context()); err != nil || !strings.Contains(s.out.String(), "trusts this root already") {
		t.Errorf("again: %v\n%s", err, s.out.String())
	}
	c = s.command(strings.Repeat("0", 64))
	if err := c.trust(t.Context()); err == nil {
		t.Error("another root was approved, and nothing said so")
	}

	c = s.command()
	if err := c.untrust(t.Context()); err == nil || !s.trusted() {
		t.Errorf("untrusted without a person: %v", err)
	}
	c = s.command(s.print())
	if err := c.untrust(t.Context()); err != nil || s.trusted() {
		t.Errorf("trusted %v, %v\n%s", s.trusted(), err, s.out.String())
	}
}

func TestUninstall(t *testing.T) {
	s := newStand(t)
	c := s.command(s.print())
	if err := c.trust(t.Context()); err != nil {
		t.Fatal(err)
	}
	there := func() bool {
		certs, err := app.ReadCertificates(s.dir)
		if err != nil {
			t.Fatal(err)
		}
		return certs.Root != nil
	}
	for name, approve := range map[string][]string{"nobody to ask": nil, "another fingerprint": {strings.Repeat("0", 64)}} {
		u := uninstall{trustCommand: s.command(approve...), deleteData: true}
		if err := u.run(t.Context()); err == nil || !s.trusted() || !there() {
			t.Errorf("%s: %v, trusted %v, root %v", name, err, s.trusted(), there())
		}
	}

	u := uninstall{trustCommand: s.command(s.print())}
	if err := u.run(t.Context()); err != nil || s.trusted() || there() {
		t.Errorf("%v, trusted %v, root %v\n%s", err, s.trusted(), there(), s.out.String())
	}
	if _, err := os.Stat(filepath.Join(s.dir, "sessions")); err != nil || !strings.Contains(s.out.String(), "What was captured stays") {
		t.Errorf("captures that were not asked for: %v\n%s", err, s.out.String())
	}

	u = uninstall{trustCommand: s.command(), deleteData: true}
	if err := u.run(t.Context()); err != nil || !strings.Contains(s.out.String(), "nothing else is left") {
		t.Errorf("%v\n%s", err, s.out.String())
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory is left: %v", err)
	}
}

func TestUninstallListsWhatIsLeft(t *testing.T) {
	s := newStand(t)
	if err := os.WriteFile(filepath.Join(s.dir, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	u := uninstall{trustCommand: s.command(s.print()), deleteData: true}
	var status *statusError
	if err := u.run(t.Context()); !errors.As(err, &status) || !strings.Contains(s.out.String(), "/notes.txt") {
		t.Errorf("%v\n%s", err, s.out.String())
	}
	if _, err := os.Stat(filepath.Join(s.dir, "notes.txt")); err != nil {
		t.Errorf("a file that is not ours: %v", err)
	}
}
