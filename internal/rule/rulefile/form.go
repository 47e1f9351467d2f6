package rulefile

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/rule/node"
)

// Form is a rule in parts, as a form shows it.
type Form struct {
	Name    string
	Enabled bool
	Match   string // as it is written
	After   bool
	Final   bool
	Notes   string
	Actions []Shown
}

// ParseForm takes one rule apart that is written as [Add] takes it, in a file at path.
// The error is a *node.Errors with all that is wrong with it.
func ParseForm(path string, written []byte, kinds []Kind) (Form, error) {
	n, err := node.Read(path, written)
	if err != nil {
		return Form{}, err
	}
	item := n
	if n.Is(node.List) && len(n.Items()) == 1 {
		item = n.Items()[0]
	}
	if !item.Is(node.Mapping) {
		return Form{}, item.Expected("one rule, which has at least name and actions")
	}
	r := reader{kinds: kinds}
	r.rule(item)
	return formOf(item), n.Err()
}

// formOf is what a rule says, whether it makes sense or not.
func formOf(item *node.Node) Form {
	text := func(key string) string { return value(item, key).Text() }
	on := func(key string, unless bool) bool {
		if b, err := strconv.ParseBool(strings.ToLower(text(key))); err == nil {
			return b
		}
		return unless
	}
	return Form{Name: text("name"), Enabled: on("enabled", true), Match: text("match"), After: on("after", false), Final: on("final", false),
		Notes: text("notes"), Actions: shown(item)}
}

// Render writes a rule as [Add] takes it. from is how it was written before, or empty: what
// the form does not show stays as it is there, and so does all that has not changed. Where
// that cannot be done the rule is written anew, and kept is false. What is wrong with the
// rule is for [Check] to say.
func Render(f Form, from string) (text string, kept bool) {
	if strings.TrimSpace(from) != "" {
		if text, ok := rewritten(from, f); ok {
			return text, true
		}
	}
	return fresh(f), strings.TrimSpace(from) == ""
}

// fresh is a rule written anew.
func fresh(f Form) string {
	var lines []string
	for _, key := range formKeys() {
		lines = append(lines, f.lines(key)...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// formKeys are those of a rule, in their usual order.
func formKeys() []string {
	return []string{"name", "enabled", "match", "after", "final", "notes", "actions"}
}

// lines are those of a key, none when it says what goes without saying.
func (f Form) lines(key string) []string {
	switch key {
	case "name":
		return textLines("name", f.Name)
	case "enabled":
		if f.Enabled {
			return nil
		}
		return []string{"enabled: false"}
	case "match":
		return unlessEmpty("match", f.Match)
	case "notes":
		return unlessEmpty("notes", f.Notes)
	case "after", "final":
		if key == "after" && !f.After || key == "final" && !f.Final {
			return nil
		}
		return []string{key + ": true"}
	}
	if len(f.Actions) == 0 {
		if f.Final {
			return nil
		}
		return []string{"actions: []"}
	}
	lines := []string{"actions:"}
	for _, a := range f.Actions {
		lines = append(lines, indented(a.lines(), 2)...)
	}
	return lines
}

func unlessEmpty(key, text string) []string {
	if text == "" {
		return nil
	}
	return textLines(key, text)
}

// lines are those of an action in a list.
func (a Shown) lines() []string {
	var v any
	if len(a.Value) > 0 {
		v = ordered(a.Value)
	}
	if v == nil {
		return []string{"- " + Text(a.Kind)}
	}
	lines := keyLines(a.Kind, v)
	for i := range lines[1:] {
		if lines[i+1] != "" {
			lines[i+1] = "  " + lines[i+1]
		}
	}
	lines[0] = "- " + lines[0]
	return lines
}

// same reports whether two forms say the same.
func (f Form) same(g Form) bool {
	return f.Name == g.Name && f.Enabled == g.Enabled && f.Match == g.Match && f.After == g.After && f.Final == g.Final && f.Notes == g.Notes &&
		slices.EqualFunc(f.Actions, g.Actions, Shown.same)
}

func (a Shown) same(b Shown) bool {
	return a.Kind == b.Kind && bytes.Equal(plainJSON(a.Value), plainJSON(b.Value))
}
