package rulefile

import (
	"fmt"
	"slices"

	"rockxy/internal/filter"
)

// Edits take the text of a file and return another, in which every octet that is
// not of the rule concerned is as it was. Comments right above a rule belong
// to it and go where it goes; blank lines, and comments that stand alone, stay
// where they are. Adding a rule and removing it, moving one there and back, and
// switching one off and on again, give the same text.
//
// Edits look at the form of a file alone: whether the rules say something that
// makes sense is for [Read] to say, before and after.
//
// The error of a text that is not YAML is a *node.Errors, that of a rule which is
// not there a *NoRuleError, and an *EditError says that the file is written in a
// way which cannot be changed without a person.

// EditError is a file that can only be changed by hand.
type EditError struct{ Why string }

func (e *EditError) Error() string {
	return "the file cannot be changed in this way: " + e.Why
}

// Hint says what to do about it.
func (e *EditError) Hint() string { return "edit the file by hand; nothing was changed" }

// NoRuleError is a name that no rule has.
type NoRuleError struct {
	Name string
	Near string // what may have been meant
}

func (e *NoRuleError) Error() string { return fmt.Sprintf("there is no rule %q", e.Name) }

// Hint says what may have been meant.
func (e *NoRuleError) Hint() string {
	if e.Near == "" {
		return "rockxy rules list shows what there is"
	}
	return fmt.Sprintf("there is one called %q", e.Near)
}

// find is the place of the rule with a name among the rules.
func (l *layout) find(name string) (int, error) {
	var names []string
	for i, item := range l.rules.Items() {
		if n := value(item, "name"); n != nil {
			if n.Text() == name {
				return i, nil
			}
			names = append(names, n.Text())
		}
	}
	return 0, &NoRuleError{name, filter.Nearest(name, names)}
}

// Remove takes a rule out, with the comments right above it.
func Remove(text, name string) (string, error) {
	l, err := layRules(text)
	if err != nil {
		return text, err
	}
	at, err := l.find(name)
	if err != nil {
		return text, err
	}
	l.drop(at)
	if len(l.bodies) == 0 {
		l.emptyList()
	}
	return l.checked(text, func(f *facts) { f.rules = slices.Delete(f.rules, at, at+1) })
}

// drop takes a rule out, and the blank lines that kept it apart.
func (l *layout) drop(at int) {
	var between []string
	switch before, after := l.sep(at-1), l.sep(at); {
	case at == len(l.bodies)-1 && onlyBlank(before):
	case at == len(l.bodies)-1:
		l.tail = slices.Concat(before, l.tail)
	case at == 0 && onlyBlank(after):
	case at == 0:
		for blank(after[0]) {
			after = after[1:]
		}
		l.head = slices.Concat(l.head, after)
	case onlyBlank(before):
		between = after
	case onlyBlank(after):
		between = before
	default:
		between = slices.Concat(before, after)
	}
	l.bodies = slices.Delete(l.bodies, at, at+1)
	switch {
	case len(l.seps) == 0:
	case at == 0:
		l.seps = l.seps[1:]
	case at == len(l.bodies):
		l.seps = l.seps[:at-1]
	default:
		l.seps = slices.Replace(l.seps, at-1, at+1, between)
	}
}

// sep is what is between a rule and the next one.
func (l *layout) sep(i int) []string {
	if i < 0 || i >= len(l.seps) {
		return nil
	}
	return l.seps[i]
}

func onlyBlank(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return !blank(line) })
}

// Move makes a rule the one at a place, from 0, past the last meaning the last.
func Move(text, name string, to int) (string, error) {
	l, err := layRules(text)
	if err != nil {
		return text, err
	}
	from, err := l.find(name)
	if err != nil {
		return text, err
	}
	to = max(0, min(to, len(l.bodies)-1))
	l.bodies = moved(l.bodies, from, to)
	return l.checked(text, func(f *facts) { f.rules = moved(f.rules, from, to) })
}

func moved[T any](list []T, from, to int) []T {
	one := list[from]
	return slices.Insert(slices.Delete(list, from, from+1), to, one)
}

// Position is the place of a rule, from 0.
func Position(text, name string) (int, error) {
	l, err := layRules(text)
	if err != nil {
		return 0, err
	}
	return l.find(name)
}
