//go:build unix

package launch

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestExecStatus(t *testing.T) {
	tests := []struct {
		script string
		want   int
	}{
		{"exit 0", 0},
		{"exit 7", 7},
		{"kill -TERM $$", 128 + int(syscall.SIGTERM)},
		{`test "$A" = b && exit 3`, 3},
	}
	for _, tt := range tests {
		got, err := Exec([]string{"/bin/sh", "-c", tt.script}, []string{"A=b"})
		if err != nil || got != tt.want {
			t.Errorf("%s: %d, %v, want %d", tt.script, got, err, tt.want)
		}
	}
}

func TestExecForwardsSignals(t *testing.T) {
	// The child asks its parent for the signal and is then ended by it.
	status, err := Exec([]string{"/bin/sh", "-c", `trap 'exit 42' USR1; kill -USR1 $PPID; while :; do :; done`}, os.Environ())
	if err != nil || status != 42 {
		t.Errorf("status %d, %v", status, err)
	}
}

func TestExecStartErrors(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]int{
		"no-such-program-anywhere":   127,
		filepath.Join(dir, "nobody"): 127,
		plain:                        126,
	} {
		_, err := Exec([]string{program}, nil)
		var se *StartError
		if !errors.As(err, &se) || se.Status != want {
			t.Errorf("%s: %v, want status %d", program, err, want)
		}
	}
}
