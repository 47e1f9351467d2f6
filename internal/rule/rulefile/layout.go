package rulefile

import (
	"strings"

	"rockxy/internal/rule/node"
)

// layout is the text of a file taken apart into lines, each with its end: what
// is in front of the rules, the rules, what is between them, and the rest.
type layout struct {
	bom     bool
	eol     string // of most lines
	chopped bool   // the last line had no end in the text

	top   *node.Node
	rules *node.Node // the value of the key, nil without one
	dash  int        // octets in front of the "-" of each rule

	head   []string
	bodies [][]string // of each rule, with the comments right above it
	seps   [][]string // blank lines, and comments that stand alone
	tail   []string
}

const bom = "\uFEFF"

// layRules takes a text apart. The error is a *node.Errors, or an *EditError for rules
// that are not written one below the other.
func layRules(text string) (*layout, error) {
	l, err := layOut(text)
	if err != nil || len(l.rules.Items()) == 0 {
		return l, err
	}
	return l, l.split(l.head)
}

// layOut makes all of a text the head.
func layOut(text string) (*layout, error) {
	l := &layout{eol: "\n", dash: 2}
	text, l.bom = strings.CutPrefix(text, bom)
	if first, _, ok := strings.Cut(text, "\n"); ok && strings.HasSuffix(first, "\r") {
		l.eol = "\r\n"
	}
	if l.chopped = text != "" && !strings.HasSuffix(text, "\n"); l.chopped {
		text += l.eol // which a block of text at the end is taken to have
	}
	var err error
	if l.top, err = node.Read("", []byte(text)); err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(text, "\n")
	l.head = lines[:len(lines)-1] // what is after the last end
	l.rules = value(l.top, "rules")
	return l, nil
}

// value is that of a key of a mapping, nil without one.
func value(n *node.Node, key string) *node.Node {
	if !n.Is(node.Mapping) {
		return nil
	}
	for _, p := range n.Pairs() {
		if p.Key.Text() == key {
			return p.Value
		}
	}
	return nil
}

// split finds the rules in the lines.
func (l *layout) split(lines []string) error {
	items := l.rules.Items()
	if !l.rules.Is(node.List) || l.rules.Flow || l.top.Flow {
		return &EditError{"its rules are in brackets, not one below the other"}
	}
	l.dash = l.rules.Column - 1
	end := l.last(lines)
	at := make([]int, len(items), len(items)+1) // the line of each dash
	for i, item := range items {
		at[i] = l.dashOf(lines, item)
		if at[i] < 0 || i > 0 && at[i] <= at[i-1] || at[i] >= end {
			return &EditError{"a rule in it is an alias, or not written in lines of its own"}
		}
	}
	at = append(at, end)
	from := l.above(lines, 0, at[0])
	l.head = lines[:from]
	for i := range items {
		next := l.contentEnd(lines, at[i], at[i+1])
		l.bodies = append(l.bodies, lines[from:next])
		if i == len(items)-1 {
			l.tail = lines[next:]
			break
		}
		from = l.above(lines, next, at[i+1])
		l.seps = append(l.seps, lines[next:from])
	}
	return nil
}

// dashOf is the line with the dash of a rule, -1 when there is none.
func (l *layout) dashOf(lines []string, item *node.Node) int {
	for i := min(item.Line, len(lines)) - 1; i >= 0; i-- {
		line := lines[i]
		if len(line) > l.dash && line[l.dash] == '-' && strings.TrimLeft(line[:l.dash], " ") == "" && strings.ContainsRune(" \t\r\n", rune(line[l.dash+1])) {
			return i
		}
		if i < item.Line-1 && !blank(line) && !comment(line) {
			return -1
		}
	}
	return -1
}

// last is the line at which the rules are over.
func (l *layout) last(lines []string) int {
	end := len(lines)
	for _, p := range l.top.Pairs() {
		if p.Key.Line > l.rules.Line {
			end = min(end, p.Key.Line-1)
		}
	}
	for i := l.rules.Line; i < end; i++ {
		if strings.HasPrefix(lines[i], "...") {
			return i
		}
	}
	return end
}

// above is where the comments right above a line begin, not before low.
func (l *layout) above(lines []string, low, at int) int {
	for at > low && l.outside(lines[at-1]) {
		at--
	}
	return at
}

// contentEnd is the line after the last one that says something for a rule.
func (l *layout) contentEnd(lines []string, low, at int) int {
	for at > low+1 && (blank(lines[at-1]) || l.outside(lines[at-1])) {
		at--
	}
	return at
}

// outside reports whether a line is a comment that is not within a rule: those
// further to the right are, or are part of a text.
func (l *layout) outside(line string) bool {
	return comment(line) && len(line)-len(strings.TrimLeft(line, " ")) <= l.dash
}

func blank(line string) bool   { return strings.TrimSpace(line) == "" }
func comment(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }

// text puts the lines together.
func (l *layout) text() string {
	var b strings.Builder
	if l.bom {
		b.WriteString(bom)
	}
	put := func(lines []string) {
		for _, line := range lines {
			b.WriteString(line)
		}
	}
	put(l.head)
	for i, body := range l.bodies {
		if i > 0 {
			put(l.seps[i-1])
		}
		put(body)
	}
	put(l.tail)
	if l.chopped {
		return strings.TrimSuffix(b.String(), l.eol)
	}
	return b.String()
}
