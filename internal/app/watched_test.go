package app

import (
	"os"
	"path/filepath"
	"testing"
)

// A file counts as changed when it was the same at two looks.
func TestWatchedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	w := watch(path)
	want := func(what string, same, settled bool) {
		t.Helper()
		if a, b := w.look(); a != same || b != settled {
			t.Errorf("%s: %v, %v", what, a, b)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want("none, as before", true, false)
	write("one")
	want("a first look", false, false)
	write("another")
	want("it has changed since", false, false)
	want("a second look", false, true)
	if w.read(func() { write("in the middle") }) {
		t.Error("it changed while it was read, and counts as read")
	}
	if !w.read(func() {}) {
		t.Error("it was not read")
	}
	want("read", true, false)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	want("gone, at first look", false, false)
	want("gone", false, true)
}

func TestUntilWholeGivesUp(t *testing.T) {
	n := 0
	untilWhole(func() bool { n++; return false })
	if n < 2 || n > 20 {
		t.Error(n)
	}
}

func TestReadAtMost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := readAtMost(path, 4); err != nil || text != "01234" {
		t.Errorf("%q, %v", text, err)
	}
}
