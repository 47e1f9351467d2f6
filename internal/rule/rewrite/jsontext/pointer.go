package jsontext

import (
	"fmt"
	"strings"
)

// Pointer is a JSON Pointer (RFC 6901), taken apart.
type Pointer []string

// ParsePointer reads one, such as /items/0/name; the empty one is the whole text.
func ParsePointer(s string) (Pointer, error) {
	if s == "" {
		return Pointer{}, nil
	}
	if s[0] != '/' {
		return nil, fmt.Errorf("%q does not begin with /", s)
	}
	var p Pointer
	for token := range strings.SplitSeq(s[1:], "/") {
		for i := 0; i < len(token); i++ {
			if token[i] == '~' && (i+1 == len(token) || token[i+1] != '0' && token[i+1] != '1') {
				return nil, fmt.Errorf("%q has a ~ that is neither ~0 nor ~1", s)
			}
		}
		p = append(p, strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~"))
	}
	return p, nil
}

func (p Pointer) String() string {
	var b strings.Builder
	for _, token := range p {
		b.WriteString("/" + strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1"))
	}
	return b.String()
}

// index reads the number of an item: digits without a needless zero.
func index(token string) (n int, ok bool) {
	if token == "" || len(token) > 9 || token[0] == '0' && token != "0" {
		return 0, false
	}
	for _, c := range token {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// resolve is the value that a pointer leads to.
func (t text) resolve(p Pointer) (from, to int, err error) {
	from = t.blank(0)
	to = t.end(from)
	for i, token := range p {
		k, ok := t.kid(from, token)
		if !ok {
			return 0, 0, fmt.Errorf("there is nothing at %s", p[:i+1])
		}
		from, to = k.from, k.to
	}
	return from, to, nil
}

// kid is that of the value at with a name or number, the last one.
func (t text) kid(at int, token string) (found kid, ok bool) {
	n, isIndex := index(token)
	for k := range t.kids(at) {
		if k.key >= 0 && t.named(k, token) || k.key < 0 && isIndex && k.i == n {
			found, ok = k, true
		}
	}
	return found, ok
}
