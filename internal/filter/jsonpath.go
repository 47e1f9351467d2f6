package filter

import (
	"strconv"
	"strings"
)

// step is one step of a path.
type step struct {
	kind  stepKind
	name  string
	index int // negative counts from the end
}

type stepKind uint8

const (
	member stepKind = iota + 1 // .name, ['name']
	item                       // [n]
	all                        // [*], .*
	deep                       // ..name: at any depth; ..* is every value
)

const maxSteps = 50

// path reads a path and returns it in its canonical form. The $ at its
// beginning can be left out.
func (p *parser) path(f *field) (string, *SyntaxError) {
	at := p.i
	rest := p.text[p.i:]
	if p.text[at] == '"' {
		text, end := p.quoted(at)
		if end < 0 {
			return "", p.fail(at, rest, "a closing quotation mark")
		}
		steps, n, ok := parsePath(text)
		if !ok || n < len(text) {
			return "", p.fail(at+1+n, text[min(n, len(text)):], f.want)
		}
		p.i = end
		return formatPath(steps), nil
	}
	steps, n, ok := parsePath(rest)
	if !ok {
		return "", p.fail(at+n, rest[n:max(n, p.word(at, "")-at)], "a path such as $.user.id, $.items[0], $['a b'] or $..id")
	}
	p.i += n
	return formatPath(steps), nil
}

// parsePath reads as much of s as is a path: n octets.
func parsePath(s string) (steps []step, n int, ok bool) {
	if strings.HasPrefix(s, "$") {
		n = 1
	} else if name := pathName(s); name != "" {
		steps, n = append(steps, step{kind: member, name: name}), len(name)
	} else if s == "" || s[0] != '.' && s[0] != '[' {
		return nil, 0, false
	}
	for n < len(s) && (s[n] == '.' || s[n] == '[') {
		st, size := readStep(s[n:])
		if size == 0 || len(steps) == maxSteps {
			return nil, n, false
		}
		steps = append(steps, st)
		n += size
	}
	return steps, n, true
}

func readStep(s string) (st step, size int) {
	if rest, ok := strings.CutPrefix(s, ".."); ok {
		if name := pathName(rest); name != "" {
			return step{kind: deep, name: name}, 2 + len(name)
		}
		if st, size := readBracket(rest); size > 0 && st.kind == member {
			st.kind = deep
			return st, 2 + size
		}
		return st, 0
	}
	if rest, ok := strings.CutPrefix(s, "."); ok {
		name := pathName(rest)
		switch name {
		case "":
			return st, 0
		case "*":
			return step{kind: all}, 2
		}
		return step{kind: member, name: name}, 1 + len(name)
	}
	return readBracket(s)
}

func readBracket(s string) (st step, size int) {
	if len(s) < 3 || s[0] != '[' {
		return st, 0
	}
	if s[1] == '\'' || s[1] == '"' {
		name, end := scanner{s}.quoted(1)
		if end < 0 || end >= len(s) || s[end] != ']' {
			return st, 0
		}
		return step{kind: member, name: name}, end + 1
	}
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return st, 0
	}
	if s[1:end] == "*" {
		return step{kind: all}, end + 1
	}
	n, err := strconv.ParseInt(s[1:end], 10, 32)
	if err != nil {
		return st, 0
	}
	return step{kind: item, index: int(n)}, end + 1
}

const pathStops = "$.[]()=~<>!:'\"\\, \t\r\n"

func pathName(s string) string {
	if i := strings.IndexAny(s, pathStops); i >= 0 {
		return s[:i]
	}
	return s
}

func formatPath(steps []step) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, st := range steps {
		switch st.kind {
		case all:
			b.WriteString("[*]")
		case item:
			b.WriteString("[" + itoa(st.index) + "]")
		case member, deep:
			dot := "."
			if st.kind == deep {
				dot = ".."
			}
			switch {
			case pathName(st.name) == st.name && st.name != "" && (st.name != "*" || st.kind == deep):
				b.WriteString(dot + st.name)
			case st.kind == deep:
				b.WriteString(".." + bracket(st.name))
			default:
				b.WriteString(bracket(st.name))
			}
		}
	}
	return b.String()
}

func bracket(name string) string {
	return "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "']"
}
