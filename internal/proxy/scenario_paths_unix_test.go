//go:build unix

package proxy

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rockxy/internal/rule/rulefile"
)

// What is no file, or is behind a link that leads out, is not answered with, whether a
// request leads to it or a rule names it.
func TestLinksPipesAndDevices(t *testing.T) {
	s := newStage(t)
	s.write("site/sub/in.txt", "in")
	s.write("secret", "s3cret")
	s.dir = filepath.Join(s.dir, "site")
	for name, to := range map[string]string{"inside": "sub/in.txt", "out": "../secret", "absolute": filepath.Join(s.dir, "..", "secret"), "up": "..", "loop": "loop", "zero": "/dev/zero"} {
		if err := os.Symlink(to, filepath.Join(s.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(s.dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	all := []scenario{
		{name: "a link that stays inside", rules: []string{"map-local: {directory: .}"}, ask: ask{line: "GET /inside"}, origin: seen{nothing: true}, client: got{body: "in"}, trace: []string{"map-local|"}},
		{name: "a device that the rule names", rules: []string{"map-local: {file: /dev/zero, missing: 404}"}, origin: seen{nothing: true}, client: got{status: 404, any: true}, trace: []string{"map-local|/dev/zero is a device"}},
		{name: "a body from a device", rules: []string{"response-body: {file: /dev/zero}"}, gives: gives("text"), client: got{body: "text"}, trace: []string{"-response-body|"}},
		{name: "a body from a pipe", rules: []string{"response-body: {file: pipe}"}, gives: gives("text"), client: got{body: "text"}, trace: []string{"-response-body|"}},
		{name: "a token from a pipe", rules: []string{"auth: {bearer: {token-file: pipe}}"}, gives: gives("text"), client: got{body: "text"}, trace: []string{"-auth|"}},
	}
	for name, why := range map[string]string{
		"out":       "the symbolic link out leads out of",
		"absolute":  "the symbolic link absolute leads out of",
		"up/secret": "the symbolic link up leads out of",
		"loop":      "the symbolic link loop leads",
		"zero":      "the symbolic link zero leads out of",
		"pipe":      "pipe is a named pipe, not a file",
	} {
		all = append(all,
			scenario{name: name + " of a directory", rules: []string{"map-local: {directory: ., missing: 404}"}, ask: ask{line: "GET /" + name}, origin: seen{nothing: true}, client: got{status: 404, any: true}, trace: []string{"map-local|" + why}},
			scenario{name: name + " by name", rules: []string{"map-local: {file: " + name + ", missing: next}"}, gives: gives("text"), client: got{body: "text"}, trace: []string{"-map-local|" + why}})
	}
	play(t, s, all)
	_, err := rulefile.Read(filepath.Join(s.dir, "x.yaml"), []byte("rules: [{name: r, actions: [{script: {file: pipe}}]}]"), s.kinds)
	if err == nil || !strings.Contains(err.Error(), "pipe is not an ordinary file") {
		t.Errorf("a script from a pipe: %v", err)
	}
}
