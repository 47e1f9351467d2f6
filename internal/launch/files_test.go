package launch

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	p := Plan{Dir: dir, Files: []File{{Name: "a.pem", Content: []byte("a")}, {Name: "sub/b", Content: []byte("b")}}}
	if err := p.Write(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.pem": "a", "sub/b": "b"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}
