package script

import (
	"errors"
	"path/filepath"
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// Bounds of what an action may ask for.
const (
	minTime, maxTime     = time.Millisecond, 30 * time.Second
	minMemory, maxMemory = 1 << 20, 1 << 30
)

// Parse reads a script of a rule file, such as {file: sign.js, timeout: 500ms}. A
// relative path starts at the directory of the rule file.
func (h *Host) Parse(n *node.Node) (rule.Action, error) {
	m := n.Map("file", "source", "timeout", "memory", "env")
	what, value := m.Only("file", "source")
	d := DefaultLimits()
	o := Options{Env: environment(m.Get("env"))}
	o.Limits.Time = m.Get("timeout").Duration(d.Time, minTime, maxTime)
	o.Limits.Memory = m.Get("memory").Size(d.Memory, minMemory, maxMemory)
	text := value.String("")
	if err := n.Err(); err != nil {
		return nil, err
	}
	if text == "" {
		return nil, value.Expected("a script")
	}
	if what == "file" {
		o.Path = place(n.Path(), text)
	} else {
		o.Source, o.Name, o.Line = text, shortName(n.Path()), linesBefore(value)
	}
	a, err := h.New(o)
	var bad *Error
	switch {
	case errors.As(err, &bad) && what == "source" && bad.Line > 0:
		return nil, value.ErrorAt(offset(text, bad.Line-o.Line), "the script: %s; expected JavaScript that can be run", bad.What)
	case errors.As(err, &bad):
		return nil, value.Errorf("the script: %s; expected JavaScript that can be run", bad.Error())
	case err != nil:
		return nil, value.Errorf("the script cannot be read: %s; expected the path of a file", reason(err))
	}
	return a, nil
}

func environment(n *node.Node) map[string]string {
	env := map[string]string{}
	for _, p := range n.Pairs() {
		env[p.Key.Text()] = p.Value.String("")
	}
	return env
}

func place(rules, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) || rules == "" {
		return path
	}
	return filepath.Join(filepath.Dir(rules), path)
}

// linesBefore is how many lines of the file come before the first of a script
// that stands in it.
func linesBefore(n *node.Node) int {
	if n.Style == node.Literal || n.Style == node.Folded {
		return n.Line
	}
	return n.Line - 1
}

// offset is where a line, from 1, begins.
func offset(text string, line int) int {
	at := 0
	for i := range len(text) {
		if line <= 1 {
			break
		}
		if text[i] == '\n' {
			line--
			at = i + 1
		}
	}
	return at
}
