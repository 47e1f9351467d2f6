package jsondiff

import (
	"strconv"
	"strings"

	"rockxy/internal/view/linediff"
)

// Difference is what is different between two values.
type Difference struct {
	// Lines are all lines of both values, laid out alike; see linediff.Condense.
	Lines   []linediff.Line
	Changes []Change // at most MaxChanges
	More    int      // changes that are not among them
}

// Change is a place where the values differ. A value that is not there is empty.
type Change struct {
	Path        string // such as $.items[3].price; of an item that is in one alone, its index there
	Left, Right string // as JSON in one line
}

// MaxChanges is how many changes are listed.
const MaxChanges = 1000

// Compare compares two JSON texts. The error is that one of them is none, is nested too
// deeply, or has too many values.
func Compare(left, right []byte) (*Difference, error) {
	a, err := read(left)
	if err != nil {
		return nil, err
	}
	b, err := read(right)
	if err != nil {
		return nil, err
	}
	c := comparing{}
	c.compare("$", "", a, b, 0, "")
	return &c.Difference, nil
}

// comparing is a comparison that is going on.
type comparing struct{ Difference }

func (c *comparing) line(op linediff.Op, depth int, text string) {
	c.Lines = append(c.Lines, linediff.Line{Op: op, Text: strings.Repeat("  ", depth) + text})
}

// compare writes two values, with what stands before them and the comma behind.
func (c *comparing) compare(path, lead string, a, b *value, depth int, comma string) {
	switch {
	case a.open == 0 || a.open != b.open || len(a.kids) == 0 || len(b.kids) == 0:
		if a.String() == b.String() {
			c.all(linediff.Same, lead, a, depth, comma)
			return
		}
		c.change(path, a, b)
		c.all(linediff.Gone, lead, a, depth, comma)
		c.all(linediff.Came, lead, b, depth, comma)
	default:
		c.line(linediff.Same, depth, lead+string(a.open))
		if a.open == '{' {
			c.members(path, a, b, depth+1)
		} else {
			c.items(path, a, b, depth+1)
		}
		c.line(linediff.Same, depth, string(a.open+2)+comma)
	}
}

// all writes a value that is in one alone, or in both.
func (c *comparing) all(op linediff.Op, lead string, v *value, depth int, comma string) {
	if len(v.kids) == 0 {
		c.line(op, depth, lead+v.String()+comma)
		return
	}
	c.line(op, depth, lead+string(v.open))
	for i, k := range v.kids {
		c.all(op, v.lead(i), k, depth+1, v.comma(i))
	}
	c.line(op, depth, string(v.open+2)+comma)
}

// lead is what stands before a kid.
func (v *value) lead(i int) string {
	if v.open == '{' {
		return v.names[i] + ": "
	}
	return ""
}

func (v *value) comma(i int) string {
	if i < len(v.kids)-1 {
		return ","
	}
	return ""
}

func (c *comparing) change(path string, a, b *value) {
	if len(c.Changes) == MaxChanges {
		c.More++
		return
	}
	ch := Change{Path: path}
	if a != nil {
		ch.Left = a.String()
	}
	if b != nil {
		ch.Right = b.String()
	}
	c.Changes = append(c.Changes, ch)
}

// members compares those of the same name in their order.
func (c *comparing) members(path string, a, b *value, depth int) {
	i, j := 0, 0
	for i < len(a.kids) || j < len(b.kids) {
		switch {
		case j == len(b.kids) || i < len(a.kids) && a.names[i] < b.names[j]:
			c.only(linediff.Gone, path+member(a.names[i]), a, i, depth)
			i++
		case i == len(a.kids) || a.names[i] > b.names[j]:
			c.only(linediff.Came, path+member(b.names[j]), b, j, depth)
			j++
		default:
			comma := ","
			if i == len(a.kids)-1 && j == len(b.kids)-1 {
				comma = ""
			}
			c.compare(path+member(a.names[i]), a.lead(i), a.kids[i], b.kids[j], depth, comma)
			i, j = i+1, j+1
		}
	}
}

// only writes a kid that is in one alone.
func (c *comparing) only(op linediff.Op, path string, v *value, i, depth int) {
	if op == linediff.Gone {
		c.change(path, v.kids[i], nil)
	} else {
		c.change(path, nil, v.kids[i])
	}
	c.all(op, v.lead(i), v.kids[i], depth, v.comma(i))
}

// items compares arrays: what is equal is found first, and what is between two of these is
// compared in its order.
func (c *comparing) items(path string, a, b *value, depth int) {
	i, j := 0, 0
	step := func(gone, came int) {
		for gone > 0 && came > 0 {
			comma := ","
			if i == len(a.kids)-1 && j == len(b.kids)-1 {
				comma = ""
			}
			c.compare(path+index(j), "", a.kids[i], b.kids[j], depth, comma)
			i, j, gone, came = i+1, j+1, gone-1, came-1
		}
		for ; gone > 0; gone-- {
			c.only(linediff.Gone, path+index(i), a, i, depth)
			i++
		}
		for ; came > 0; came-- {
			c.only(linediff.Came, path+index(j), b, j, depth)
			j++
		}
	}
	gone, came := 0, 0
	for _, l := range linediff.Edits(texts(a), texts(b)) {
		switch l.Op {
		case linediff.Gone:
			gone++
		case linediff.Came:
			came++
		default:
			step(gone, came)
			gone, came = 0, 0
			step(1, 1)
		}
	}
	step(gone, came)
}

func texts(v *value) (all []string) {
	for _, k := range v.kids {
		all = append(all, k.String())
	}
	return all
}

func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

// member is the step to a member, whose name is JSON.
func member(name string) string {
	plain := name[1 : len(name)-1]
	for i := range len(plain) {
		c := plain[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return "[" + name + "]"
		}
	}
	if plain == "" {
		return "[" + name + "]"
	}
	return "." + plain
}
