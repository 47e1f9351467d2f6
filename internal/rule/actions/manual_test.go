package actions

import (
	"os"
	"strings"
	"testing"

	"rockxy/internal/rule/rulefile"
)

// The manual has a row for each kind, and what it shows can be read: whole
// files, rules and actions.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	manual := string(text)
	for _, k := range Kinds(Deps{}) {
		if row := "| `" + k.Name + "` | " + k.Summary + " | " + strings.Join(rulefile.PhaseNames(k.Phases), ", ") + " |\n"; !strings.Contains(manual, "\n"+row) {
			t.Errorf("the manual does not have the row %s", row)
		}
	}
	blocks := strings.Split(manual, "\n```yaml\n")
	for _, b := range blocks[1:] {
		b, _, _ = strings.Cut(b, "\n```\n")
		file := b
		switch {
		case strings.HasPrefix(b, "- name:"):
			file = "rules:\n" + b
		case strings.HasPrefix(b, "- "):
			file = "rules:\n- name: x\n  actions:\n  " + strings.ReplaceAll(b, "\n", "\n  ")
		}
		if _, err := rulefile.Read("docs/rules.md", []byte(file), Kinds(Deps{})); err != nil {
			t.Errorf("%v\n%s", err, b)
		}
	}
	if len(blocks) < 4 {
		t.Error("there are no examples")
	}
}
