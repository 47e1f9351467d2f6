//go:build unix

package cli

import (
	"context"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/trust"
)

// untouched is a Debian machine whose store must not be changed.
type untouched struct{ t *testing.T }

func (untouched) Look(name string) string {
	if name == "update-ca-certificates" {
		return "/usr/sbin/" + name
	}
	return ""
}

func (u untouched) Run(_ context.Context, argv []string) ([]byte, error) {
	u.t.Errorf("ran %v", argv)
	return nil, errors.ErrUnsupported
}

// systemCommand is --system with text on its standard input.
func (s *stand) systemCommand(text string, approve ...string) trustCommand {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "stdin")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { in.Close() })
	c := s.command(approve...)
	c.io.In, c.systemOnly, c.dir = in, true, ""
	c.env.Home, c.env.Dir, c.env.UID, c.env.Runner = "", "", 0, untouched{s.t}
	return c
}

func TestSystemTakesTheApprovedRootAlone(t *testing.T) {
	s := newStand(t)
	if err := os.MkdirAll(filepath.Join(s.env.Prefix, "etc/ssl/certs"), 0o755); err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	root, other := block("CERTIFICATE", s.root.Raw), newStand(t)
	zeros := strings.Repeat("0", 64)
	for _, tt := range []struct {
		name, text string
		approve    []string
		says       string
	}{
		{"nothing approved", root, nil, "--approve does not name"},
		{"empty", root, []string{""}, "64 hexadecimal digits"},
		{"yes", root, []string{"yes"}, "64 hexadecimal digits"},
		{"a prefix", root, []string{s.print()[:8]}, "64 hexadecimal digits"},
		{"another fingerprint", root, []string{zeros}, "--approve does not name"},
		{"one too many", root, []string{s.print(), zeros}, "is not on standard input"},
		{"another root, approved with this one's", block("CERTIFICATE", other.root.Raw), []string{s.print()}, "--approve does not name"},
		{"no input", "", []string{s.print()}, "does not hold certificates"},
		{"no PEM", "hello", []string{s.print()}, "does not hold certificates"},
		{"something else in PEM", block("PRIVATE KEY", s.root.Raw), []string{s.print()}, "does not hold certificates"},
		{"no certificate", block("CERTIFICATE", []byte("x")), []string{s.print()}, "does not hold certificates"},
		{"too much", strings.Repeat(" ", maxHanded) + root, []string{s.print()}, "more than"},
	} {
		for _, remove := range []bool{false, true} {
			c := s.systemCommand(tt.text, tt.approve...)
			if err := c.system(t.Context(), remove); err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("%s, remove %v: %v, want %q", tt.name, remove, err, tt.says)
			}
		}
	}
	c := s.systemCommand(root, s.print())
	c.env.UID = 1000
	if err := c.system(t.Context(), false); err == nil || hint(err) == "" {
		t.Errorf("without administrator rights: %v", err)
	}
	c = s.systemCommand(root, s.print())
	c.io.In = nil
	if err := c.system(t.Context(), false); err == nil {
		t.Error("without a standard input")
	}
	if err := filepath.WalkDir(s.env.Prefix, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s was made", path)
		}
		return err
	}); err != nil {
		t.Error(err)
	}

	c = s.systemCommand(root, strings.ToUpper(s.print()))
	c.env.Runner = onlyJava{} // no system store: it comes as far as a plan
	if err := c.system(t.Context(), false); err != nil || !strings.Contains(s.out.String(), trust.Fingerprint(s.root).String()) {
		t.Errorf("%v\n%s", err, s.out.String())
	}
}
