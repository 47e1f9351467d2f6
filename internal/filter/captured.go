package filter

import (
	"regexp"
	"strings"
)

// Pattern is a value of path: or url: that says what its wildcards and groups
// stood for.
type Pattern struct {
	re *regexp.Regexp
	of func(url string) string
}

// Patterns are those of the path and url conditions that an expression asks for,
// in its order; those that are negated do not count.
func (e *Expr) Patterns() (all []*Pattern) {
	var walk func(Node)
	walk = func(n Node) {
		switch n := n.(type) {
		case *And:
			for _, k := range n.Kids {
				walk(k)
			}
		case *Or:
			for _, k := range n.Kids {
				walk(k)
			}
		case *Cond:
			if n.Field == "path" || n.Field == "url" {
				for _, v := range n.Values {
					if p := newPattern(n.Field, v); p != nil {
						all = append(all, p)
					}
				}
			}
		}
	}
	if e != nil && e.root != nil {
		walk(e.root)
	}
	return all
}

// ParsePattern reads what may stand after path:, or with "://" in it after url:,
// where it means the whole URL then. The error is a *[SyntaxError].
func ParsePattern(text string) (*Pattern, error) {
	p := parser{scanner: scanner{text}}
	if bad := p.control(); bad != nil {
		return nil, bad
	}
	if source, ok := strings.CutPrefix(text, "~"); ok {
		v := Value{Op: Matches, Text: source, Flags: "i"}
		if bad := p.checkPattern(&v, 1); bad != nil {
			return nil, bad
		}
		return newPattern("path", v), nil
	}
	v, field := Value{Text: text}, "path"
	if strings.Contains(text, "://") {
		field = "url"
	}
	return &Pattern{re: globPattern(v, true), of: partOf(field, v)}, nil
}

// newPattern returns nil for a regular expression that does not compile, which
// Parse does not let through.
func newPattern(field string, v Value) *Pattern {
	p := &Pattern{of: partOf(field, v)}
	switch {
	case v.Op == Matches:
		p.re, _ = compilePattern(&v)
	case field == "url":
		p.re = globPattern(v, false)
	default:
		p.re = globPattern(v, v.Op == Equal || strings.HasPrefix(v.Text, "/") || strings.HasPrefix(v.Text, "*"))
	}
	if p.re == nil {
		return nil
	}
	return p
}

func partOf(field string, v Value) func(string) string {
	switch {
	case field == "url":
		return func(url string) string { return url }
	case v.Op != Matches && strings.ContainsRune(v.Text, '?'):
		return targetOf
	}
	return pathOf
}

// globPattern makes a group of each wildcard; the first ones are short.
func globPattern(v Value, whole bool) *regexp.Regexp {
	texts := []string{v.Text}
	if v.Op != Equal && !v.Quoted {
		texts = strings.Split(v.Text, "*")
	}
	for i := range texts {
		texts[i] = regexp.QuoteMeta(texts[i])
	}
	source := strings.Join(texts, "(.*?)")
	if whole {
		source = "^" + source + "$"
	}
	re, err := regexp.Compile("(?is)" + source)
	if err != nil {
		return nil
	}
	return re
}

// Wildcards is how many there are: the highest number that a template may use.
func (p *Pattern) Wildcards() int { return p.re.NumSubexp() }

// Expand puts what the pattern finds in a URL into a template: $1 or ${1} for the
// first wildcard or group, ${name} for a group with a name, $0 for all of it, $$
// for a dollar. It is false when the pattern does not match.
func (p *Pattern) Expand(template, url string) (string, bool) {
	text := p.of(url)
	at := p.re.FindStringSubmatchIndex(text)
	if at == nil {
		return "", false
	}
	return string(p.re.ExpandString(nil, bracedNumbers(template), text, at)), true
}

// bracedNumbers writes $1 as ${1}, so that what follows does not belong to it.
func bracedNumbers(template string) string {
	var b strings.Builder
	for i := 0; i < len(template); i++ {
		b.WriteByte(template[i])
		if template[i] != '$' || i+1 == len(template) {
			continue
		}
		if template[i+1] == '$' {
			b.WriteByte('$')
			i++
			continue
		}
		j := i + 1
		for j < len(template) && '0' <= template[j] && template[j] <= '9' {
			j++
		}
		if j > i+1 {
			b.WriteString("{" + template[i+1:j] + "}")
			i = j - 1
		}
	}
	return b.String()
}
