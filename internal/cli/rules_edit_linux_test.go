package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/app"
	"rockxy/internal/testkit"
)

// At a terminal a person edits until all of it is right, or gives up and nothing
// was changed.
func TestRulesAreEditedUntilTheyAreRight(t *testing.T) {
	const before = "rules:\n  # mine\n  - name: a\n    actions: [block]\n"
	for _, tt := range []struct {
		name, answer, want string
		code               int
	}{
		{"goes on", "y\n", "rules:\n  # mine\n  - name: b\n    actions: [block]\n", exitOK},
		{"gives up", "n\n", before, exitFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := app.RulesFile(dir, "g")
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
			// The first time it makes a mistake, the second time it mends it.
			t.Setenv("VISUAL", `f() { if grep -q blok "$1"; then sed -i 's/blok/block/' "$1"; else sed -i 's/name: a/name: b/; s/block/blok/' "$1"; fi; }; f`)
			person, terminal, err := testkit.Terminal()
			if err != nil {
				t.Fatal(err)
			}
			defer person.Close()
			defer terminal.Close()
			if _, err := person.WriteString(tt.answer); err != nil {
				t.Fatal(err)
			}
			var out, errs strings.Builder
			code := main([]string{"rules", "edit", "a", "--data", dir}, IO{terminal, bufio.NewWriter(&out), &errs})
			if text, err := os.ReadFile(file); err != nil || string(text) != tt.want || code != tt.code {
				t.Errorf("%q, %v, status %d", text, err, code)
			}
			if !strings.Contains(errs.String(), `the rule:3:13: the action "blok"`) || !strings.Contains(errs.String(), "Go on editing?") {
				t.Errorf("%s", errs.String())
			}
		})
	}
}
