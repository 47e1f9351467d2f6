//go:build unix

package app

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// What is no file is told and not opened, which could wait for ever.
func TestRulesThatAreNoFile(t *testing.T) {
	data := t.TempDir()
	writeRules(t, RulesFile(data, "good"), named("one"))
	if err := unix.Mkfifo(RulesFile(data, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", RulesFile(data, "zero")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", RulesFile(data, "dangling")); err != nil {
		t.Fatal(err)
	}
	r, _ := startRules(t, data)
	var told []string
	for _, g := range r.describe().Groups {
		for _, p := range g.Problems {
			told = append(told, g.Name+": "+p.Message)
		}
	}
	if got := strings.Join(told, "\n"); inForce(r) != "good/one" || got != "pipe: not a file, but a pipe; expected a file of rules\nzero: not a file, but a device; expected a file of rules" {
		t.Errorf("%s\n%s", inForce(r), got)
	}
}
