package jsontext

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

// Check returns an error when doc is not one JSON text.
func Check(doc []byte) error {
	var whole json.RawMessage
	err := json.Unmarshal(doc, &whole)
	var bad *json.SyntaxError
	if errors.As(err, &bad) {
		return fmt.Errorf("%w, at octet %d", err, bad.Offset)
	}
	return err
}

// maxWork is how many octets are gone over for one edit of a text.
func maxWork(doc []byte) int64 { return 64<<20 + 32*int64(len(doc)) }

// errWork is an edit that goes over a text too often.
var errWork = errors.New("the text is too long and too deep for this edit")

// text is a JSON text that is gone through. A value is known by where it begins.
type text struct {
	doc  []byte
	work *int64 // left
}

func over(doc []byte) text {
	n := maxWork(doc)
	return text{doc, &n}
}

// kid is an item of an array or a member of an object.
type kid struct {
	lead     int // where the blanks before it begin
	key, sep int // of a member: its name is doc[key:sep], up to the blanks around the colon
	from, to int // the value
	i        int // from 0
}

// start is where it begins.
func (k kid) start() int {
	if k.key >= 0 {
		return k.key
	}
	return k.from
}

// kids are those of the array or object at; none of any other value.
func (t text) kids(at int) iter.Seq[kid] {
	return func(yield func(kid) bool) {
		open := t.doc[at]
		if open != '{' && open != '[' {
			return
		}
		for i, at := 0, at+1; ; i++ {
			k := kid{lead: at, key: -1, i: i}
			at = t.blank(at)
			if t.doc[at] == '}' || t.doc[at] == ']' {
				return
			}
			if open == '{' {
				k.key, k.sep = at, t.end(at)
				at = t.blank(t.blank(k.sep) + 1)
			}
			k.from, k.to = at, t.end(at)
			*t.work -= int64(k.to - k.lead)
			if !yield(k) {
				return
			}
			if at = t.blank(k.to); t.doc[at] != ',' {
				return
			}
			at++
		}
	}
}

// blank is where the blanks at i end.
func (t text) blank(i int) int {
	for i < len(t.doc) && (t.doc[i] == ' ' || t.doc[i] == '\n' || t.doc[i] == '\r' || t.doc[i] == '\t') {
		i++
	}
	return i
}

// end is where the value at i ends.
func (t text) end(i int) int {
	depth := 0
	for ; i < len(t.doc); i++ {
		switch c := t.doc[i]; c {
		case '"':
			i = t.quote(i)
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth <= 0 {
				if depth < 0 { // of a number and the like
					return i
				}
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// quote is the quotation mark that ends the string at i.
func (t text) quote(i int) int {
	for i++; i < len(t.doc) && t.doc[i] != '"'; i++ {
		if t.doc[i] == '\\' {
			i++
		}
	}
	return i
}

// named reports whether a member has a name.
func (t text) named(k kid, name string) bool {
	if k.key < 0 {
		return false
	}
	written := t.doc[k.key+1 : k.sep-1]
	if string(written) == name {
		return true
	}
	for _, c := range written {
		if c == '\\' || c >= 0x80 {
			var s string
			return json.Unmarshal(t.doc[k.key:k.sep], &s) == nil && s == name
		}
	}
	return false
}

// last is the last kid of a value, and how many there are.
func (t text) last(at int) (last kid, n int) {
	for k := range t.kids(at) {
		last, n = k, n+1
	}
	return last, n
}
