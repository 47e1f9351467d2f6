package ca

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rockxy/internal/ca/internal/custody"
)

// homeAt is a home whose keeper outlives it, as a real one does.
func homeAt(t *testing.T, dir string, keeper Keeper, now time.Time) *Home {
	t.Helper()
	return NewHome(dir, keeper, Owner{"ada", "engine"}, func() time.Time { return now })
}

func mustRoot(t *testing.T, h *Home) *Root {
	t.Helper()
	r, err := h.Root()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustRetired wants one.
func mustRetired(t *testing.T, h *Home) []*x509.Certificate {
	t.Helper()
	retired, err := h.Retired()
	if err != nil || len(retired) != 1 {
		t.Fatalf("retired %v, %v", retired, err)
	}
	return retired
}

func TestHomeFindsItsRootAgain(t *testing.T) {
	dir, keeper := t.TempDir(), InMemory()
	first := mustRoot(t, homeAt(t, dir, keeper, noon))
	again := mustRoot(t, homeAt(t, dir, keeper, noon.Add(time.Hour)))
	if first.SHA256() != again.SHA256() {
		t.Error("a restart made another root")
	}
	if _, err := NewIssuer(again, IssuerConfig{Now: func() time.Time { return noon }}).Leaf([]string{"a.test"}); err != nil {
		t.Error(err)
	}
}

func TestHomeReplacesWhatIsOfNoUse(t *testing.T) {
	for _, tt := range []struct {
		name string
		harm func(dir string, keeper Keeper)
		now  time.Time
		why  string
	}{
		{"the key is gone", func(_ string, k Keeper) { _ = k.keeper.Destroy() }, noon, "its key is no longer in memory"},
		{"it has expired", func(string, Keeper) {}, noon.Add(rootLifetime), "it has expired"},
		{"another key", func(_ string, k Keeper) { _ = k.keeper.Destroy(); _, _ = k.keeper.Create() }, noon, "the key in memory is another one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, keeper := t.TempDir(), InMemory()
			mustRoot(t, homeAt(t, dir, keeper, noon))
			first, err := homeAt(t, dir, keeper, noon).Rotate([]string{"example.com"})
			if err != nil {
				t.Fatal(err)
			}
			tt.harm(dir, keeper)
			h := homeAt(t, dir, keeper, tt.now)
			if err := h.Forget(mustRetired(t, h)[0]); err != nil {
				t.Fatal(err)
			}
			second := mustRoot(t, h)
			if second.SHA256() == first.SHA256() {
				t.Fatal("the old root was kept")
			}
			if only := second.Certificate().PermittedDNSDomains; !slices.Equal(only, []string{"example.com"}) {
				t.Errorf("a root for example.com was replaced by one for %q", only)
			}
			if old, why := second.Replaces(); !first.Certificate().Equal(old) || why != tt.why {
				t.Errorf("it replaces %v: %q", old, why)
			}
			if old, _ := mustRoot(t, h).Replaces(); old != nil {
				t.Error("a root that was there already says that it is new")
			}
			retired := mustRetired(t, h)
			if !retired[0].Equal(first.Certificate()) {
				t.Errorf("retired %v", retired)
			}
			if err := h.Forget(retired[0]); err != nil {
				t.Error(err)
			}
			if retired, _ := h.Retired(); len(retired) != 0 {
				t.Error("a forgotten certificate is still there")
			}
		})
	}
}

// TestHomeSurvivesAnInterruption ends each change at each of its steps, as
// kill -9 would, and starts again.
func TestHomeSurvivesAnInterruption(t *testing.T) {
	errKilled := errors.New("killed")
	for _, change := range []struct {
		name string
		do   func(h *Home) error
	}{
		{"create", func(h *Home) error { _, err := h.Root(); return err }},
		{"rotate", func(h *Home) error { _, err := h.Rotate([]string{"*.example.com"}); return err }},
		{"destroy", func(h *Home) error { return h.Destroy() }},
	} {
		for kill := 1; ; kill++ {
			dir, keeper := t.TempDir(), InMemory()
			h := homeAt(t, dir, keeper, noon)
			var before *Root
			if change.name != "create" {
				before = mustRoot(t, h)
			}
			var steps []string
			h.at = func(step string) error {
				if steps = append(steps, step); len(steps) == kill {
					return errKilled
				}
				return nil
			}
			err := change.do(h)
			if err == nil {
				if kill == 1 {
					t.Errorf("%s has no steps", change.name)
				}
				break
			}
			if !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s killed before %q (%d)", change.name, steps[kill-1], kill)
			h = homeAt(t, dir, keeper, noon)
			after, err := h.Root()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); !slices.ContainsFunc(left, func(f string) bool { return filepath.Base(f) == "root.pem" }) || len(left) > 2 {
				t.Errorf("%s: left %v", name, left)
			}
			if again := mustRoot(t, homeAt(t, dir, keeper, noon)); again.SHA256() != after.SHA256() {
				t.Errorf("%s: not settled", name)
			}
			begun := kill > 1
			switch {
			case before == nil:
			case begun == (after.SHA256() == before.SHA256()):
				t.Errorf("%s: begun %v, but the root changed: %v", name, begun, !begun)
			case begun && change.name == "rotate" && len(after.Certificate().PermittedDNSDomains) != 1:
				t.Errorf("%s: the constraint is lost", name)
			}
		}
	}
}

