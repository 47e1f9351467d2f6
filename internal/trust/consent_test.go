package trust

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeDebianStand is a machine with one store and a plan to trust a root.
func fakeDebianStand(t *testing.T) (top string, env Env, our pki, p *Plan) {
	t.Helper()
	top, env, _ = subjects()[0].start(t)
	our = newPKI(t, "Rockxy Local CA 0A")
	return top, env, our, mustPlan(t, PlanTrust, env, our.root, Options{Sample: our.chain})
}

// TestNothingNonInteractive tries every way without a person and without the
// fingerprint: none gives a consent, and nothing changes.
func TestNothingNonInteractive(t *testing.T) {
	top, env, our, p := fakeDebianStand(t)
	before := tree(t, top)
	f := Fingerprint(our.root)

	yesses := filepath.Join(t.TempDir(), "yes")
	mustWrite(t, yesses, []byte(f.Code()+"\n"+f.Hex()+"\nyes\ny\n"))
	file, err := os.Open(yesses)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString(f.Code() + "\n"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	closed, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for name, in := range map[string]*os.File{"a file": file, "/dev/null": null, "a pipe": r, "closed": closed, "none": nil} {
		var said bytes.Buffer
		c, err := Ask(p, in, &said)
		if !errors.Is(err, ErrNoTerminal) || said.Len() > 0 {
			t.Errorf("%s: %v, said %q", name, err, said.String())
		}
		wantRefused(t, p, c)
	}

	other := Fingerprint(newPKI(t, "Rockxy Local CA 0B").root)
	wrong := []byte(f.Hex())
	wrong[63] ^= 1
	for _, given := range [][]string{
		nil, {""}, {"yes"}, {"*"}, {f.Code()}, {f.Hex()[:63]}, {f.Hex() + "00"}, {string(wrong)}, {other.Hex()},
		{f.Hex(), other.Hex()}, {strings.Repeat("0", 64)}, {p.Root.Subject.CommonName}, {f.Hex() + "," + other.Hex()},
	} {
		c, err := Approve(p, given...)
		if err == nil {
			t.Errorf("Approve(%q) consents", given)
		}
		wantRefused(t, p, c)
	}
	wantRefused(t, p, Consent{})
	same := mustPlan(t, PlanTrust, env, our.root, Options{})
	wantRefused(t, p, yes(t, same)) // the consent to another plan
	wantTree(t, "all of this", top, before)

	if _, err := os.Stat(env.Dir); err == nil {
		t.Error("there is a journal")
	}
}

func wantRefused(t *testing.T, p *Plan, c Consent) {
	t.Helper()
	if r, err := Apply(t.Context(), p, c); !errors.Is(err, ErrNoConsent) || r != nil {
		t.Errorf("Apply: %v %v, want %v", r, err, ErrNoConsent)
	}
}

func TestApprove(t *testing.T) {
	_, _, our, p := fakeDebianStand(t)
	f := Fingerprint(our.root)
	colons := strings.ToUpper(f.Hex()[:2])
	for i := 2; i < 64; i += 2 {
		colons += ":" + strings.ToUpper(f.Hex()[i:i+2])
	}
	for _, given := range []string{f.Hex(), strings.ToUpper(f.Hex()), f.String(), colons, " " + f.Hex() + "\n"} {
		if c, err := Approve(p, given); err != nil || c.plan != p {
			t.Errorf("Approve(%q): %v", given, err)
		}
	}
	var mismatch *MismatchError
	if _, err := Approve(p, strings.Repeat("ab", 32)); !errors.As(err, &mismatch) || mismatch.Root != f.Hex() {
		t.Errorf("%v, want a mismatch that names the root", err)
	}
}

// TestApproveEvery wants the fingerprint of each root that a plan changes.
func TestApproveEvery(t *testing.T) {
	_, env, our, p := fakeDebianStand(t)
	applied(t, p)
	next := newPKI(t, "Rockxy Local CA 0B")
	p = mustPlan(t, PlanTrust, env, next.root, Options{RemoveStale: true})
	if len(p.Roots()) != 2 {
		t.Fatalf("plan %v", p)
	}
	for _, given := range [][]string{{Fingerprint(next.root).Hex()}, {Fingerprint(our.root).Hex()}} {
		c, err := Approve(p, given...)
		if err == nil {
			t.Error("one of two fingerprints is enough")
		}
		wantRefused(t, p, c)
	}
	applied(t, p)
	wantHeld(t, env, our.root, false)
	wantHeld(t, env, next.root, true)
}
