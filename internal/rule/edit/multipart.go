package edit

import (
	"bytes"
	"strings"
)

// maxParts bounds what is taken apart.
const maxParts = 10_000

// parts is a multipart form (RFC 7578, RFC 2046 §5.1.1) in pieces that make up the
// body.
type parts struct {
	boundary string
	before   []byte // up to the first boundary
	all      []formPart
	after    []byte // from the last boundary on
	lf       string // how lines end
}

// formPart is a part, from its boundary on up to the next one.
type formPart struct {
	line, head, value []byte
	end               []byte // the line break that belongs to the next boundary
	name              [2]int // where in head the name is, without its quotation marks
}

// partList takes a form apart. ok is false when it is none.
func partList(body []byte, boundary string) (*parts, *list, bool) {
	p := &parts{boundary: boundary, lf: "\r\n"}
	l := &list{as: asIs{}}
	marks := boundaries(body, boundary)
	if boundary == "" || len(marks) == 0 || len(marks) > maxParts {
		return nil, nil, false
	}
	p.before = body[:marks[0].start]
	for i, m := range marks {
		if m.last || i == len(marks)-1 {
			if !m.last {
				return nil, nil, false
			}
			p.after = body[m.start:]
			break
		}
		next := marks[i+1]
		part, ok := cutPart(body[m.start:m.end], body[m.end:max(m.end, next.broken)])
		if !ok {
			return nil, nil, false
		}
		part.end = body[next.broken:next.start]
		if !bytes.HasSuffix(part.line, []byte("\r\n")) {
			p.lf = "\n"
		}
		e := entry{at: len(p.all), value: part.value, name: part.fieldName(), locked: part.name[1] == 0}
		e.file = part.isFile()
		p.all = append(p.all, part)
		l.all = append(l.all, e)
	}
	return p, l, true
}

// mark is a line with a boundary: broken is where the line break before it begins.
type mark struct {
	broken, start, end int
	last               bool
}

func boundaries(body []byte, boundary string) (all []mark) {
	delimiter := []byte("--" + boundary)
	for at := 0; ; {
		i := bytes.Index(body[at:], delimiter)
		if i < 0 {
			return all
		}
		m := mark{start: at + i, broken: at + i}
		at += i + len(delimiter)
		if m.start > 0 && body[m.start-1] != '\n' {
			continue
		}
		if m.start > 0 {
			if m.broken--; m.broken > 0 && body[m.broken-1] == '\r' {
				m.broken--
			}
		}
		rest := body[at:]
		if m.last = bytes.HasPrefix(rest, []byte("--")); m.last {
			return append(all, m)
		}
		blank := len(rest) - len(bytes.TrimLeft(rest, " \t"))
		rest = rest[blank:]
		switch {
		case bytes.HasPrefix(rest, []byte("\r\n")):
			m.end = at + blank + 2
		case bytes.HasPrefix(rest, []byte("\n")):
			m.end = at + blank + 1
		default:
			continue
		}
		all = append(all, m)
		at = m.end
	}
}

// cutPart takes a part apart. The line break between head and value belongs to the
// head.
func cutPart(line, text []byte) (formPart, bool) {
	p := formPart{line: line}
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return p, false
		}
		one := bytes.TrimRight(text[at:at+i], "\r")
		if len(one) == 0 {
			p.head, p.value = text[:at+i+1], text[at+i+1:]
			return p, true
		}
		if name, _, _ := bytes.Cut(one, []byte(":")); strings.EqualFold(string(name), "content-disposition") {
			if from, to, ok := parameter(one, "name"); ok {
				p.name = [2]int{at + from, at + to}
			}
		}
		at += i + 1
	}
}

// parameter finds a parameter of a field line; from and to are where its value is,
// without quotation marks.
func parameter(line []byte, name string) (from, to int, ok bool) {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			at := i + 1
			for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
				at++
			}
			if at+len(name) >= len(line) || !strings.EqualFold(string(line[at:at+len(name)]), name) || line[at+len(name)] != '=' {
				continue
			}
			from = at + len(name) + 1
			return valueAt(line, from)
		}
	}
	return 0, 0, false
}

func valueAt(line []byte, from int) (start, end int, ok bool) {
	if from < len(line) && line[from] == '"' {
		from++
		for i := from; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '"':
				return from, i, true
			}
		}
		return 0, 0, false
	}
	end = from
	for end < len(line) && line[end] != ';' && line[end] != ' ' && line[end] != '\t' {
		end++
	}
	return from, end, end > from
}

// Names are written as browsers do (HTML, multipart/form-data encoding algorithm).
var (
	nameEscapes   = strings.NewReplacer("\"", "%22", "\r", "%0D", "\n", "%0A")
	nameUnescapes = strings.NewReplacer("%22", "\"", "%0D", "\r", "%0A", "\n", `\"`, `"`)
)

func (p *formPart) fieldName() []byte {
	return []byte(nameUnescapes.Replace(string(p.head[p.name[0]:p.name[1]])))
}

// isFile reports whether the value is not text: a file, or encoded.
func (p *formPart) isFile() bool {
	for line := range bytes.Lines(p.head) {
		name, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(":"))
		switch strings.ToLower(string(name)) {
		case "content-disposition":
			_, _, file := parameter(line, "filename")
			_, _, extended := parameter(line, "filename*")
			if file || extended {
				return true
			}
		case "content-transfer-encoding":
			switch strings.ToLower(string(bytes.TrimSpace(value))) {
			case "7bit", "8bit", "binary":
			default:
				return true
			}
		}
	}
	return false
}

// join writes what became of a form. ok is false when that would be another one than
// was meant.
func (p *parts) join(l *list) (out []byte, ok bool) {
	delimiter := []byte("--" + p.boundary)
	out = append(out, p.before...)
	changed := false
	for _, e := range l.all {
		changed = changed || e.changed
		name := nameEscapes.Replace(string(e.name))
		if e.at < 0 {
			out = append(append(append(out, delimiter...), p.lf...), `Content-Disposition: form-data; name="`+name+`"`+p.lf+p.lf...)
			out = append(append(out, e.value...), p.lf...)
			continue
		}
		part := &p.all[e.at]
		out = append(out, part.line...)
		if e.changed && !bytes.Equal(e.name, part.fieldName()) {
			out = append(append(append(out, part.head[:part.name[0]]...), name...), part.head[part.name[1]:]...)
		} else {
			out = append(out, part.head...)
		}
		out = append(append(out, e.value...), part.end...)
	}
	out = append(out, p.after...)
	if !changed {
		return out, true
	}
	_, again, ok := partList(out, p.boundary)
	return out, ok && len(again.all) == len(l.all)
}
