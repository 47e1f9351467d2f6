package app

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/rule/rulefile"
)

// The API changes the same files as the commands do, and leaves alone what a change is
// not about.
func TestRulesAreEditedOverTheSocket(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	c := dialled(t, a)
	text := func() string {
		t.Helper()
		b, err := os.ReadFile(RulesFile(cfg.Data, "g"))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := 0
	const one, two = "  # of one\n  - name: one\n    actions: [block]\n", "  - name: two\n    actions:\n    - block: 404\n"
	for _, tt := range []struct {
		edit api.RuleEdit
		want string
	}{
		{api.RuleEdit{Do: "add", Text: "# of one\nname: one\nactions: [block]\n"}, "rules:\n" + one},
		{api.RuleEdit{Do: "add", Text: "- name: two\n  actions:\n  - block: 404\n", At: &first}, "rules:\n" + two + one},
		{api.RuleEdit{Do: "move", Rule: "two"}, "rules:\n" + one + two},
		{api.RuleEdit{Do: "disable", Rule: "two"}, "rules:\n" + one + "  - name: two\n    enabled: false\n    actions:\n    - block: 404\n"},
		{api.RuleEdit{Do: "enable", Rule: "two"}, "rules:\n" + one + two},
		{api.RuleEdit{Do: "disable"}, "enabled: false\nrules:\n" + one + two},
		{api.RuleEdit{Do: "write", Text: "# anew\nrules:\n" + one + two}, "# anew\nrules:\n" + one + two},
		{api.RuleEdit{Do: "replace", Rule: "two", Text: "name: three\nactions: [block]"}, "# anew\nrules:\n" + one + "  - name: three\n    actions: [block]\n"},
		{api.RuleEdit{Do: "remove", Rule: "three"}, "# anew\nrules:\n" + one},
	} {
		tt.edit.Group = "g"
		if _, err := c.EditRules(t.Context(), tt.edit); err != nil || text() != tt.want {
			t.Fatalf("%s: %v\n%s", tt.edit.Do, err, text())
		}
	}
	if got := inForce(a.rules); got != "g/one" {
		t.Error(got)
	}
	if got, err := c.RuleText(t.Context(), "g", "one"); err != nil || got != "# of one\n- name: one\n  actions: [block]\n" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := c.RuleText(t.Context(), "g", ""); err != nil || got != text() {
		t.Errorf("%q, %v", got, err)
	}

	before := text()
	for _, tt := range []struct {
		edit   api.RuleEdit
		status int
		line   int
	}{
		{api.RuleEdit{Group: "g", Do: "add", Text: "name: x\nactons: []\n"}, http.StatusUnprocessableEntity, 2},
		{api.RuleEdit{Group: "g", Do: "add", Text: "name: one\nactions: [block]\n"}, http.StatusUnprocessableEntity, 6},
		{api.RuleEdit{Group: "g", Do: "write", Text: "rules: ["}, http.StatusUnprocessableEntity, 1},
		{api.RuleEdit{Group: "g", Do: "remove", Rule: "on"}, http.StatusConflict, 0},
		{api.RuleEdit{Group: "h", Do: "remove", Rule: "one"}, http.StatusConflict, 0},
		{api.RuleEdit{Group: "../h", Do: "add", Text: "name: x\nactions: [block]\n"}, http.StatusBadRequest, 0},
		{api.RuleEdit{Group: "g", Do: "improve"}, http.StatusBadRequest, 0},
	} {
		_, err := c.EditRules(t.Context(), tt.edit)
		var bad *api.Error
		if !errors.As(err, &bad) || bad.Status != tt.status || tt.line > 0 && (len(bad.Problems) == 0 || bad.Problems[0].Line != tt.line) {
			t.Errorf("%+v: %+v", tt.edit, err)
		}
	}
	if text() != before {
		t.Error("what was refused has changed the file")
	}
}

// A file that has a mistake already is not changed, and is told where the mistake
// is in it, not where it would be after the change.
func TestEditOfAFileWithMistakes(t *testing.T) {
	data := t.TempDir()
	path := RulesFile(data, "a")
	writeRules(t, path, named("one")+"  - nmae: x\n")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Count(string(text), "\n")
	_, err = EditRules(data, path, Kinds(), func(text string) (string, error) { return rulefile.SetEnabled(text, "one", false) })
	if want := fmt.Sprintf("%s:%d:5: ", path, wrong); err == nil || !strings.Contains(err.Error(), "has mistakes as it is") || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %s", err, want)
	}
	_, err = EditRules(data, path, Kinds(), func(string) (string, error) { return "rules: 1\n", nil })
	if err == nil || !strings.Contains(err.Error(), "could not be read after it") || !strings.Contains(err.Error(), path+":1:8") {
		t.Error(err)
	}
}
