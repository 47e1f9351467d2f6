package rulefile

import (
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/rule/node"
)

const off = "enabled: false"

// SetEnabled switches a rule on or off. One that does not say is on: switching it off
// adds a line, and switching it on again takes that line away.
func SetEnabled(text, name string, on bool) (string, error) {
	l, err := layOut(text)
	if err != nil {
		return text, err
	}
	at, err := l.find(name)
	if err != nil {
		return text, err
	}
	item := l.rules.Items()[at]
	lines, changed, err := l.switched(item, on, true)
	if err != nil || !changed {
		return text, err
	}
	return l.with(lines).checked(text, func(f *facts) { f.rules[at].on = on })
}

// SetGroupEnabled switches all of a file on or off.
func SetGroupEnabled(text string, on bool) (string, error) {
	l, err := layOut(text)
	if err != nil {
		return text, err
	}
	if l.top.Is(node.Null) {
		if on {
			return text, nil
		}
		return l.with(append(slices.Clone(l.head), off+l.eol)).checked(text, func(f *facts) { f.on = on })
	}
	lines, changed, err := l.switched(l.top, on, false)
	if err != nil || !changed {
		return text, err
	}
	return l.with(lines).checked(text, func(f *facts) { f.on = on })
}

// switched are all lines of the file after the switch of a mapping.
func (l *layout) switched(n *node.Node, on, rule bool) (lines []string, changed bool, err error) {
	lines = slices.Clone(l.head)
	v := value(n, "enabled")
	switch {
	case v == nil && on, v != nil && v.Is(node.Scalar) && strings.EqualFold(v.Text(), strconv.FormatBool(on)):
		return lines, false, nil
	case v != nil && on && rule && l.takeAway(&lines, n, v):
		return lines, true, nil
	case v != nil:
		at := v.Line - 1
		col := octetOf(lines[at], v.Column)
		if !v.Is(node.Scalar) || v.Style != node.Plain || !strings.HasPrefix(lines[at][col:], v.Text()) {
			return nil, false, &EditError{"what it says of enabled is not true or false"}
		}
		lines[at] = lines[at][:col] + strconv.FormatBool(on) + lines[at][col+len(v.Text()):]
		return lines, true, nil
	case n.Flow:
		at := n.Line - 1
		col := octetOf(lines[at], n.Column)
		if !strings.HasPrefix(lines[at][col:], "{") {
			return nil, false, &EditError{"a rule in it has an anchor"}
		}
		lines[at] = lines[at][:col+1] + off + ", " + lines[at][col+1:]
		return lines, true, nil
	}
	at := n.Line - 1 // in front of the first key
	if name := value(n, "name"); rule && name != nil {
		at = name.Line // below the name
	}
	return slices.Insert(lines, at, strings.Repeat(" ", n.Column-1)+off+l.eol), true, nil
}

// takeAway removes what switching a rule off has added.
func (l *layout) takeAway(lines *[]string, n, v *node.Node) bool {
	at := v.Line - 1
	if n.Flow {
		line := (*lines)[at]
		col := octetOf(line, n.Column+1)
		if n.Line != v.Line || !strings.HasPrefix(line[col:], off+", ") {
			return false
		}
		(*lines)[at] = line[:col] + line[col+len(off+", "):]
		return true
	}
	name := value(n, "name")
	if name == nil || name.Line != at || strings.TrimRight((*lines)[at], "\r\n") != strings.Repeat(" ", n.Column-1)+off {
		return false
	}
	*lines = slices.Delete(*lines, at, at+1)
	return true
}

// with is the file with other lines.
func (l *layout) with(lines []string) *layout {
	l.head = lines
	return l
}
