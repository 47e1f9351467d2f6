package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/config"
)

func TestKeyLogIsForThisUserAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("LEFT OUT: modes are for Unix")
		return
	}
	path := filepath.Join(t.TempDir(), "keys")
	for range 2 { // the second appends
		k, err := openKeyLog(path, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := k.Write([]byte("LABEL 00 11\n")); n != 12 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := os.ReadFile(path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || string(got) != "LABEL 00 11\nLABEL 00 11\n" {
		t.Errorf("%v, %v, %q", info.Mode(), err, got)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"open to others": path, "a directory": filepath.Dir(path), "no directory": filepath.Join(path, "x"), "a device": os.DevNull} {
		var invalid *config.InvalidError
		if k, err := openKeyLog(path, nil); !errors.As(err, &invalid) || k != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeyLogFaultsEndNoConnection(t *testing.T) {
	var said strings.Builder
	k, err := openKeyLog(filepath.Join(t.TempDir(), "keys"), slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	k.file.Close() // whatever fails
	for range 3 {
		if n, err := k.Write([]byte("x\n")); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if _, fault := k.status(); !strings.Contains(fault, "lines are missing") || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("%q, logged %q", fault, said.String())
	}
}

func TestNoKeyLog(t *testing.T) {
	k, err := openKeyLog("", nil)
	path, fault := k.status()
	if err != nil || k.writer() != nil || path != "" || fault != "" || k.Close() != nil {
		t.Error(err, path, fault)
	}
}
