package view

import (
	"strings"
)

func openXML(m *Message, _ *Options, _ int) (*View, string)  { return openMarkup(m, XML) }
func openHTML(m *Message, _ *Options, _ int) (*View, string) { return openMarkup(m, HTML) }

func openMarkup(m *Message, k Kind) (*View, string) {
	text, note := utf8Text(m)
	start := strings.TrimLeft(string(text[:min(len(text), 4<<10)]), " \t\r\n")
	switch {
	case !isText(m):
		return nil, "it has octets that are no text"
	case !strings.HasPrefix(start, "<") && (k == XML || strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[")):
		return nil, "it does not begin with a tag"
	}
	v := &View{Kind: k}
	v.note(note)
	v.fact("charset", otherCharset(m.Type))
	v.Text = func(p *Printer) {
		w := markup{p: p, html: k == HTML}
		depth := p.depth
		w.write(string(text))
		p.depth = depth
	}
	return v, ""
}

// markup lays out XML and HTML: an element on a line of its own, with what it
// holds indented, unless it holds text alone. Only white space between tags
// is changed; it is for reading, and no parser of either language.
type markup struct {
	p       *Printer
	html    bool
	open    []string // names of elements
	inline  bool     // the last thing was text, or the start of an element
	started bool
}

func (w *markup) write(s string) {
	for s != "" && !w.p.Done() {
		if s[0] != '<' {
			n := strings.IndexByte(s, '<')
			if n < 0 {
				n = len(s)
			}
			w.text(s[:n])
			s = s[n:]
			continue
		}
		n := w.tagEnd(s)
		w.tag(s[:n])
		s = s[n:]
		if raw := w.rawText(); raw != "" {
			n := indexFold(s, "</"+raw)
			if n < 0 {
				n = len(s)
			}
			w.text(s[:n])
			s = s[n:]
		}
	}
}

// tagEnd is how long the tag, comment or declaration at the start of s is.
func (w *markup) tagEnd(s string) int {
	for _, d := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(s, d[0]) {
			return after(s, d[1], len(d[0]))
		}
	}
	quote, subset := byte(0), 0
	for i := 1; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' && s[1] == '!':
			subset++
		case c == ']' && s[1] == '!':
			subset--
		case c == '>' && subset <= 0:
			return i + 1
		}
	}
	return len(s)
}

func after(s, end string, from int) int {
	if n := strings.Index(s[from:], end); n >= 0 {
		return from + n + len(end)
	}
	return len(s)
}

func indexFold(s, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if s[i] == lower[0] && equalFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

func (w *markup) text(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	if !w.inline || strings.ContainsRune(strings.Trim(s, "\r\n \t"), '\n') {
		w.line()
		s = strings.Trim(s, "\r\n")
		w.p.Lines(Plain, dedent(s))
		w.inline = false
		return
	}
	w.p.Lines(Plain, s)
}

// dedent takes off the white space that all lines begin with.
func dedent(s string) string {
	lines := strings.Split(strings.TrimRight(s, " \t\r\n"), "\n")
	shared := -1
	for _, l := range lines {
		if t := strings.TrimLeft(l, " \t"); strings.TrimSpace(l) != "" && (shared < 0 || len(l)-len(t) < shared) {
			shared = len(l) - len(t)
		}
	}
	for i, l := range lines {
		lines[i] = l[min(max(shared, 0), len(l)):]
	}
	return strings.Join(lines, "\n")
}

func (w *markup) line() {
	if w.started && w.p.begun {
		w.p.Line()
	}
	w.started = true
}

func (w *markup) tag(s string) {
	switch {
	case strings.HasPrefix(s, "</"):
		w.end(s)
		return
	case strings.HasPrefix(s, "<![CDATA["):
		if !w.inline {
			w.line()
		}
		w.p.Lines(String, s)
		w.started = true
		return
	case strings.HasPrefix(s, "<!--"):
		w.line()
		w.p.Lines(Comment, s)
		w.inline = false
		return
	case strings.HasPrefix(s, "<?"), strings.HasPrefix(s, "<!"):
		w.line()
		w.p.Lines(Mark, s)
		w.inline = false
		return
	}
	name := tagName(s[1:])
	w.line()
	w.attributes(s, name)
	w.inline = false
	if name == "" || strings.HasSuffix(s, "/>") || w.html && void(strings.ToLower(name)) {
		return
	}
	w.open = append(w.open, name)
	w.p.In()
	w.inline = true
}

func tagName(s string) string {
	n := strings.IndexAny(s, " \t\r\n/>")
	if n < 0 {
		n = len(s)
	}
	return s[:n]
}

// end closes the element of that name, and those in it that were left open.
func (w *markup) end(s string) {
	name := tagName(s[2:])
	for i := len(w.open) - 1; i >= 0 && i >= len(w.open)-100; i-- {
		if w.open[i] != name && (!w.html || !equalFold(w.open[i], name)) {
			continue
		}
		for range len(w.open) - i {
			w.p.Out()
		}
		if i < len(w.open)-1 || !w.inline {
			w.line()
		}
		w.open = w.open[:i]
		w.p.Lines(Tag, s)
		w.inline = false
		return
	}
	w.line()
	w.p.Lines(Bad, s)
	w.inline = false
}

// attributes writes a start tag.
func (w *markup) attributes(s, name string) {
	w.p.Span(Tag, s[:1+len(name)])
	s = s[1+len(name):]
	for s != "" {
		n := strings.IndexAny(s, "=\"'>")
		if n < 0 {
			break
		}
		switch c := s[n]; c {
		case '=':
			w.p.Lines(Key, s[:n])
			w.p.Span(Mark, "=")
			s = s[n+1:]
		case '>':
			w.p.Lines(Tag, s)
			return
		default:
			end := strings.IndexByte(s[n+1:], c)
			if end < 0 {
				w.p.Lines(Bad, s)
				return
			}
			w.p.Lines(String, s[:n+end+2])
			s = s[n+end+2:]
		}
	}
	w.p.Lines(Tag, s)
}

// rawText is the name of the element that was just opened, if HTML does not
// look for tags in it.
func (w *markup) rawText() string {
	if !w.html || !w.inline || len(w.open) == 0 {
		return ""
	}
	switch n := strings.ToLower(w.open[len(w.open)-1]); n {
	case "script", "style", "textarea", "pre", "title":
		return n
	}
	return ""
}

// void elements have no end (HTML §13.1.2).
func void(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}
