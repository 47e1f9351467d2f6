//go:build linux

package custody_test

import (
	"os"
	"os/exec"
	"testing"
)

// need finds a program that a keeper is tested against. Where it is not
// installed the test says so and goes on, unless ROCKXY_E2E promises it.
func need(t *testing.T, program string) (path string, ok bool) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		return "", missing(t, program)
	}
	return path, true
}

func missing(t *testing.T, what string) bool {
	t.Helper()
	if os.Getenv("ROCKXY_E2E") != "" {
		t.Fatalf("%s is not there, and ROCKXY_E2E promises it", what)
	}
	t.Logf("LEFT OUT: %s is not there", what)
	return false
}
