package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// term reads a word or a condition.
func (p *parser) term() (Node, *SyntaxError) {
	at := p.i
	if p.group != nil {
		return p.condition(p.group, at)
	}
	switch c := p.text[at]; {
	case c == '"', c == '\'' && p.closes(at), c == '~', c == '/':
		return p.needle("", at)
	}
	name, end := p.name(at)
	if name == "" || end == len(p.text) {
		return p.needle("", at)
	}
	f := lookup(name)
	rest := p.text[end:]
	switch {
	case rest[0] == ':' && f != nil:
		p.i = end + 1
		return p.condition(f, at)
	case rest[0] == ':' && !p.isAddress(at, end):
		return nil, p.unknownField(at, end)
	case f != nil && strings.HasPrefix(rest, "!="):
		p.i = end + 2
		kid, bad := p.condition(f, at)
		if bad != nil {
			return nil, bad
		}
		return negate(kid, Span{at, p.i}), nil
	case f != nil && f.ordered() && (rest[0] == '<' || rest[0] == '>'):
		p.i = end
		return p.condition(f, at)
	}
	return p.needle("", at)
}

// closes reports whether the quotation mark at i has its other half.
func (p *parser) closes(i int) bool {
	_, end := p.quoted(i)
	return end > 0 && p.ends(end)
}

// name is what could be the name of a field at i.
func (p *parser) name(i int) (name string, end int) {
	for end = i; end < len(p.text); end++ {
		c := lower(p.text[end])
		if 'a' <= c && c <= 'z' || end > i && ('0' <= c && c <= '9' || c == '.' || c == '-' || c == '_') {
			continue
		}
		break
	}
	return p.text[i:end], end
}

// isAddress reports whether a word with a colon is a URL, host:port or an IPv6
// address, not a condition on a field. A single label before a port counts as
// a host unless the name of a field of numbers is near.
func (p *parser) isAddress(at, colon int) bool {
	word := p.text[at:p.word(at, "")]
	name, rest := p.text[at:colon], p.text[colon+1:at+len(word)]
	if strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, ":") {
		return true
	}
	if _, err := netip.ParseAddr(word); err == nil {
		return true
	}
	port := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		port = rest[:i]
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return false
	}
	return nearestOf(name, max(1, len(name)/3), (*field).ordered) == ""
}

func (f *field) ordered() bool { return f.kind == numberKind || f.kind == tlsKind }

// condition reads what follows a field's name; the whole begins at at.
func (p *parser) condition(f *field, at int) (Node, *SyntaxError) {
	if p.i < len(p.text) && p.text[p.i] == '(' && p.group == nil {
		p.group = f
		defer func() { p.group = nil }()
		return p.parentheses()
	}
	c := &Cond{Field: f.Name}
	var bad *SyntaxError
	switch f.kind {
	case needleKind:
		return p.needle(f.Name, at)
	case headerKind, trailerKind, cookieKind, queryKind, formKind, jsonKind:
		bad = p.keyed(f, c)
	default:
		bad = p.list(f, c)
	}
	if bad != nil {
		return nil, bad
	}
	if !p.ends(p.i) {
		return nil, p.fail(p.i, p.text[p.i:p.word(p.i, "")], "a blank or the end after the value")
	}
	c.At = Span{at, p.i}
	if f.column == Host {
		return withPorts(c), nil
	}
	return c, nil
}

// list reads values between commas.
func (p *parser) list(f *field, c *Cond) (bad *SyntaxError) {
	stop := ""
	if f.list {
		stop = ","
	}
	for {
		var v Value
		switch {
		case f.kind == flagKind:
			v, bad = p.flag(f)
		case f.ordered():
			v, bad = p.number(f)
		default:
			v, bad = p.textValue(f, stop)
		}
		if bad != nil {
			return bad
		}
		c.Values = append(c.Values, v)
		if !f.list || p.i == len(p.text) || p.text[p.i] != ',' {
			return nil
		}
		p.i++
	}
}

