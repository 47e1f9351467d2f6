package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// byPlace stands in for a key store that knows its keys by the path of the data
// directory, as the kernel's keyring and the Secret Service do.
type byPlace struct {
	keys map[string]ca.Keeper
	away bool
}

func (b *byPlace) take(data string, name config.Custody, _ Options) (custody, error) {
	if b.away {
		return custody{}, &CustodyError{&ca.UnavailableError{Keeper: "kernel-keyring", Code: "away", Message: "away"}}
	}
	data = resolved(data)
	if b.keys[data] == (ca.Keeper{}) {
		b.keys[data] = ca.InMemory()
	}
	return custody{name: config.CustodyKernelKeyring, keeper: b.keys[data],
		trail: []api.Keeper{{Name: "kernel-keyring", Taken: true, Why: "it is there"}}}, nil
}

// lodger is a data directory with a root in such a key store.
type lodger struct {
	t       *testing.T
	machine *byPlace
	cfg     config.Config
}

func newLodger(t *testing.T) *lodger {
	l := &lodger{t, &byPlace{keys: map[string]ca.Keeper{}}, testConfig(t)}
	l.cfg.Data = filepath.Join(t.TempDir(), "data")
	l.cfg.Custody = config.CustodyAuto
	return l
}

func (l *lodger) start() api.Status {
	l.t.Helper()
	a, err := New(l.cfg, Options{keepers: l.machine.take})
	if err != nil {
		l.t.Fatal(err)
	}
	st := a.Status()
	if err := a.Close(); err != nil {
		l.t.Fatal(err)
	}
	return st
}

// at is the same person with another data directory.
func (l *lodger) at(data string) *lodger {
	other := *l
	other.cfg.Data = data
	return &other
}

// wantAway wants the root out of reach, and nothing made in its place.
func (l *lodger) wantAway(code, says string) {
	l.t.Helper()
	before, err := ReadCertificates(l.cfg.Data)
	if err != nil {
		l.t.Fatal(err)
	}
	st := l.start()
	if st.Custody != "memory" || st.CustodyTrail[0].Code != code || !strings.Contains(st.CustodyTrail[0].Why, says) || st.CustodyTrail[0].Hint == "" {
		l.t.Errorf("%+v, want %s, %q", st.CustodyTrail, code, says)
	}
	named := l.cfg
	named.Custody = config.CustodyKernelKeyring
	var why *CustodyError
	if _, err := New(named, Options{keepers: l.machine.take}); !errors.As(err, &why) || why.Code != code {
		l.t.Errorf("asked for by name: %v", err)
	}
	if _, err := MakeAuthority(l.cfg, Options{keepers: l.machine.take}); !errors.As(err, &why) || why.Code != code {
		l.t.Errorf("to be trusted: %v", err)
	}
	after, err := ReadCertificates(l.cfg.Data)
	if err != nil || !after.Root.Equal(before.Root) || len(after.Retired) != len(before.Retired) || after.Keeper != "kernel-keyring" {
		l.t.Errorf("the root was changed: %+v, %v", after, err)
	}
}

func (l *lodger) destroy() {
	l.t.Helper()
	a, err := OpenAuthority(l.cfg.Data, Options{keepers: l.machine.take})
	if err != nil {
		l.t.Fatal(err)
	}
	if err := errors.Join(a.Destroy(), a.Close()); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lodger) holds(data string) bool {
	l.t.Helper()
	has, err := l.machine.keys[data].Holds()
	if err != nil {
		l.t.Fatal(err)
	}
	return has
}

func TestADataDirectoryThatWasMoved(t *testing.T) {
	l := newLodger(t)
	first := l.start()
	was := resolved(l.cfg.Data)
	moved := l.at(was + "-moved")
	if err := os.Rename(was, moved.cfg.Data); err != nil {
		t.Fatal(err)
	}
	moved.wantAway(codeMoved, was)

	if err := os.Rename(moved.cfg.Data, was); err != nil {
		t.Fatal(err)
	}
	if st := l.start(); st.RootSHA256 != first.RootSHA256 || st.Custody != "kernel-keyring" {
		t.Errorf("moved back: %+v", st)
	}

	if err := os.Rename(was, moved.cfg.Data); err != nil {
		t.Fatal(err)
	}
	moved.destroy()
	if l.holds(was) {
		t.Error("the key of a destroyed root is still there, where the directory was")
	}
	st := moved.start()
	if st.Custody != "kernel-keyring" || st.RootSHA256 == first.RootSHA256 || st.RootNotice != "" {
		t.Errorf("a new root: %+v", st)
	}
	if again := moved.start(); again.RootSHA256 != st.RootSHA256 {
		t.Error("the new root is not known by its new place")
	}
}

