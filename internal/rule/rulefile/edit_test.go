package rulefile

import (
	"errors"
	"strings"
	"testing"
)

const written = `# Rules of the team.
enabled: true

rules:
  # answers without the server
  - name: mock # for now
    match: host:a.example
    actions:
      - say: {words: [x]}

  # Below here is what is slow.

  - name: slow
    enabled: false
    actions: # one
      - say:
          words: |
            # not a comment
            text

  - {name: last, actions: [say]}
# the end
`

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(string) (string, error)
		want func(string) string
	}{
		{"off", func(s string) (string, error) { return SetEnabled(s, "mock", false) },
			swap("  - name: mock # for now\n", "  - name: mock # for now\n    enabled: false\n")},
		{"on", func(s string) (string, error) { return SetEnabled(s, "slow", true) }, swap("    enabled: false\n", "")},
		{"off in braces", func(s string) (string, error) { return SetEnabled(s, "last", false) }, swap("{name: last", "{enabled: false, name: last")},
		{"on already", func(s string) (string, error) { return SetEnabled(s, "last", true) }, swap("", "")},
		{"group off", func(s string) (string, error) { return SetGroupEnabled(s, false) }, swap("enabled: true", "enabled: false")},
		{"remove the first", func(s string) (string, error) { return Remove(s, "mock") },
			swap("  # answers without the server\n  - name: mock # for now\n    match: host:a.example\n    actions:\n      - say: {words: [x]}\n\n", "")},
		{"remove the last", func(s string) (string, error) { return Remove(s, "last") }, swap("\n  - {name: last, actions: [say]}\n", "")},
		{"remove in the middle", func(s string) (string, error) { return Remove(s, "slow") },
			swap("  - name: slow\n    enabled: false\n    actions: # one\n      - say:\n          words: |\n            # not a comment\n            text\n\n", "")},
		{"add", func(s string) (string, error) { return Add(s, "# new\nname: n\nactions: [say]\n", -1) },
			swap("[say]}\n", "[say]}\n  # new\n  - name: n\n    actions: [say]\n")},
		{"add in front", func(s string) (string, error) { return Add(s, "- name: n\n  actions: [say]\n", 0) },
			swap("rules:\n", "rules:\n  - name: n\n    actions: [say]\n")},
		{"move", func(s string) (string, error) { return Move(s, "last", 0) }, func(s string) string {
			s = swap("  # answers without the server\n", "  - {name: last, actions: [say]}\n\n  # Below here is what is slow.\n\n  # answers without the server\n")(s)
			s = swap("x]}\n\n  # Below here is what is slow.\n\n", "x]}\n\n")(s)
			return swap("            text\n\n  - {name: last, actions: [say]}\n", "            text\n")(s)
		}},
		{"replace", func(s string) (string, error) {
			return Replace(s, "slow", "- name: quick\n  actions: [say]\n")
		}, swap("  - name: slow\n    enabled: false\n    actions: # one\n      - say:\n          words: |\n            # not a comment\n            text\n", "  - name: quick\n    actions: [say]\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				text := strings.ReplaceAll(written, "\n", eol)
				got, err := tt.edit(text)
				if err != nil {
					t.Fatal(err)
				}
				if got = strings.ReplaceAll(got, eol, "\n"); tt.name != "move" && got != tt.want(written) {
					t.Errorf("%s", got)
				}
				if strings.Contains(got, "\r") {
					t.Errorf("other line ends: %q", got)
				}
				if _, err := Read("f.yaml", []byte(got), testKinds()); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func swap(old, with string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, with, 1) }
}

func TestMoveTakesItsCommentAlong(t *testing.T) {
	got, err := Move(written, "mock", 2)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(got, "rules:\n")
	want := `  - name: slow
    enabled: false
    actions: # one
      - say:
          words: |
            # not a comment
            text

  # Below here is what is slow.

  - {name: last, actions: [say]}

  # answers without the server
  - name: mock # for now
    match: host:a.example
    actions:
      - say: {words: [x]}
# the end
`
	if head+"rules:\n"+want != "# Rules of the team.\nenabled: true\n\nrules:\n"+rest {
		t.Errorf("%s", got)
	}
}

func TestFirstAndLastRule(t *testing.T) {
	for before, want := range map[string]string{
		"":                             "rules:\n  - name: n\n    actions: [say]\n",
		"# ours\nenabled: false\n":     "# ours\nenabled: false\nrules:\n  - name: n\n    actions: [say]\n",
		"rules: [] # none\nnotes: x\n": "rules: # none\n  - name: n\n    actions: [say]\nnotes: x\n",
		"rules:\n\n# end\n":            "rules:\n  - name: n\n    actions: [say]\n\n# end\n",
		"rules: ~":                     "rules:\n  - name: n\n    actions: [say]",
		"\"rules\" : []\r\n":           "\"rules\" :\r\n  - name: n\r\n    actions: [say]\r\n",
		bom + "rules: []\n":            bom + "rules:\n  - name: n\n    actions: [say]\n",
	} {
		got, err := Add(before, "name: n\nactions: [say]", 7)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v", before, got, err)
			continue
		}
		back, err := Remove(got, "n")
		if err != nil || !strings.Contains(back, ": []") {
			t.Errorf("%q, %v", back, err)
		}
		again, err := Add(back, "name: n\nactions: [say]", 0)
		if err != nil || again != got {
			t.Errorf("%q is not %q, %v", again, got, err)
		}
	}
}

