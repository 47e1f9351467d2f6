package filter

import "strings"

// Limits of a filter's text.
const (
	MaxLength = 4 << 10 // octets
	MaxDepth  = 100     // parentheses and negations in each other
)

// Parse reads a filter. An empty one matches everything. The error is a
// *[SyntaxError].
func Parse(text string) (*Expr, error) {
	if len(text) > MaxLength {
		return nil, &SyntaxError{Column: ColumnAt(text, MaxLength), Found: "more", Want: "at most 4096 octets"}
	}
	p := parser{scanner: scanner{text}}
	if bad := p.control(); bad != nil {
		return nil, bad
	}
	p.blanks()
	if p.i == len(text) {
		return &Expr{text: text}, nil
	}
	root, bad := p.or()
	if bad == nil && p.i < len(text) {
		bad = p.fail(p.i, ")", "the end: no parenthesis is open here")
	}
	if bad != nil {
		return nil, bad
	}
	return &Expr{text: text, root: root}, nil
}

type parser struct {
	scanner
	i     int
	depth int
	// program is how large the regular expressions are so far.
	program int
	group   *field // the field before the parenthesis: status:(404 or 500)
}

func (p *parser) fail(at int, found, want string) *SyntaxError {
	return &SyntaxError{Column: ColumnAt(p.text, at), Found: found, Want: want}
}

func (p *parser) blanks() {
	for p.i < len(p.text) && isBlank(p.text[p.i]) {
		p.i++
	}
}

// operator takes one of the words, when it is next.
func (p *parser) operator(names ...string) bool {
	p.blanks()
	for _, name := range names {
		end := p.i + len(name)
		if end <= len(p.text) && strings.EqualFold(p.text[p.i:end], name) && (p.ends(end) || p.text[end] == '(') {
			p.i = end
			return true
		}
	}
	return false
}

func (p *parser) or() (Node, *SyntaxError) {
	kids, bad := p.chain(p.and, func() bool { return p.operator("or", "||", "|") })
	if bad != nil || len(kids) == 1 {
		return first(kids), bad
	}
	flat := &Or{At: spanOf(kids)}
	for _, k := range kids {
		if o, ok := k.(*Or); ok {
			flat.Kids = append(flat.Kids, o.Kids...)
		} else {
			flat.Kids = append(flat.Kids, k)
		}
	}
	return flat, nil
}

func (p *parser) and() (Node, *SyntaxError) {
	kids, bad := p.chain(p.unary, func() bool { return p.operator("and", "&&", "&") || p.another() })
	if bad != nil || len(kids) == 1 {
		return first(kids), bad
	}
	flat := &And{At: spanOf(kids)}
	for _, k := range kids {
		if a, ok := k.(*And); ok {
			flat.Kids = append(flat.Kids, a.Kids...)
		} else {
			flat.Kids = append(flat.Kids, k)
		}
	}
	return flat, nil
}

func (p *parser) chain(one func() (Node, *SyntaxError), more func() bool) (kids []Node, bad *SyntaxError) {
	for {
		k, bad := one()
		if bad != nil {
			return nil, bad
		}
		kids = append(kids, k)
		if !more() {
			return kids, nil
		}
	}
}

func first(kids []Node) Node {
	if len(kids) == 0 {
		return nil
	}
	return kids[0]
}

func spanOf(kids []Node) Span {
	return Span{kids[0].Span().From, kids[len(kids)-1].Span().To}
}

// another reports whether a term follows without an operator.
func (p *parser) another() bool {
	p.blanks()
	if p.i == len(p.text) || p.text[p.i] == ')' {
		return false
	}
	at := p.i
	or := p.operator("or", "||", "|")
	p.i = at
	return !or
}

const wantCondition = "a word or a condition such as host:example.com"

func (p *parser) unary() (Node, *SyntaxError) {
	p.blanks()
	at := p.i
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fail(at, p.text[at:min(at+1, len(p.text))], "at most 100 parentheses or negations in each other")
	}
	defer func() { p.depth-- }()
	switch {
	case at == len(p.text):
		return nil, p.fail(at, "", wantCondition)
	case p.text[at] == ')':
		return nil, p.fail(at, ")", wantCondition)
	case p.text[at] == '(':
		return p.parentheses()
	case p.text[at] == '-' || p.text[at] == '!':
		p.i++
		if p.ends(p.i) {
			return nil, p.fail(p.i, p.text[p.i:min(p.i+1, len(p.text))], wantCondition+" right after "+p.text[at:p.i])
		}
	case p.operator("not"):
	default:
		if p.operator("or", "||", "|", "and", "&&", "&") {
			bad := p.fail(at, p.text[at:p.i], wantCondition)
			bad.Suggest = quote(p.text[at:p.i])
			return nil, bad
		}
		return p.term()
	}
	kid, bad := p.unary()
	if bad != nil {
		return nil, bad
	}
	return negate(kid, Span{at, p.i}), nil
}

func negate(kid Node, at Span) Node {
	if n, ok := kid.(*Not); ok {
		return n.Kid
	}
	return &Not{Kid: kid, At: at}
}

func (p *parser) parentheses() (Node, *SyntaxError) {
	at := p.i
	p.i++
	n, bad := p.or()
	if bad != nil {
		return nil, bad
	}
	p.blanks()
	if p.i == len(p.text) {
		bad := p.fail(p.i, "", "a closing parenthesis for the one in column "+itoa(ColumnAt(p.text, at)))
		return nil, bad
	}
	p.i++ // or stops at nothing else
	return n, nil
}
