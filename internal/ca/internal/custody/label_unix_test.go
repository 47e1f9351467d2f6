//go:build unix

package custody

import (
	"os"
	"path/filepath"
	"testing"
)

// A directory has one label, through links, and before it is made.
func TestLabelOfOneDirectory(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	before := Place{Dir: filepath.Join(link, "data", "ca")}.label()
	if err := os.MkdirAll(filepath.Join(dir, "data", "ca"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Place{{Dir: filepath.Join(dir, "data", "ca")}, {Dir: filepath.Join(link, "data", "ca")}, {Dir: filepath.Join(link, "data", "ca"), Slot: "root"}} {
		if got := p.label(); got != before {
			t.Errorf("%+v is %s, and was %s", p, got, before)
		}
	}
	if other := (Place{Dir: filepath.Join(dir, "data")}).label(); other == before {
		t.Error("two directories have one label")
	}
}
