package rulefile

import (
	"slices"
	"strings"

	"rockxy/internal/rule/node"
)

// sheet is a rule as it is written, in lines without their ends.
type sheet struct {
	lines []string
	keys  []span
	left  int // octets in front of the keys
	item  *node.Node
	dash  int // the line of the dash in front, -1 for none
	at    int // where it is in the line
}

// span is the lines of one key.
type span struct {
	key      string
	from, to int
	value    *node.Node
}

// rewritten changes a rule where it is written, to say what a form says. It reports whether
// the result says that.
func rewritten(from string, f Form) (string, bool) {
	from = strings.ReplaceAll(strings.TrimPrefix(from, bom), "\r\n", "\n")
	s := spread(from)
	if s == nil {
		return "", false
	}
	was := formOf(s.item)
	if was.same(f) {
		return from, true
	}
	for _, key := range formKeys() {
		if slices.Equal(was.lines(key), f.lines(key)) {
			continue
		}
		if key == "actions" && s.actions(was.Actions, f.Actions) {
			continue
		}
		s.put(key, indented(f.lines(key), s.left))
	}
	text := s.text()
	if again := spread(text); again == nil || !formOf(again.item).same(f) {
		return "", false
	}
	return text, true
}

// spread takes a rule apart; nil for one that is not written in lines of its own.
func spread(text string) *sheet {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	n, err := node.Read("", []byte(text))
	if err != nil {
		return nil
	}
	s := &sheet{lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n"), item: n, dash: -1}
	if n.Is(node.List) && !n.Flow && len(n.Items()) == 1 {
		if s.item = n.Items()[0]; !s.takeDash() {
			return nil
		}
	}
	if !s.item.Is(node.Mapping) || s.item.Flow || len(s.item.Items()) == 0 || !s.span() {
		return nil
	}
	return s
}

// takeDash makes the dash in front of a rule a blank, until the lines are put together.
func (s *sheet) takeDash() bool {
	for i := s.item.Line - 1; i >= 0; i-- {
		trimmed := strings.TrimLeft(s.lines[i], " ")
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			continue
		case trimmed != "-" && !strings.HasPrefix(trimmed, "- "):
			if i == s.item.Line-1 { // the first key, which may be below the dash
				continue
			}
			return false
		}
		s.dash, s.at = i, len(s.lines[i])-len(trimmed)
		s.lines[i] = strings.TrimRight(s.lines[i][:s.at]+" "+s.lines[i][s.at+1:], " ")
		return true
	}
	return false
}

// span finds the lines of each key.
func (s *sheet) span() bool {
	pairs := s.item.Pairs()
	s.left = pairs[0].Key.Column - 1
	for i, p := range pairs {
		from, to := p.Key.Line-1, len(s.lines)
		if i+1 < len(pairs) {
			to = pairs[i+1].Key.Line - 1
		}
		if p.Key.Column-1 != s.left || from >= to || from < 0 || to > len(s.lines) || strings.TrimSpace(s.lines[from][:min(s.left, len(s.lines[from]))]) != "" {
			return false
		}
		for to > from+1 && s.apart(s.lines[to-1]) {
			to--
		}
		s.keys = append(s.keys, span{p.Key.Text(), from, to, p.Value})
	}
	return true
}

// apart reports whether a line is blank, or a comment that is not within a value.
func (s *sheet) apart(line string) bool {
	return blank(line) || comment(line) && len(line)-len(strings.TrimLeft(line, " ")) <= s.left || strings.HasPrefix(line, "...")
}

// find is the place of a key among the keys, -1 for none.
func (s *sheet) find(key string) int {
	return slices.IndexFunc(s.keys, func(k span) bool { return k.key == key })
}

// put makes lines those of a key, none takes it away.
func (s *sheet) put(key string, lines []string) {
	if i := s.find(key); i >= 0 {
		k := s.keys[i]
		if len(lines) == 1 && k.to == k.from+1 {
			lines = []string{lines[0] + k.remark(s.lines[k.from])}
		}
		s.replace(k.from, k.to, lines)
		if s.keys[i].to = k.from + len(lines); len(lines) == 0 {
			s.keys = slices.Delete(s.keys, i, i+1)
		}
		return
	}
	at, order := s.keys[0].from, formKeys()
	place := 0
	for i, k := range s.keys {
		if before := slices.Index(order, k.key); before >= 0 && before < slices.Index(order, key) {
			at, place = k.to, i+1
		}
	}
	s.replace(at, at, lines)
	s.keys = slices.Insert(s.keys, place, span{key: key, from: at, to: at + len(lines)})
}

// replace puts lines in the place of others, and moves what is behind.
func (s *sheet) replace(from, to int, lines []string) {
	s.lines = slices.Replace(s.lines, from, to, lines...)
	by := len(lines) - (to - from)
	for i := range s.keys {
		if k := &s.keys[i]; k.from >= to && k.to > from {
			k.from, k.to = k.from+by, k.to+by
		}
	}
}

// remark is the comment behind a value that is in one line with its key.
func (k span) remark(line string) string {
	if !k.value.Is(node.Scalar) || k.value.Style == node.Literal || k.value.Style == node.Folded {
		return ""
	}
	at := octetOf(line, k.value.Column)
	rest := line[min(at, len(line)):]
	end := len(k.value.Text())
	if q := map[node.Style]byte{node.Single: '\'', node.Double: '"'}[k.value.Style]; q != 0 {
		end = strings.LastIndexByte(rest, q) + 1
		if i := strings.Index(rest, string(q)+" #"); i >= 0 {
			end = i + 1
		}
	}
	if end > len(rest) || !strings.HasPrefix(strings.TrimLeft(rest[end:], " \t"), "#") {
		return ""
	}
	return rest[end:]
}

// text puts the lines together, with the dash.
func (s *sheet) text() string {
	lines := slices.Clone(s.lines)
	if s.dash >= 0 {
		line := lines[s.dash]
		line += strings.Repeat(" ", max(0, s.at+1-len(line)))
		lines[s.dash] = line[:s.at] + "-" + line[s.at+1:]
	}
	return strings.Join(lines, "\n") + "\n"
}
