//go:build unix

package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// desk is a machine with a system store and one for Java, as somebody who is no
// administrator sees it, and a stand-in for pkexec.
type desk struct {
	top, asked string // asked: the directory in which pkexec notes what it was asked
	env        Env
	our        pki
	plan       *Plan
	before     map[string]string
}

// deskPrograms are those of a machine, with pkexec and Java.
type deskPrograms struct {
	Runner
	pkexec string
}

func (d deskPrograms) Look(name string) string {
	switch name {
	case "pkexec":
		return d.pkexec
	case "java":
		return "/usr/bin/java"
	}
	return d.Runner.Look(name)
}

// newDesk has a pkexec that does what a script says; without a script there is
// none.
func newDesk(t *testing.T, script string) *desk {
	t.Helper()
	d := &desk{asked: t.TempDir()}
	d.top, d.env, d.our, _ = fakeDebianStand(t)
	d.env.Home = filepath.Join(d.top, "home")
	d.env.Dir = filepath.Join(d.env.Home, "data", "trust")
	if err := os.MkdirAll(filepath.Dir(d.env.Dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if d.env.UID = os.Getuid(); d.env.UID == 0 {
		d.env.UID = 65534
		for _, dir := range []string{d.env.Home, filepath.Dir(d.env.Dir)} {
			if err := os.Chown(dir, d.env.UID, -1); err != nil {
				t.Fatal(err)
			}
		}
	}
	programs := deskPrograms{Runner: d.env.Runner}
	if script != "" {
		programs.pkexec = filepath.Join(d.asked, "pkexec")
		text := "#!/bin/sh\ncd " + d.asked + "\nprintf '%s\\n' \"$@\" >argv\nenv >env\ncat >stdin\nbundle=" + d.top + "/etc/ssl/certs/ca-certificates.crt\n" + script + "\n"
		if err := os.WriteFile(programs.pkexec, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d.env.Runner = programs
	d.plan = mustPlan(t, PlanTrust, d.env, d.our.root, Options{Sample: d.our.chain})
	if len(d.plan.Steps) != 2 || !d.plan.Steps[0].Admin || d.plan.Steps[1].Admin {
		t.Fatalf("the plan is\n%s", d.plan)
	}
	d.before = tree(t, d.top)
	return d
}

// rootOwned is a program that only root can change.
const rootOwned = "/bin/sh"

// addsRoot is a pkexec whose administrator agrees.
const addsRoot = `sed '/END CERTIFICATE/q' stdin >>"$bundle"`

func (d *desk) heard(t *testing.T, what string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.asked, what))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDialogApproved(t *testing.T) {
	d := newDesk(t, addsRoot)
	c, err := Dialog(t.Context(), d.plan, rootOwned)
	if err != nil {
		t.Fatal(err)
	}
	want := "--disable-internal-agent\n" + rootOwned + "\ntrust\n--system\n--approve\n" + Fingerprint(d.our.root).Hex() + "\n"
	if got := d.heard(t, "argv"); got != want {
		t.Errorf("pkexec was asked for\n%swant\n%s", got, want)
	}
	if got := parsePEM([]byte(d.heard(t, "stdin"))); len(got) != 3 || !got[0].Equal(d.our.root) || !got[1].Equal(d.our.chain[0]) {
		t.Errorf("%d certificates were handed over", len(got))
	}
	for line := range strings.Lines(d.heard(t, "env")) {
		if name, _, _ := strings.Cut(line, "="); !slices.Contains([]string{"PATH", "LANG", "PWD", "OLDPWD", "SHLVL", "_"}, name) {
			t.Errorf("pkexec was given %s", line)
		}
	}
	r, err := Apply(t.Context(), d.plan, c)
	if err != nil || r.Err() != nil || r.Results[0].Outcome != Done || r.Results[1].Outcome != Done {
		t.Errorf("%+v, %v", r, err)
	}
	other := mustPlan(t, PlanTrust, d.env, newPKI(t, "Rockxy Local CA 0B").root, Options{})
	wantRefused(t, other, c)
}

func TestDialogIsNotBelievedButLookedAfter(t *testing.T) {
	d := newDesk(t, "true")
	c, err := Dialog(t.Context(), d.plan, rootOwned)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Apply(t.Context(), d.plan, c)
	if err != nil || r.Results[0].Outcome != Failed || !errors.Is(r.Results[0].Err, errNotThere) || r.Err() == nil {
		t.Errorf("pkexec did nothing: %+v, %v", r, err)
	}
}

func TestDialogThatBringsNoConsent(t *testing.T) {
	for _, tt := range []struct{ name, script, self, code, says string }{
		{"dismissed", "exit 126", rootOwned, DialogDismissed, "closed: nothing was changed"},
		{"not authorised", "echo 'Error executing command as another user: Not authorized' >&2; exit 127", rootOwned, DialogRefused, "Not authorized"},
		{"nobody to ask", "echo 'No authentication agent found.' >&2; exit 127", rootOwned, DialogRefused, "No authentication agent"},
		{"hostile text", `printf '\033]0;owned\007' >&2; exit 127`, rootOwned, DialogRefused, "\ufffd]0;owned\ufffd"},
		{"killed", "kill -9 $$", rootOwned, DialogKilled, "cut short"},
		{"the change failed", "echo 'disk full' >&2; exit 1", rootOwned, DialogFailed, "disk full"},
		{"not installed", "", rootOwned, DialogMissing, "not installed"},
		{"a program that anybody can change", "exit 0", "open", DialogOpenSelf, "others than root can change it"},
		{"a program that is not there", "exit 0", "/nonexistent", DialogOpenSelf, "/nonexistent"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, tt.script)
			if tt.self == "open" {
				tt.self = filepath.Join(t.TempDir(), "rockxy")
				mustWrite(t, tt.self, nil)
				if err := os.Chmod(tt.self, 0o777); err != nil {
					t.Fatal(err)
				}
			}
			c, err := Dialog(t.Context(), d.plan, tt.self)
			var why *DialogError
			if !errors.As(err, &why) || why.Code != tt.code || !strings.Contains(why.Message, tt.says) || why.Hint() == "" {
				t.Errorf("%+v, want %s, %q", err, tt.code, tt.says)
			}
			wantRefused(t, d.plan, c)
			wantTree(t, tt.name, d.top, d.before)
		})
	}
}

func TestDialogIsOverWhenTheCommandIs(t *testing.T) {
	d := newDesk(t, "exec sleep 60")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	c, err := Dialog(ctx, d.plan, rootOwned)
	var why *DialogError
	if !errors.As(err, &why) || why.Code != DialogKilled {
		t.Errorf("%v", err)
	}
	wantRefused(t, d.plan, c)
}

func TestDialogForRoot(t *testing.T) {
	d := newDesk(t, "exit 0")
	d.plan.env.UID = 0
	var why *DialogError
	if _, err := Dialog(t.Context(), d.plan, rootOwned); !errors.As(err, &why) || why.Code != DialogNeedless {
		t.Errorf("%v", err)
	}
}

// TestDialogToUntrust hands over every root that the system's store loses.
func TestDialogToUntrust(t *testing.T) {
	d := newDesk(t, addsRoot)
	c, err := Dialog(t.Context(), d.plan, rootOwned)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Apply(t.Context(), d.plan, c); err != nil {
		t.Fatal(err)
	}
	p := mustPlan(t, PlanUntrust, d.env, d.our.root, Options{All: true, RemoveStale: true})
	argv, hand, err := p.dialog(rootOwned)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(argv[2:], " "); got != rootOwned+" untrust --system --approve "+Fingerprint(d.our.root).Hex() {
		t.Errorf("it would run %s", got)
	}
	if certs := parsePEM(hand); len(certs) != 1 || !certs[0].Equal(d.our.root) {
		t.Errorf("it would hand over %d certificates", len(certs))
	}
	p.Steps = append(p.Steps, d.plan.Steps[0])
	var why *DialogError
	if _, _, err := p.dialog(rootOwned); !errors.As(err, &why) || why.Code != DialogMixed {
		t.Errorf("both ways at once: %v", err)
	}
}

// TestSystemAlone is what the dialog runs: no user, no home, no directory of a
// user, and no other root than those named.
func TestSystemAlone(t *testing.T) {
	top, env, our, _ := fakeDebianStand(t)
	before := tree(t, top)
	env.Home, env.Dir, env.UID = "", "", 0
	t.Chdir(t.TempDir()) // a journal without a directory would be here
	other := newPKI(t, "Rockxy Local CA 0B")
	for _, p := range []pki{our, other} {
		applied(t, mustPlan(t, PlanTrust, env, p.root, Options{Sample: p.chain}))
	}
	one := mustPlan(t, PlanUntrust, env, nil, Options{All: true, RemoveStale: true, Only: []*x509.Certificate{our.root}})
	if roots := one.Roots(); len(roots) != 1 || !roots[0].Equal(our.root) {
		t.Fatalf("it would change %d roots", len(roots))
	}
	applied(t, one)
	wantHeld(t, env, our.root, false)
	wantHeld(t, env, other.root, true)
	applied(t, mustPlan(t, PlanUntrust, env, nil, Options{All: true, Only: []*x509.Certificate{other.root}}))
	wantTree(t, "both undone", top, before)
	if err := Tidy(env); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("the working directory has %v, %v", left, err)
	}
}

func TestCheckRoot(t *testing.T) {
	our := newPKI(t, "Rockxy Local CA 0A")
	now := our.root.NotBefore.Add(time.Hour)
	for _, tt := range []struct {
		name string
		cert *x509.Certificate
		now  time.Time
		ok   bool
	}{
		{"a root of ours", our.root, now, true},
		{"another name", newPKI(t, "Somebody's CA").root, now, false},
		{"a leaf", our.chain[0], now, false},
		{"not yet", our.root, our.root.NotBefore.Add(-time.Minute), false},
		{"expired", our.root, our.root.NotAfter.Add(time.Minute), false},
	} {
		if err := CheckRoot(tt.cert, tt.now); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	forged := *our.root
	forged.Signature = slices.Clone(forged.Signature)
	forged.Signature[10] ^= 1
	if err := CheckRoot(&forged, now); err == nil {
		t.Error("a root that did not sign itself")
	}
	long := *our.root
	long.NotAfter = long.NotBefore.Add(longestRoot + time.Hour)
	if err := CheckRoot(&long, now); err == nil {
		t.Error("a root for more than two years")
	}
}