func TestADataDirectoryThatWasCopied(t *testing.T) {
	l := newLodger(t)
	first := l.start()
	was := resolved(l.cfg.Data)
	twin := l.at(was + "-copy")
	if err := os.CopyFS(twin.cfg.Data, os.DirFS(was)); err != nil {
		t.Fatal(err)
	}
	twin.wantAway(codeCopied, was)
	twin.destroy()
	if !l.holds(was) {
		t.Error("the end of the copy's root was the end of the original's")
	}
	if st := twin.start(); st.RootSHA256 == first.RootSHA256 {
		t.Error("two directories have one root")
	}
	if st := l.start(); st.RootSHA256 != first.RootSHA256 {
		t.Error("the original has another root")
	}
}

// TestAKeyThatIsLost is a machine that was restarted.
func TestAKeyThatIsLost(t *testing.T) {
	for _, moved := range []bool{false, true} {
		l := newLodger(t)
		first := l.start()
		if err := l.machine.keys[resolved(l.cfg.Data)].Forget(); err != nil {
			t.Fatal(err)
		}
		if moved {
			if err := os.Rename(l.cfg.Data, l.cfg.Data+"-moved"); err != nil {
				t.Fatal(err)
			}
			l.cfg.Data += "-moved"
		}
		have, err := found(l.cfg.Data, config.CustodyKernelKeyring, Options{keepers: l.machine.take})
		if err != nil {
			t.Fatal(err)
		}
		var why *CustodyError
		if err := lost(have); !errors.As(err, &why) || why.Code != codeLost || !strings.Contains(why.Message, "restarts") || why.Hint() == "" {
			t.Errorf("moved %v: %v", moved, err)
		}
		st := l.start()
		if st.RootSHA256 == first.RootSHA256 || !strings.Contains(st.RootNotice, "its key is no longer in memory") || !strings.Contains(st.RootNotice, "rockxy untrust") {
			t.Errorf("moved %v: %+v", moved, st)
		}
		certs, err := ReadCertificates(l.cfg.Data)
		if err != nil || len(certs.Retired) != 1 {
			t.Errorf("the old root is not among the retired ones: %+v, %v", certs, err)
		}
		if again := l.start(); again.RootNotice != "" || again.RootSHA256 != st.RootSHA256 {
			t.Errorf("the second start: %+v", again)
		}
		if err := lost(have); err != nil {
			t.Errorf("a key that is there: %v", err)
		}
	}
}

// TestARootThatWasOnlyBegun has a note of who is to keep it, and perhaps a key,
// but no certificate.
func TestARootThatWasOnlyBegun(t *testing.T) {
	for _, withKey := range []bool{false, true} {
		cfg := testConfig(t)
		machine := keyStores{"tpm": ca.InMemory(), "vault": ca.InMemory()}
		if err := noteKeeper(cfg.Data, "tpm"); err != nil {
			t.Fatal(err)
		}
		if withKey {
			if _, err := ca.Create(machine["tpm"], ca.Owner{}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := ReadCertificates(cfg.Data); err != nil || c.Begun != "tpm" || c.Keeper != "" {
			t.Errorf("%+v, %v", c, err)
		}
		cfg.Custody = "vault" // another one than it was begun in
		a, err := New(cfg, Options{keepers: machine.take})
		if err != nil {
			t.Fatal(err)
		}
		st := a.Status()
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		has, err := machine["tpm"].Holds()
		if st.Custody != "vault" || has || err != nil {
			t.Errorf("with a key %v: custody %s; the tpm has a key: %v, %v", withKey, st.Custody, has, err)
		}
		if c, err := ReadCertificates(cfg.Data); err != nil || c.Begun != "" || c.Keeper != "vault" {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

func TestNotesOfFormerVersionsAreRead(t *testing.T) {
	data := t.TempDir()
	if err := os.MkdirAll(filepath.Join(data, caDir), 0o700); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]keeperNote{
		"tpm\n": {"tpm", ""}, "tpm": {"tpm", ""}, "": {}, "vault\n/a b\n": {"vault", "/a b"}, "vault\n/a\nb\n": {"vault", "/a\nb"},
	} {
		if err := os.WriteFile(keeperFile(data), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readNote(data); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}
