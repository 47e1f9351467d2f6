package rulefile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawFile draws a file as people write them: with comments, in all indentations.
func drawFile(t *rapid.T) (text string, names []string) {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	var b strings.Builder
	b.WriteString(pick("bom", "", bom))
	b.WriteString(pick("head", "", "# ours\n", "enabled: true\n", "---\n# a: b\n\nnotes: x\n"))
	b.WriteString(pick("key", "rules:", "rules: # all") + "\n" + pick("first", "", "\n", "# alone\n\n", "  # first\n"))
	indent := strings.Repeat(" ", rapid.IntRange(0, 4).Draw(t, "indent"))
	n := rapid.IntRange(1, 5).Draw(t, "rules")
	for i := range n {
		if i > 0 {
			b.WriteString(pick("gap", "", "", "\n", "\n\n", "\n"+indent+"# alone\n\n", "\n# far left\n\n"))
		}
		b.WriteString(pick("comment", "", "", indent+"# of it\n", indent+"# of it\n"+indent+"# too\n"))
		name := fmt.Sprintf("r%d", i)
		if i == n-1 {
			name = pick("name", "r", "rülé", "r \U0001F980")
		}
		names = append(names, name)
		b.WriteString(drawRule(t, indent, name))
	}
	text = b.String() + pick("tail", "", "# the end\n", "\n\n", "\n# end\n\n", "notes: after\n", indent+"  # inside\n", "...\n")
	if strings.Count(text, "notes: x\n")+strings.Count(text, "notes: after\n") > 1 {
		text = strings.TrimSuffix(text, "notes: after\n")
	}
	if rapid.Bool().Draw(t, "without an end") {
		text = strings.TrimSuffix(text, "\n")
	}
	if rapid.Bool().Draw(t, "CRLF") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text, names
}

func drawRule(t *rapid.T, indent, name string) string {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	in := indent + "  "
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		return indent + "- {name: " + name + ", actions: [say]}" + pick("c", "", " # why") + "\n"
	case 1:
		return indent + "- name: " + name + "\n" + in + "enabled: false\n" + in + "actions: [say]\n"
	case 2:
		return indent + "-\n" + in + "# inside\n" + in + "name: '" + name + "'\n" + in + "actions:\n" + in + "- say\n"
	case 3:
		return indent + "- match: host:a\n" + in + "name: \"" + name + "\"" + pick("c", "", " # why") + "\n\n" + in + "actions:\n" + in + "  - say:\n" + in + "      words: |\n" + in + "        # no comment\n\n" + in + "        text\n"
	case 4:
		return indent + "-   name: " + name + "\n" + in + "  match: a\n" + in + "     b\n" + in + "  actions: [say,\n" + in + "     say]\n"
	}
	return indent + "- name: " + name + " # why\n" + in + "actions:\n" + in + "  - say: {words: [a,\n" + in + "      b]}\n"
}

// comments are the comments of a text, and lines that look like some.
func comments(text string) (all []string) {
	for line := range strings.Lines(text) {
		if _, c, ok := strings.Cut(line, "#"); ok {
			all = append(all, strings.TrimRight(c, "\r\n"))
		}
	}
	slices.Sort(all)
	return all
}

// An edit and its opposite leave the text as it was, to the octet; and no comment is
// lost by an edit that takes no rule away.
func TestEditAndUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, names := drawFile(t)
		if _, err := Read("f.yaml", []byte(text), testKinds()); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		at := rapid.IntRange(0, len(names)-1).Draw(t, "at")
		to := rapid.IntRange(0, len(names)).Draw(t, "to")
		var edit, undo func(string) (string, error)
		switch kind := rapid.SampledFrom([]string{"switch", "group", "move", "add", "replace"}).Draw(t, "edit"); kind {
		case "switch":
			on := strings.Contains(mustRule(t, text, names[at]), "enabled: false")
			edit = func(s string) (string, error) { return SetEnabled(s, names[at], on) }
			undo = func(s string) (string, error) { return SetEnabled(s, names[at], !on) }
		case "group":
			if !strings.Contains(text, "enabled: true") {
				return
			}
			edit = func(s string) (string, error) { return SetGroupEnabled(s, false) }
			undo = func(s string) (string, error) { return SetGroupEnabled(s, true) }
		case "move":
			edit = func(s string) (string, error) { return Move(s, names[at], to) }
			undo = func(s string) (string, error) { return Move(s, names[at], at) }
		case "add":
			edit = func(s string) (string, error) { return Add(s, "# new\nname: new\nactions:\n- say\n", to) }
			undo = func(s string) (string, error) { return Remove(s, "new") }
		case "replace":
			was := mustRule(t, text, names[at])
			edit = func(s string) (string, error) { return Replace(s, names[at], was) }
			undo = func(s string) (string, error) { return s, nil }
		}
		changed, err := edit(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if _, err := Read("f.yaml", []byte(changed), testKinds()); err != nil {
			t.Fatalf("%v\n%s\n---\n%s", err, text, changed)
		}
		kept := comments(changed)
		for _, c := range comments(text) {
			i := slices.Index(kept, c)
			if i < 0 {
				t.Fatalf("the comment %q is gone:\n%s", c, changed)
			}
			kept = slices.Delete(kept, i, i+1)
		}
		back, err := undo(changed)
		if err != nil {
			t.Fatalf("%v\n%s", err, changed)
		}
		if back == text+"\n" || back == text+"\r\n" {
			return // a block of text at the end of a file needs the end of its line
		}
		if back != text {
			t.Fatalf("%q\nbecame\n%q\nand then\n%q", text, changed, back)
		}
	})
}

func mustRule(t *rapid.T, text, name string) string {
	s, err := Rule(text, name)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

// No edit of any text whatever makes a file of it that cannot be read, or that says
// something else besides; it refuses instead.
func FuzzEdit(f *testing.F) {
	f.Add(written, "slow", "name: n\nactions: [say]\n", 1)
	f.Add("rules:\n- name: a\n  notes: |+\n    x\n\n- name: b\n", "b", "- name: c\n- name: d\n", 0)
	f.Add("{rules: [{name: a}]}", "a", "{name: b}", 0)
	f.Add("rules: &x\n- &y\n  name: a\n- ? name\n  : b\n", "b", "# c\n\n- name: 'd'\n", 9)
	f.Fuzz(func(t *testing.T, text, name, add string, at int) {
		for _, edit := range []func() (string, error){
			func() (string, error) { return Remove(text, name) },
			func() (string, error) { return Move(text, name, at) },
			func() (string, error) { return SetEnabled(text, name, at%2 == 0) },
			func() (string, error) { return SetGroupEnabled(text, at%2 == 0) },
			func() (string, error) { return Add(text, add, at) },
			func() (string, error) { return Replace(text, name, add) },
		} {
			after, err := edit()
			if err != nil {
				if after != text {
					t.Fatalf("an edit that failed (%v) has changed the text to %q", err, after)
				}
				continue
			}
			if _, err := layOut(after); err != nil {
				t.Fatalf("%v\n%q", err, after)
			}
		}
		_, err := Rule(text, name)
		var none *NoRuleError
		if err != nil && errors.As(err, &none) && none.Name != name {
			t.Fatal(err)
		}
	})
}
