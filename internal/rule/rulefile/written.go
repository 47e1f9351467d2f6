package rulefile

import (
	"strings"

	"rockxy/internal/rule/node"
)

// asItems makes lines of a list, without indentation, of rules as they are
// written, and what each of them says.
func asItems(written string) (lines []string, said []fact, err error) {
	n, err := node.Read("", []byte(written))
	if err != nil {
		return nil, nil, err
	}
	written = strings.TrimRight(strings.ReplaceAll(strings.TrimPrefix(written, bom), "\r\n", "\n"), "\n") + "\n"
	for line := range strings.Lines(written) {
		if line != "---\n" {
			lines = append(lines, line)
		}
	}
	switch {
	case n.Is(node.Mapping) && len(n.Items()) > 0:
		return dashed(lines, n.Column-1), []fact{factOf(n)}, nil
	case n.Is(node.List) && !n.Flow && len(n.Items()) > 0:
		for _, item := range n.Items() {
			said = append(said, factOf(item))
		}
		for i, line := range lines {
			lines[i] = outdented(line, n.Column-1)
		}
		return lines, said, nil
	}
	return nil, nil, n.Expected("a rule, which has at least name and actions")
}

// dashed puts the lines of a mapping under a dash; column is how far to the right
// its keys are.
func dashed(lines []string, column int) []string {
	done := false
	for i, line := range lines {
		line = outdented(line, column)
		switch {
		case blank(line):
		case !done && comment(line):
		case !done:
			line, done = "- "+line, true
		default:
			line = "  " + line
		}
		lines[i] = line
	}
	return lines
}

// Names are those of rules as [Add] takes them.
func Names(written string) (all []string, err error) {
	n, err := node.Read("", []byte(written))
	if err != nil {
		return nil, err
	}
	items := []*node.Node{n}
	if n.Is(node.List) {
		items = n.Items()
	}
	for _, item := range items {
		all = append(all, value(item, "name").Text())
	}
	return all, nil
}

// outdented is a line without its first blanks, at most so many.
func outdented(line string, most int) string {
	return line[min(most, len(line)-len(strings.TrimLeft(line, " "))):]
}
