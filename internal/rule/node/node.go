package node

import "strings"

// Kind is what a value is made of.
type Kind uint8

const (
	Scalar  Kind = iota + 1 // text, a number, true or false
	List                    // [a, b]
	Mapping                 // {a: 1}
	Null                    // nothing, null or ~
)

func (k Kind) String() string {
	return [...]string{"", "a single value", "a list", "keys and values", "nothing"}[k]
}

// Style is how a scalar is written.
type Style uint8

const (
	Plain   Style = iota
	Single        // in single quotation marks
	Double        // in double ones
	Literal       // as a block, |
	Folded        // as a block, >
)

// Node is one value of a file. It does not change. All methods may be called on
// nil, which is a value that is not there.
type Node struct {
	Line, Column int   // from 1, in characters
	Kind         Kind  // see also [Node.Is]
	Style        Style // of a scalar
	Flow         bool  // a list or mapping in brackets or braces

	text string
	kids []*Node // items; of a mapping key, value, key, value
	up   *Node
	key  *Node // of a value in a mapping
	doc  *document
}

// document is what the nodes of a file share.
type document struct {
	path  string
	lines []string
	nodes int
	errs  Errors
}

// Is reports whether the value is there and of that kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Path is that of the file.
func (n *Node) Path() string { return n.doc.path }

// Key is the key under which the value stands, or nil.
func (n *Node) Key() *Node {
	if n == nil {
		return nil
	}
	return n.key
}

// Text is what a scalar says, and empty for anything else. Unlike [Node.String] it never
// complains.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.text
}

// Items are the values of a list, or the keys and values of a mapping in turn.
func (n *Node) Items() []*Node {
	if n == nil {
		return nil
	}
	return n.kids
}

// within reports whether n is top or below it.
func (n *Node) within(top *Node) bool {
	for ; n != nil; n = n.up {
		if n == top {
			return true
		}
	}
	return false
}

// found says what is there, for an error.
func (n *Node) found() string {
	if n.Kind != Scalar {
		return n.Kind.String()
	}
	return quoted(n.text)
}

// quoted keeps an error readable when a value is not.
func quoted(s string) string {
	const most = 60
	if r := []rune(s[:min(len(s), 4*most+4)]); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + strings.Map(visible, s) + `"`
}

func visible(r rune) rune {
	switch {
	case r == '\n':
		return '⏎'
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return '�'
	}
	return r
}
