package rulefile

import (
	"slices"
	"strings"

	"rockxy/internal/rule/node"
)

// facts are what a file says, however it is written.
type facts struct {
	rules []fact
	on    bool   // the group
	rest  string // all other keys
}

// fact is what a rule says.
type fact struct {
	on   bool
	rest string
}

func factsOf(top *node.Node) *facts {
	f := &facts{}
	f.on, f.rest = sayings(top, "enabled", "rules")
	for _, item := range value(top, "rules").Items() {
		f.rules = append(f.rules, factOf(item))
	}
	return f
}

func factOf(item *node.Node) (f fact) {
	f.on, f.rest = sayings(item, "enabled")
	return f
}

// sayings tells whether a mapping is on, and what it says besides some keys.
func sayings(n *node.Node, without ...string) (on bool, rest string) {
	switch {
	case n.Is(node.Null):
		return true, ""
	case !n.Is(node.Mapping):
		return true, n.Canonical()
	}
	on = true
	for _, p := range n.Pairs() {
		key := p.Key.Text()
		if key == "enabled" {
			on = !strings.EqualFold(p.Value.Text(), "false")
		}
		if !slices.Contains(without, key) {
			rest += p.Key.Canonical() + ":" + p.Value.Canonical() + ","
		}
	}
	return on, rest
}

// checked is the new text if it says what it should: what the file said before,
// with a change. An edit that went wrong is none.
func (l *layout) checked(before string, change func(*facts)) (string, error) {
	want := factsOf(l.top)
	change(want)
	after := l.text()
	n, err := node.Read("", []byte(after))
	if err != nil {
		return before, &EditError{"another part of it depends on the rule"}
	}
	if got := factsOf(n); want.equals(got) {
		return after, nil
	}
	if l.chopped { // what is the last rule now may need the end of its line
		l.chopped = false
		return l.checked(before, change)
	}
	return before, &EditError{"it is written in a way that needs a person"}
}

func (f *facts) equals(g *facts) bool {
	return slices.Equal(f.rules, g.rules) && f.on == g.on && f.rest == g.rest
}
