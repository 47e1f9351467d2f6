package rulefile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rockxy/internal/filter"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

type reader struct {
	kinds []Kind
	kept  map[string][]rule.Action // by name and text of the rule they are of
}

func (r *reader) rule(n *node.Node) (one *rule.Rule, written string) {
	one = &rule.Rule{Line: n.Line}
	if !n.Is(node.Mapping) {
		_ = n.Expected("a rule, which has at least name and actions")
		return one, ""
	}
	m := n.Map("name", "enabled", "match", "after", "final", "notes", "actions")
	one.Name = ruleName(m.Need("name"))
	one.Enabled = m.Get("enabled").Bool(true)
	one.Match = match(m.Get("match"))
	one.After = m.Get("after").Bool(false)
	one.Final = m.Get("final").Bool(false)
	one.Notes = m.Get("notes").String("")
	actions := m.Get("actions")
	if actions == nil && !one.Final {
		m.Need("actions") // a rule that is final may have nothing else to do
	}
	written = actions.Canonical()
	kept, ok := r.kept[one.Name+"\x00"+written]
	if ok {
		one.Actions = kept
	} else {
		one.Actions = r.actions(actions, one.Final)
	}
	inTime(m.Get("match"), one, actions.Err() == nil)
	return one, written
}

// inTime refuses a match that nothing can decide before the exchange has ended;
// whole says that all actions were read.
func inTime(n *node.Node, one *rule.Rule, whole bool) {
	messages := one.Final || !whole
	for _, a := range one.Actions {
		messages = messages || a.Phases().Has(rule.Messages)
	}
	late := one.Match.NeverInFlight(messages)
	if late == nil {
		return
	}
	text := one.Match.Text()[late.At.From:late.At.To]
	if one.Match.NeverInFlight(true) == nil {
		_ = n.ErrorAt(late.At.From, "the match: %q is asked of messages, at which no action here takes a turn; expected such an action (message-body, script, breakpoint: messages), or another condition", text)
		return
	}
	_ = n.ErrorAt(late.At.From, "the match: %q is known when the exchange has ended, which is too late for a rule; expected conditions on the client, the request or the response", text)
}

func ruleName(n *node.Node) string {
	name := n.String("")
	switch {
	case n == nil || n.Err() != nil:
	case strings.TrimSpace(name) == "":
		_ = n.Errorf("an empty name; expected one to tell the rule by")
	case utf8.RuneCountInString(name) > MaxName:
		_ = n.Errorf("a name of %d characters; expected at most %d", utf8.RuneCountInString(name), MaxName)
	case strings.ContainsFunc(name, unicode.IsControl):
		_ = n.Errorf("a control character in the name; expected one line of text")
	case strings.TrimSpace(name) != name:
		_ = n.Errorf("a blank around the name %q; expected none", name)
	}
	return name
}

// match reads a filter. What is wrong with it is said at its place in the file.
func match(n *node.Node) *filter.Expr {
	text := n.String("")
	e, err := filter.Parse(text)
	var bad *filter.SyntaxError
	if errors.As(err, &bad) {
		_, what, _ := strings.Cut(bad.Error(), ": ")
		_ = n.ErrorAt(octetOf(text, bad.Column), "the match: %s", strings.Replace(what, ", expected", "; expected", 1))
	} else if err != nil {
		_ = n.Take(err)
	}
	return e
}

// octetOf is where the character with a column, from 1, begins.
func octetOf(text string, column int) int {
	for i := range text {
		if column--; column == 0 {
			return i
		}
	}
	return len(text)
}

func (r *reader) actions(n *node.Node, final bool) (all []rule.Action) {
	items := n.Items()
	switch {
	case n == nil:
		return nil
	case !n.Is(node.List):
		_ = n.Expected("a list of actions, such as [{block: {status: 503}}]")
		return nil
	case len(items) == 0 && !final:
		_ = n.Expected("at least one action")
	case len(items) > MaxActions:
		_ = items[MaxActions].Errorf("more than %d actions; expected another rule for the rest", MaxActions)
		items = items[:MaxActions]
	}
	for _, item := range items {
		if a := r.action(item); a != nil {
			all = append(all, a)
		}
	}
	return all
}

func (r *reader) action(n *node.Node) rule.Action {
	key, value := n.Single("an action")
	if key == nil {
		return nil
	}
	for _, k := range r.kinds {
		if k.Name != key.Text() {
			continue
		}
		a, err := k.Parse(value)
		if err != nil {
			_ = value.Take(err)
			return nil
		}
		if a == nil {
			_ = n.Take(fmt.Errorf("the action %s does nothing; expected one that does", k.Name))
		}
		return a
	}
	_ = key.Unknown("action", names(r.kinds))
	return nil
}
