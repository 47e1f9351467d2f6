//go:build unix

package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("ROCKXY_TRUST_KILL_AT") != "" {
		if err := crashing(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// crashing is the process that trusts or untrusts, and kills itself at the
// point whose number it was given.
func crashing() error {
	at, err := strconv.Atoi(os.Getenv("ROCKXY_TRUST_KILL_AT"))
	if err != nil {
		return err
	}
	all := subjects()
	s := all[slices.IndexFunc(all, func(s subject) bool { return s.name == os.Getenv("ROCKXY_TRUST_SUBJECT") })]
	env := s.env(os.Getenv("ROCKXY_TRUST_TOP"))
	if s.admin() {
		env.UID = 0
	}
	text, err := os.ReadFile(os.Getenv("ROCKXY_TRUST_ROOT"))
	if err != nil {
		return err
	}
	root := parsePEM(text)[0]
	plan := PlanTrust
	if os.Getenv("ROCKXY_TRUST_PLAN") == "untrust" {
		plan = PlanUntrust
	}
	point := 0
	env.at = func(string) {
		if point++; point == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	p, err := plan(context.Background(), env, root, Options{})
	if err != nil {
		return err
	}
	consent, err := Approve(p, Fingerprint(root).Hex())
	if err != nil {
		return err
	}
	r, err := Apply(context.Background(), p, consent)
	return errors.Join(err, r.Err())
}

// killed runs crashing; ended says that it came to its end before point n.
func (s subject) killed(t *testing.T, top, plan string, root *x509.Certificate, n int) (ended bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "root.pem")
	mustWrite(t, file, pemOf(root))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ROCKXY_TRUST_KILL_AT="+strconv.Itoa(n), "ROCKXY_TRUST_SUBJECT="+s.name,
		"ROCKXY_TRUST_TOP="+top, "ROCKXY_TRUST_ROOT="+file, "ROCKXY_TRUST_PLAN="+plan, "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err == nil {
		return true
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("point %d: %v\n%s", n, err, out)
	}
	return false
}

// TestKilled ends trust and untrust at every step, with SIGKILL, and wants the
// next run to finish or to undo what was begun.
func TestKilled(t *testing.T) {
	for _, s := range subjects() {
		if s.name == "NSS database without vfychain" {
			continue // the same as with it
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			t.Run("trust", func(t *testing.T) { s.killedTrusting(t) })
			t.Run("untrust", func(t *testing.T) { s.killedUntrusting(t) })
		})
	}
}

func (s subject) killedTrusting(t *testing.T) {
	our := newPKI(t, "Rockxy Local CA 0A")
	for n := 1; ; n++ {
		top, env, ok := s.start(t)
		if !ok {
			return
		}
		before := tree(t, top)
		ended := s.killed(t, top, "trust", our.root, n)
		if n%2 == 0 { // finish, then undo
			s.settle(t, PlanTrust, env, our.root, Options{Sample: our.chain})
			wantHeld(t, env, our.root, true)
			if err := theStore(t, env).Verify(t.Context(), our.chain); err != nil {
				t.Error(err)
			}
		}
		s.settle(t, PlanUntrust, env, our.root, Options{})
		wantTree(t, fmt.Sprintf("killed at point %d", n), top, before)
		if ended && n%2 == 0 {
			wantPoints(t, n)
			return
		}
	}
}

func (s subject) killedUntrusting(t *testing.T) {
	our := newPKI(t, "Rockxy Local CA 0A")
	for n := 1; ; n++ {
		top, env, ok := s.start(t)
		if !ok {
			return
		}
		before := tree(t, top)
		s.settle(t, PlanTrust, env, our.root, Options{Sample: our.chain})
		ended := s.killed(t, top, "untrust", our.root, n)
		if n%2 == 0 { // change one's mind
			s.settle(t, PlanTrust, env, our.root, Options{Sample: our.chain})
			wantHeld(t, env, our.root, true)
		}
		s.settle(t, PlanUntrust, env, our.root, Options{})
		wantTree(t, fmt.Sprintf("killed at point %d", n), top, before)
		if ended && n%2 == 0 {
			wantPoints(t, n)
			return
		}
	}
}

// settle applies a plan; without a step, what was left of a run is tidied up.
func (s subject) settle(t *testing.T, plan func(context.Context, Env, *x509.Certificate, Options) (*Plan, error), env Env, root *x509.Certificate, o Options) {
	t.Helper()
	if p := mustPlan(t, plan, env, root, o); !p.Empty() {
		applied(t, p)
		return
	}
	if err := Tidy(env); err != nil {
		t.Fatal(err)
	}
}

// wantPoints wants the loop to have ended a process a few times.
func wantPoints(t *testing.T, n int) {
	t.Helper()
	if n < 5 {
		t.Errorf("only %d points", n)
	}
	t.Logf("%d points", n-1)
}