func TestGroupThatDoesNotSay(t *testing.T) {
	for before, want := range map[string]string{
		"# a\nrules: []\n": "# a\nenabled: false\nrules: []\n",
		"":                 "enabled: false\n",
		"{rules: []}\n":    "{enabled: false, rules: []}\n",
	} {
		if got, err := SetGroupEnabled(before, false); err != nil || got != want {
			t.Errorf("%q: %q, %v", before, got, err)
		}
		if got, err := SetGroupEnabled(before, true); err != nil || got != before {
			t.Errorf("%q: %q, %v", before, got, err)
		}
	}
}

// What cannot be changed without harm is refused, and stays.
func TestRefusedEdits(t *testing.T) {
	remove := func(s string) (string, error) { return Remove(s, "a") }
	for _, tt := range []struct {
		name, text string
		edit       func(string) (string, error)
	}{
		{"rules in brackets", "rules: [{name: a}, {name: b}]\n", remove},
		{"all in braces", "{rules: []}\n", func(s string) (string, error) { return Add(s, "name: a", 0) }},
		{"an anchor that is needed", "rules:\n- name: a\n  actions: &x [say]\n- name: b\n  actions: *x\n", remove},
		{"an alias as a rule", "notes: &a {name: a}\nrules:\n- *a\n", remove},
		{"text that ends with empty lines", "rules:\n- name: a\n  notes: |+\n    x\n\n\n- name: b\n", func(s string) (string, error) { return Move(s, "a", 1) }},
		{"a name over two lines", "rules:\n- name: a\n    a\n  notes: x\n", func(s string) (string, error) { return SetEnabled(s, "a a", false) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.edit(tt.text)
			var bad *EditError
			if !errors.As(err, &bad) || got != tt.text {
				t.Errorf("%v, %q", err, got)
			}
		})
	}
	var none *NoRuleError
	if _, err := Remove(written, "mokc"); !errors.As(err, &none) || none.Near != "mock" {
		t.Errorf("%v", err)
	}
	if _, err := Add(written, "just text", 0); err == nil {
		t.Error("text was added as a rule")
	}
	if _, err := Remove("a: [", "x"); err == nil {
		t.Error("what is not YAML was changed")
	}
}

// Switches work in files that are written as JSON.
func TestSwitchInJSON(t *testing.T) {
	const text = `{"rules": [{"name": "a", "enabled": true, "actions": []}, {"name": "b"}]}`
	got, err := SetEnabled(text, "a", false)
	if err != nil || got != strings.Replace(text, "true", "false", 1) {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := SetEnabled(text, "b", false); err != nil || !strings.Contains(got, `{enabled: false, "name": "b"}`) {
		t.Errorf("%s, %v", got, err)
	}
}
