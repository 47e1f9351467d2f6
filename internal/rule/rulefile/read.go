package rulefile

import (
	"encoding/json"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// Read reads the text of a file. Relative paths in it are those of its directory.
// The error is a *node.Errors with all mistakes.
func Read(path string, text []byte, kinds []Kind) (*rule.Group, error) {
	f, err := ReadFile(path, text, kinds, nil)
	if err != nil {
		return nil, err
	}
	return f.Group, nil
}

// File is a group and how each of its rules is written.
type File struct {
	*rule.Group
	Shown   [][]Shown // of each rule, its actions as they are written
	written []string  // of each rule, what its actions say
}

// Shown is an action as it is written.
type Shown struct {
	Kind  string
	Value json.RawMessage // null for nothing
}

// ReadFile reads like [Read]. Rules of before, which may be nil, whose actions say
// the same keep those actions, and with them what they know: how full a
// bucket is, say, or the state of a script.
func ReadFile(path string, text []byte, kinds []Kind, before *File) (*File, error) {
	top, err := node.Read(path, text)
	if err != nil {
		return nil, err
	}
	r := reader{kinds: kinds, kept: map[string][]rule.Action{}}
	if before != nil {
		for i, one := range before.Rules {
			r.kept[one.Name+"\x00"+before.written[i]] = one.Actions
		}
	}
	f := &File{Group: &rule.Group{Name: GroupName(path), Path: path}}
	m := top.Map("enabled", "notes", "rules")
	f.Enabled = m.Get("enabled").Bool(true)
	f.Notes = m.Get("notes").String("")
	items := m.Get("rules").Items()
	if rules := m.Get("rules"); rules != nil && !rules.Is(node.List) && !rules.Is(node.Null) {
		_ = rules.Expected("a list of rules")
		items = nil
	}
	if len(items) > MaxRules {
		_ = items[MaxRules].Errorf("more than %d rules; expected another file for the rest", MaxRules)
		items = items[:MaxRules]
	}
	first := map[string]int{}
	for _, item := range items {
		one, written := r.rule(item)
		if line := first[one.Name]; line > 0 && one.Name != "" {
			_ = item.Errorf("the name %q again, which the rule in line %d has; expected another one", one.Name, line)
		}
		first[one.Name] = one.Line
		f.Rules, f.written, f.Shown = append(f.Rules, one), append(f.written, written), append(f.Shown, shown(item))
	}
	if err := top.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// shown are the actions of a rule.
func shown(item *node.Node) []Shown {
	all := []Shown{}
	for _, a := range value(item, "actions").Items() {
		switch {
		case a.Is(node.Scalar):
			all = append(all, Shown{a.Text(), json.RawMessage("null")})
		case a.Is(node.Mapping) && len(a.Items()) == 2:
			all = append(all, Shown{a.Items()[0].Text(), a.Items()[1].JSON()})
		}
	}
	return all
}

// Check says what is wrong with rules as [Add] takes them, in a file at path. The
// error is a *node.Errors.
func Check(path string, written []byte, kinds []Kind) error {
	n, err := node.Read(path, written)
	if err != nil {
		return err
	}
	items := []*node.Node{n}
	if n.Is(node.List) {
		items = n.Items()
	}
	r := reader{kinds: kinds}
	for _, item := range items {
		r.rule(item)
	}
	return n.Err()
}
