package custody

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestPlaceWritesOnce(t *testing.T) {
	p := Place{Dir: filepath.Join(t.TempDir(), "new")}
	if err := p.write("x", []byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := p.write("x", []byte("second")); !errors.Is(err, ErrKeyExists) {
		t.Errorf("the second write gives %v, want ErrKeyExists", err)
	}
	if b, err := p.read("x"); err != nil || string(b) != "first" {
		t.Errorf("read gives %q, %v", b, err)
	}
	entries, err := os.ReadDir(p.Dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "root.x" {
		t.Errorf("the directory holds %v, %v: want root.x alone", entries, err)
	}
}

func TestPlaceRemovesDrafts(t *testing.T) {
	p := Place{Dir: t.TempDir(), Slot: "next"}
	for _, name := range []string{"next.x", ".next.x.123", "root.x", ".root.x.456"} {
		if err := os.WriteFile(filepath.Join(p.Dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.remove("x"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"next.x": false, ".next.x.123": false, "root.x": true, ".root.x.456": true} {
		if _, err := os.Lstat(filepath.Join(p.Dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
	if err := p.remove("x"); !errors.Is(err, ErrNoKey) {
		t.Errorf("a second remove gives %v, want ErrNoKey", err)
	}
}
