package trust

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Runner runs programs of this machine.
type Runner interface {
	// Look finds a program by its plain name; empty when it is not installed.
	Look(name string) (path string)
	// Run runs argv, whose first word is a path from Look, and returns its
	// standard output. A failure is a *ProgramError.
	Run(ctx context.Context, argv []string) (stdout []byte, err error)
}

// ProgramError is a program that failed.
type ProgramError struct {
	Argv   []string
	Stderr string // its last lines
	Err    error
}

func (e *ProgramError) Error() string {
	if e.Stderr == "" {
		return fmt.Sprintf("%s: %v", strings.Join(e.Argv, " "), e.Err)
	}
	return fmt.Sprintf("%s: %v: %s", strings.Join(e.Argv, " "), e.Err, e.Stderr)
}

func (e *ProgramError) Unwrap() error { return e.Err }

// programs runs the system's own programs: found in the system's directories
// and nowhere in PATH, so that nobody can slip one in under sudo.
type programs struct{}

// programPatience bounds one program.
const programPatience = 2 * time.Minute

func programDirs() []string {
	return []string{"/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin", "/run/current-system/sw/bin", "/opt/homebrew/bin"}
}

func (programs) Look(name string) string {
	for _, dir := range programDirs() {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path
		}
	}
	return ""
}

func (programs) Run(ctx context.Context, argv []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, programPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = []string{"PATH=" + strings.Join(programDirs(), ":"), "LC_ALL=C", "HOME=" + os.Getenv("HOME")}
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.Bytes(), &ProgramError{argv, lastLines(stderr.String()), err}
	}
	return stdout.Bytes(), nil
}

// lastLines are the last few lines of s as one.
func lastLines(s string) string {
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' })
	return strings.Join(lines[max(0, len(lines)-3):], "; ")
}
