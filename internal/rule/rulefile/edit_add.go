package rulefile

import (
	"slices"
	"strings"
)

// Add puts a rule, or several, at a place among the rules, from 0; past the last, or
// less than 0, is at the end. written is as in a file: a rule's keys, or a list of
// rules, with comments.
func Add(text, written string, at int) (string, error) {
	l, err := layRules(text)
	if err != nil {
		return text, err
	}
	body, said, err := asItems(written)
	if err != nil {
		return text, err
	}
	if len(l.bodies) == 0 {
		if err := l.beginList(); err != nil {
			return text, err
		}
		at = 0
	}
	body = l.shifted(body)
	if at < 0 || at > len(l.bodies) {
		at = len(l.bodies)
	}
	var gap []string
	if len(l.seps) > 0 && onlyBlank(l.seps[0]) {
		gap = l.seps[0]
	}
	if len(l.bodies) > 0 {
		l.seps = slices.Insert(l.seps, max(at-1, 0), gap)
	}
	l.bodies = slices.Insert(l.bodies, at, body)
	return l.checked(text, func(f *facts) { f.rules = slices.Insert(f.rules, at, said...) })
}

// Rule is how a rule is written, its comments included, in a form that [Add] and
// [Replace] take.
func Rule(text, name string) (string, error) {
	l, err := layRules(text)
	if err != nil {
		return "", err
	}
	at, err := l.find(name)
	if err != nil {
		return "", err
	}
	return l.written(at), nil
}

// written is a rule without the indentation of the list.
func (l *layout) written(at int) string {
	var b strings.Builder
	for _, line := range l.bodies[at] {
		b.WriteString(outdented(line, l.dash))
	}
	return b.String()
}

// Replace puts another rule in the place of one. written is as for [Add].
func Replace(text, name, written string) (string, error) {
	l, err := layRules(text)
	if err != nil {
		return text, err
	}
	at, err := l.find(name)
	if err != nil {
		return text, err
	}
	if written == l.written(at) {
		return text, nil
	}
	body, said, err := asItems(written)
	if err != nil {
		return text, err
	}
	l.bodies[at] = l.shifted(body)
	return l.checked(text, func(f *facts) { f.rules = slices.Replace(f.rules, at, at+1, said...) })
}

// shifted gives lines the indentation and the ends that those of the rules have.
func (l *layout) shifted(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\n")
		if line != "" {
			line = strings.Repeat(" ", l.dash) + line
		}
		out[i] = line + l.eol
	}
	return out
}

// beginList makes room for the first rule, below the key.
func (l *layout) beginList() error {
	switch {
	case l.top.Flow:
		return &EditError{"all of it is in braces"}
	case l.rules == nil:
		at := len(l.head)
		for at > 0 && strings.HasPrefix(l.head[at-1], "...") {
			at--
		}
		l.tail = l.head[at:]
		l.head = append(slices.Clone(l.head[:at]), "rules:"+l.eol)
		return nil
	}
	at := l.rules.Key().Line - 1
	line := l.head[at]
	key, rest, ok := strings.Cut(line, ":")
	rest = strings.TrimLeft(rest, " ")
	for _, empty := range []string{"[]", "~", "null"} {
		if r, had := strings.CutPrefix(rest, empty); had {
			line = key + ":" + r
			if trimmed := strings.TrimRight(r, " \r\n"); trimmed != "" && !strings.HasPrefix(trimmed, " ") {
				return &EditError{"what its rules are is not in one line"}
			}
			break
		}
	}
	if !ok {
		return &EditError{"its rules are not under a key of their own"}
	}
	l.tail = l.head[at+1:]
	l.head = append(slices.Clone(l.head[:at]), line)
	return nil
}

// emptyList says that there are no rules any more.
func (l *layout) emptyList() {
	at := l.rules.Key().Line - 1
	l.head = slices.Clone(l.head)
	key, rest, _ := strings.Cut(l.head[at], ":")
	l.head[at] = key + ": []" + rest
}
