package durable

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteReplacesTheWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "note")
	for _, content := range []string{"a long first text", "short", ""} {
		if err := Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%q, %v; want %q", got, err, content)
		}
	}
	wantNames(t, filepath.Dir(path), "note")
	if info, err := os.Stat(path); err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestWriteThatFailsLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("x")); err == nil {
		t.Error("a file took the place of a directory that is not empty")
	}
	wantNames(t, dir, "taken")
	if err := Write(filepath.Join(dir, "none", "file"), nil); err == nil {
		t.Error("a file in a directory that is not there")
	}
}

func TestRemove(t *testing.T) {
	path := filepath.Join(t.TempDir(), "note")
	if err := Write(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Remove(path); err != nil {
			t.Error(err)
		}
	}
	wantNames(t, filepath.Dir(path))
}

func TestSweepRemovesDraftsOfThatFileAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"note", ".note.123.new", ".note.4.new", ".notes.5.new", ".note", "note.6.new"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Sweep(filepath.Join(dir, "note")); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir, ".note", ".notes.5.new", "note", "note.6.new")
	if err := Sweep(filepath.Join(dir, "none", "note")); err != nil {
		t.Errorf("a directory that is not there: %v", err)
	}
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}
