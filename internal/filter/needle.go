package filter

import (
	"bytes"
	"regexp"
	"strings"
)

// needle is what is looked for in a text: pieces that follow each other in one
// line, or a regular expression. No pieces are found everywhere.
type needle struct {
	pieces []finder
	re     *regexp.Regexp
	source Value
}

func newNeedle(v Value) *needle {
	n := &needle{source: v}
	if v.Op == Matches {
		n.re, _ = compilePattern(&v) // Parse has checked it
		return n
	}
	texts := []string{v.Text}
	if !v.Quoted {
		texts = strings.Split(v.Text, "*")
	}
	for _, t := range texts {
		if t != "" {
			n.pieces = append(n.pieces, newFinder(t))
		}
	}
	return n
}

func (n *needle) inString(s string) bool { return n.in(octets(s)) }

func (n *needle) in(b []byte) bool {
	switch {
	case n.re != nil:
		return n.re.Match(b)
	case len(n.pieces) == 0:
		return true
	}
	for {
		from, to := n.pieces[0].index(b)
		if from < 0 {
			return false
		}
		if len(n.pieces) == 1 || n.follow(line(b[to:])) {
			return true
		}
		// What is left of this line cannot have the rest either.
		next := bytes.IndexByte(b[to:], '\n')
		if next < 0 {
			return false
		}
		b = b[to+next+1:]
	}
}

func line(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i]
	}
	return b
}

// follow looks for the other pieces, each after the one before it.
func (n *needle) follow(b []byte) bool {
	for i := 1; i < len(n.pieces); i++ {
		_, to := n.pieces[i].index(b)
		if to < 0 {
			return false
		}
		b = b[to:]
	}
	return true
}
