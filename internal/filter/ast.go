package filter

import "unicode/utf8"

// Expr is a filter that was read. The zero Expr matches everything.
type Expr struct {
	text string
	root Node
}

// Root is the expression as a tree, nil when it is empty and matches
// everything. Whoever changes nodes changes the Expr.
func (e *Expr) Root() Node { return e.root }

// Text is what was read.
func (e *Expr) Text() string { return e.text }

// Node is *And, *Or, *Not or *Cond.
type Node interface {
	// Span is where it stands in the text.
	Span() Span
	format(b []byte, within int) []byte
}

// Span is a part of a text, in octets.
type Span struct{ From, To int }

// ColumnAt is the column of an octet in a text: characters, from 1.
func ColumnAt(text string, at int) int {
	return utf8.RuneCountInString(text[:min(at, len(text))]) + 1
}

// And has at least two Kids, none of them an And.
type And struct {
	Kids []Node
	At   Span
}

// Or has at least two Kids, none of them an Or.
type Or struct {
	Kids []Node
	At   Span
}

// Not negates Kid, which is no Not.
type Not struct {
	Kid Node
	At  Span
}

// Cond is one condition. It holds when one of its values does.
type Cond struct {
	Field  string // the canonical name; empty for a word, which is looked for everywhere
	Key    string // of header, cookie, query, form and json: the name or path
	Values []Value
	At     Span
}

// Value is what a field is compared with.
type Value struct {
	Op     Op
	Text   string // without quotation marks; of a regular expression its source
	To     string // the other end of a Between
	Flags  string // of a regular expression: some of "imsU", in this order
	Quoted bool   // * stands for itself
	At     Span
}

// Op is how a value is compared.
type Op uint8

const (
	Is             Op = iota // as the field does when only a value is given
	Equal                    // the whole value, without wildcards
	Matches                  // a regular expression (RE2)
	Less                     // <
	LessOrEqual              // <=
	Greater                  // >
	GreaterOrEqual           // >=
	Between                  // both ends included; an empty end is open
	Present                  // the key is there; there is no value
)

func (n *And) Span() Span  { return n.At }
func (n *Or) Span() Span   { return n.At }
func (n *Not) Span() Span  { return n.At }
func (n *Cond) Span() Span { return n.At }
