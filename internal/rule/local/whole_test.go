package local

import (
	"errors"
	"path/filepath"
	"testing"

	"rockxy/internal/rule/node"
)

func TestWholeFile(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "0123456789", "sub/": ""})
	for path, want := range map[string]string{
		"a.txt":    "0123456789",
		"gone.txt": "there is no gone.txt",
		"sub":      "sub is a directory, not a file",
	} {
		n, err := node.Read(filepath.Join(dir, "r.yaml"), []byte(path))
		if err != nil {
			t.Fatal(err)
		}
		f, err := NewFile(n)
		if err != nil || f.String() != path {
			t.Fatal(f, err)
		}
		data, err := f.Read(10)
		var absent *Absent
		if errors.As(err, &absent) {
			data = []byte(absent.Why)
		}
		if string(data) != want {
			t.Errorf("%s: %s, %v", path, data, err)
		}
		if _, err := f.Read(9); !errors.As(err, &absent) {
			t.Errorf("%s, longer than it may be: %v", path, err)
		}
	}
	n, err := node.Read(filepath.Join(dir, "r.yaml"), []byte("../up"))
	if err != nil {
		t.Fatal(err)
	}
	var bad *PathError
	if _, err := NewFile(n); !errors.As(err, &bad) {
		t.Error(err)
	}
}