func TestOnlyBoundsTheRoot(t *testing.T) {
	h := homeAt(t, t.TempDir(), InMemory(), noon)
	mustRoot(t, h)
	r, err := h.Rotate([]string{"*.example.com", "corp.test"})
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	issuer := NewIssuer(r, IssuerConfig{Now: func() time.Time { return noon }})
	for name, want := range map[string]bool{
		"api.example.com": true, "example.com": true, "corp.test": true, "a.b.corp.test": true,
		"example.org": false, "notexample.com": false, "10.0.0.1": false, "::1": false,
	} {
		cert, err := issuer.Leaf([]string{name})
		if err != nil {
			t.Fatal(name, err)
		}
		opts := x509.VerifyOptions{Roots: pool, CurrentTime: noon, DNSName: name}
		if net.ParseIP(name) != nil {
			opts.DNSName = "[" + name + "]"
		}
		if _, err := certificate(t, cert.Certificate[0]).Verify(opts); (err == nil) != want {
			t.Errorf("%s: %v, want accepted %v", name, err, want)
		}
	}
	for _, bad := range []string{"10.0.0.1", "", "a b", "*.*.test"} {
		if _, err := h.Rotate([]string{bad}); err == nil {
			t.Errorf("rotate --only %q was accepted", bad)
		}
	}
	if again := mustRoot(t, h); again.SHA256() != r.SHA256() {
		t.Error("a refused rotation changed the root")
	}
}

// slowRoot is a root whose keeper was measured as slow.
func slowRoot(t *testing.T) *Root {
	t.Helper()
	r := newRoot(t, noon)
	r.signing = slowSigner + time.Millisecond
	return r
}

func TestSlowRootSignsASessionCA(t *testing.T) {
	r := slowRoot(t)
	now := noon
	issuer := NewIssuer(r, IssuerConfig{Now: func() time.Time { return now }})
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	leaf := func(name string) (session *x509.Certificate) {
		t.Helper()
		c, err := issuer.Leaf([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Certificate) != 3 {
			t.Fatalf("%d certificates are sent, want leaf, session CA and root", len(c.Certificate))
		}
		session = certificate(t, c.Certificate[1])
		leaf := certificate(t, c.Certificate[0])
		between := x509.NewCertPool()
		between.AddCert(session)
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: pool, Intermediates: between, CurrentTime: now, DNSName: name}); err != nil {
			t.Error(err)
		}
		if leaf.NotAfter.After(session.NotAfter) {
			t.Error("a leaf outlives its issuer")
		}
		return session
	}
	first := leaf("a.test")
	if !first.MaxPathLenZero || !first.IsCA || first.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign || first.NotAfter.Sub(first.NotBefore) > 24*time.Hour ||
		!slices.Equal(first.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("session CA %+v", first)
	}
	now = noon.Add(time.Hour)
	if !leaf("b.test").Equal(first) {
		t.Error("another session CA within half its life")
	}
	now = noon.Add(13 * time.Hour)
	if leaf("c.test").Equal(first) {
		t.Error("the session CA was not replaced at half its life")
	}
	if own := r.Own(); len(own) != 3 {
		t.Errorf("%d own certificates, want the root and both session CAs", len(own))
	}
}

// TestHomeHoldsNothingPrivate looks at every file after a full life.
func TestHomeHoldsNothingPrivate(t *testing.T) {
	dir, keeper := t.TempDir(), InMemory()
	h := homeAt(t, dir, keeper, noon)
	mustRoot(t, h)
	if _, err := h.Rotate(nil); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 && !d.IsDir() {
			t.Errorf("%s is %v", path, info.Mode())
		}
		if !d.IsDir() {
			if _, err := readCertificate(path); err != nil {
				t.Errorf("%s holds something else than a certificate", path)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := h.Destroy(); err != nil {
		t.Fatal(err)
	}
	if _, err := keeper.keeper.Load(); !errors.Is(err, custody.ErrNoKey) {
		t.Errorf("after Destroy the keeper says %v", err)
	}
}

func certificate(t *testing.T, der []byte) *x509.Certificate {
	t.Helper()
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
