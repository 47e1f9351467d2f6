package cli

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"rockxy/internal/app"
)

// Flags become actions as a file has them.
func TestActionFlags(t *testing.T) {
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"--block 503", []string{"block: 503"}},
		{"--block=reset", []string{"block: reset"}},
		{"--map-remote https://a.example:8443", []string{"map-remote: https://a.example:8443"}},
		{"--map-local /srv/x.json", []string{"map-local: {file: /srv/x.json}"}},
		{"--map-local /srv/www/", []string{"map-local: {directory: /srv/www}"}},
		{"--set-header X-A:1 --set-header X-B:b --set-header X-A:two --remove-header Cookie", []string{`request-headers: {set: {X-A: ["1", two], X-B: b}, remove: [Cookie]}`}},
		{"--mark red --action block --remove-response-header ETag", []string{"mark: {color: red}", "response-headers: {remove: [ETag]}", "block"}},
		{"--redirect-dns 10.0.0.5 --throttle edge --delay 400ms", []string{`redirect-dns: "10.0.0.5"`, `delay: "400ms"`, "throttle: edge"}},
		{"", nil},
	} {
		var f actionFlags
		cmd := &cobra.Command{Use: "x", Run: func(*cobra.Command, []string) {}}
		f.add(cmd)
		cmd.SetArgs(strings.Fields(tt.args))
		if err := cmd.Execute(); err != nil {
			t.Fatal(err)
		}
		if got := f.lines(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", tt.args, got)
		}
	}
}

// What presets are made of can be read.
func TestPresetsCanBeRead(t *testing.T) {
	for _, p := range presets() {
		for _, a := range p.actions {
			if _, err := app.CheckRulesText("f.yaml", "rules:\n- name: a\n  actions:\n  - "+a+"\n"); err != nil {
				t.Errorf("%s: %v", p.name, err)
			}
		}
	}
}

func TestNamesOfRulesThatHaveNone(t *testing.T) {
	for _, tt := range []struct {
		action, match, want string
	}{
		{"block: 503", "host:a", "block 503 if host:a"},
		{"block", "", "block"},
		{`map-local: {file: "/x y"}`, "path:/x", "map-local file: /x y if path:/x"},
	} {
		if got := ruleNameOf([]string{tt.action}, tt.match); got != tt.want {
			t.Errorf("%q", got)
		}
	}
	if got := ruleNameOf(nil, strings.Repeat("x", 300)); len([]rune(got)) > 101 {
		t.Errorf("%q", got)
	}
}

// A flag that is left without its value is named, not what it took for one.
func TestBlockWithoutHow(t *testing.T) {
	var said strings.Builder
	status := main([]string{"rules", "add", "--data", t.TempDir(), "--block", "--name", "x"}, IO{Out: io.Discard, Err: &said})
	if status != exitUsage || !strings.Contains(said.String(), "--block wants to know how: a status such as 503, or close, reset or hang, not --name") {
		t.Errorf("%d: %s", status, said.String())
	}
}

// A file to answer with that is not there is told when the rule is made; the rule
// is made all the same.
func TestMapLocalOfNothing(t *testing.T) {
	var said strings.Builder
	status := main([]string{"rules", "add", "--data", t.TempDir(), "--map-local", filepath.Join(t.TempDir(), "me.json")}, IO{Out: io.Discard, Err: &said})
	if status != exitOK || !strings.Contains(said.String(), "me.json is not there yet; until it is, the server answers") {
		t.Errorf("%d: %s", status, said.String())
	}
}

// The name of a group where that of a rule belongs is known for what it is.
func TestGroupInThePlaceOfARule(t *testing.T) {
	data := t.TempDir()
	run := func(args ...string) (int, string) {
		var said strings.Builder
		return main(append([]string{"rules", "--data", data}, args...), IO{Out: io.Discard, Err: &said}), said.String()
	}
	if status, said := run("add", "--group", "staging", "--block", "404"); status != exitOK {
		t.Fatal(said)
	}
	if status, said := run("disable", "staging"); status == exitOK || !strings.Contains(said, "but a group of that name") || !strings.Contains(said, "--group staging") {
		t.Errorf("%d: %s", status, said)
	}
}
