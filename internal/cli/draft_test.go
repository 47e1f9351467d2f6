package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestDraft(t *testing.T) {
	stop := errors.New("stopped")
	for name, test := range map[string]struct {
		before string // content of the file; empty: there is none
		force  bool
		end    error
		want   string
		exists bool // the error is an existsError
	}{
		"new":                 {want: "new"},
		"new, stopped":        {end: stop},
		"there":               {before: "old", want: "old", exists: true},
		"replaced":            {before: "old", force: true, want: "new"},
		"replaced, stopped":   {before: "old", force: true, end: stop, want: "old"},
		"new although forced": {force: true, want: "new"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "file")
		if test.before != "" {
			if err := os.WriteFile(path, []byte(test.before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := newDraft(path, test.force)
		if err == nil {
			_, _ = d.Write([]byte("new"))
			err = d.finish(test.end)
		}
		var exists *existsError
		if errors.As(err, &exists) != test.exists || (err != nil) != (test.exists || test.end != nil) {
			t.Errorf("%s: %v", name, err)
		}
		content, _ := os.ReadFile(path)
		all, _ := os.ReadDir(dir)
		if string(content) != test.want || len(all) != min(len(test.want), 1) {
			t.Errorf("%s: %q among %v", name, content, all)
		}
	}
}

func TestDraftLeavesAFileThatCameMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	d, err := newDraft(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	var exists *existsError
	if err := d.finish(nil); !errors.As(err, &exists) {
		t.Error(err)
	}
	if content, _ := os.ReadFile(path); string(content) != "theirs" {
		t.Errorf("%q", content)
	}
}

func TestDraftOfADirectory(t *testing.T) {
	if _, err := newDraft(t.TempDir(), true); err == nil {
		t.Error("a directory can be written to")
	}
}
