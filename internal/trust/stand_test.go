package trust

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// pki is a root like ours, and a chain that it issued.
type pki struct {
	root  *x509.Certificate
	chain []*x509.Certificate
}

func newPKI(t *testing.T, name string) pki {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{"ann@desk"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(48 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	root = signed(t, root, root, key, key)
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := signed(t, &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano() + 1), DNSNames: []string{"probe.example"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, root, leafKey, key)
	return pki{root, []*x509.Certificate{leaf, root}}
}

func signed(t *testing.T, template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// only runs programs of this machine, and finds no others than those named.
type only struct {
	Runner
	names []string
}

func (o only) Look(name string) string {
	if !slices.Contains(o.names, name) {
		return ""
	}
	return o.Runner.Look(name)
}

// fakePrograms stand for the programs of other systems: each is a function of
// the directory that its machine is in.
type fakePrograms struct {
	top      string
	programs map[string]func(top string, words []string) ([]byte, error)
}

func (f fakePrograms) Look(name string) string {
	if f.programs[name] == nil {
		return ""
	}
	return filepath.Join(f.top, "usr/bin", name)
}

func (f fakePrograms) Run(_ context.Context, argv []string) ([]byte, error) {
	program := f.programs[filepath.Base(argv[0])]
	if program == nil {
		return nil, &ProgramError{Argv: argv, Err: fs.ErrNotExist}
	}
	return program(f.top, argv[1:])
}

// tree is everything below a directory, as text: kind, mode and content.
func tree(t *testing.T, top string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text := info.Mode().String()
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			text += " " + target
		case info.Mode().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text += " " + sumOf(content)
		}
		all[path] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func wantTree(t *testing.T, what, top string, want map[string]string) {
	t.Helper()
	got := tree(t, top)
	if maps.Equal(got, want) {
		return
	}
	var diff []string
	for path, text := range got {
		if want[path] != text {
			diff = append(diff, fmt.Sprintf("  %s: is %q, was %q", path, text, want[path]))
		}
	}
	for path, text := range want {
		if _, ok := got[path]; !ok {
			diff = append(diff, fmt.Sprintf("  %s: is gone, was %q", path, text))
		}
	}
	slices.Sort(diff)
	t.Fatalf("%s: not as it was:\n%s", what, strings.Join(diff, "\n"))
}

func mustWrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustPlan(t *testing.T, plan func(context.Context, Env, *x509.Certificate, Options) (*Plan, error), env Env, root *x509.Certificate, o Options) *Plan {
	t.Helper()
	p, err := plan(t.Context(), env, root, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// yes is the consent of somebody who names every fingerprint.
func yes(t *testing.T, p *Plan) Consent {
	t.Helper()
	var all []string
	for _, root := range p.Roots() {
		all = append(all, Fingerprint(root).Hex())
	}
	c, err := Approve(p, all...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustApply(t *testing.T, p *Plan) *Report {
	t.Helper()
	r, err := Apply(t.Context(), p, yes(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// applied wants every step of the plan done.
func applied(t *testing.T, p *Plan) *Report {
	t.Helper()
	r := mustApply(t, p)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		if x.Outcome != Done {
			t.Fatalf("%s %s: %s", x.Step.Action, x.Step.Store.Name(), x.Outcome)
		}
	}
	return r
}