// needle reads a text to look for, or a regular expression. A bare one that is
// all there is to it goes to the end of the word.
func (p *parser) needle(field string, at int) (Node, *SyntaxError) {
	f := lookup(field)
	if f == nil {
		f = &field0
	}
	v, bad := p.textValue(f, "")
	if bad != nil {
		return nil, bad
	}
	return &Cond{Field: field, Values: []Value{v}, At: Span{at, p.i}}, nil
}

var field0 = field{kind: needleKind, column: 0, want: wantCondition}

// strict reports whether /…/ could be a path.
func (f *field) strict() bool {
	return f.Name == "" || f.column == URL || f.column == App
}

// textValue reads a value as text, in quotation marks, as a regular expression
// or after = as it is.
func (p *parser) textValue(f *field, stop string) (v Value, bad *SyntaxError) {
	v.At.From = p.i
	if bad := p.missing(f); bad != nil {
		return v, bad
	}
	switch c := p.text[p.i]; {
	case c == '"', c == '\'' && p.closes(p.i):
		v.Quoted = true
		v.Text, bad = p.inQuotes()
	case c == '~':
		p.i++
		bad = p.pattern(f, &v, stop)
	case c == '=' && f.Name != "" && f.kind != needleKind:
		p.i++
		v.Op, v.Quoted = Equal, true
		if bad := p.missing(f); bad != nil {
			return v, bad
		}
		if p.text[p.i] == '"' {
			v.Text, bad = p.inQuotes()
			break
		}
		v.Text = p.take(stop)
	default:
		if c == '/' {
			if source, flags, end := p.regex(p.i, f.strict(), stop); end > 0 {
				v.Op, v.Text, v.Flags = Matches, source, flags
				bad = p.checkPattern(&v, p.i+1)
				p.i = end
				break
			}
		}
		v.Text = p.take(stop)
		if v.Text == "" {
			bad = p.fail(p.i, p.text[p.i:p.i+1], f.want)
		}
	}
	if bad == nil {
		v.At.To = p.i
		bad = f.check(p, &v)
	}
	return v, bad
}

func (p *parser) missing(f *field) *SyntaxError {
	if !p.ends(p.i) {
		return nil
	}
	found := ""
	if p.i < len(p.text) {
		found = p.text[p.i : p.i+1]
	}
	return p.fail(p.i, found, f.want)
}

func (p *parser) take(stop string) string {
	end := p.word(p.i, stop)
	text := p.text[p.i:end]
	p.i = end
	return text
}

func (p *parser) inQuotes() (string, *SyntaxError) {
	at := p.i
	text, end := p.quoted(at)
	if end < 0 {
		return "", p.fail(at, p.text[at:], "a closing quotation mark")
	}
	p.i = end
	if c := p.i; c < len(p.text) && !p.ends(c) && p.text[c] != ',' {
		bad := p.fail(c, p.text[c:p.word(c, "")], "a blank after the closing quotation mark")
		if whole := p.text[at:p.word(c, "")]; !strings.Contains(whole, "'") {
			bad.Suggest = "'" + whole + "'"
		}
		return "", bad
	}
	return text, nil
}

// pattern reads a regular expression after ~: /…/flags, quoted or a word. Only
// the first counts case.
func (p *parser) pattern(f *field, v *Value, stop string) (bad *SyntaxError) {
	v.Op, v.Flags = Matches, "i"
	if p.ends(p.i) {
		bad = p.missing(f)
		bad.Want = "a regular expression after ~"
		return bad
	}
	from := p.i
	switch p.text[p.i] {
	case '"':
		v.Text, bad = p.inQuotes()
		from++
	case '/':
		if source, flags, end := p.regex(p.i, false, stop); end > 0 {
			v.Text, v.Flags, p.i = source, flags, end
			from++
			break
		}
		fallthrough
	default:
		v.Text = p.take(stop)
	}
	v.Text = unescapeSlash(v.Text)
	if bad == nil {
		bad = p.checkPattern(v, from)
	}
	return bad
}
