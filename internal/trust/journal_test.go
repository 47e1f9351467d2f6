package trust

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestJournalIsPrivate(t *testing.T) {
	_, env, _, p := fakeDebianStand(t)
	applied(t, p)
	err := filepath.WalkDir(env.SystemDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("%s is %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestJournalRefused wants no plan from a journal that cannot be understood:
// nothing would be undone exactly any more.
func TestJournalRefused(t *testing.T) {
	_, env, our, _ := fakeDebianStand(t)
	for _, text := range []string{"", "{", `{"version": 2}`, "[]"} {
		mustWrite(t, filepath.Join(env.SystemDir, "journal.json"), []byte(text))
		if _, err := PlanTrust(t.Context(), env, our.root, Options{}); err == nil {
			t.Errorf("a plan with the journal %q", text)
		}
	}
}

func TestJournalBusy(t *testing.T) {
	top, env, _, p := fakeDebianStand(t)
	_, closed, err := openJournal(env, env.SystemDir)
	if err != nil {
		t.Fatal(err)
	}
	before := tree(t, top)
	var busy *BusyError
	if r := mustApply(t, p); !errors.As(r.Err(), &busy) || r.Results[0].Outcome != Undone {
		t.Errorf("results %+v, want it busy", r.Results)
	}
	wantTree(t, "a second process", top, before)
	if err := closed(); err != nil {
		t.Fatal(err)
	}
	applied(t, p)
}

// TestSpoiledCopy wants a kept file that is not what it was left where it is.
func TestSpoiledCopy(t *testing.T) {
	_, env, our, p := fakeDebianStand(t)
	applied(t, p)
	kept, err := filepath.Glob(filepath.Join(env.SystemDir, "before", "*"))
	if err != nil || len(kept) == 0 {
		t.Fatal(kept, err)
	}
	for _, f := range kept {
		if err := os.WriteFile(f, []byte("spoiled"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := mustApply(t, mustPlan(t, PlanUntrust, env, our.root, Options{}))
	if r.Err() == nil || r.Results[0].Outcome != Failed {
		t.Errorf("results %+v, want a failure", r.Results)
	}
	if text, _ := os.ReadFile(env.sys("/etc/ssl/certs/ca-certificates.crt")); string(text) == "spoiled" {
		t.Error("the spoiled copy is in the store")
	}
}
