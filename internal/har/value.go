package har

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// value is a JSON value that points into the octets it was read from. It is
// read with more patience than RFC 8259 has: control characters inside
// strings, trailing commas and NaN are what some tools write.
type value struct {
	kind    kind
	text    []byte // of a string: between its quotes; of a number: all of it
	escaped bool   // text has escapes
	items   []value
	members []member
}

type member struct {
	key   string
	value value
}

type kind uint8

const (
	absent kind = iota
	null
	boolean // text is "true" or "false"
	number
	text
	array
	object
)

// syntaxError is a place at which octets are no JSON.
type syntaxError struct {
	at   int
	want string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s was expected", e.want) }

const maxDepth = 200

type parser struct {
	p []byte
	i int
}

// parseValue reads one value and wants nothing after it.
func parseValue(p []byte) (value, error) {
	d := parser{p: p}
	v, err := d.value(0)
	if d.space(); err == nil && d.i < len(d.p) {
		err = d.fail("the end")
	}
	return v, err
}

func (d *parser) fail(want string) error { return &syntaxError{d.i, want} }

// space skips white space and returns the octet that follows, 0 at the end.
func (d *parser) space() byte {
	for ; d.i < len(d.p); d.i++ {
		if c := d.p[d.i]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
	}
	return 0
}

func (d *parser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, d.fail("less nesting")
	}
	switch c := d.space(); {
	case c == '{':
		return d.object(depth)
	case c == '[':
		return d.array(depth)
	case c == '"':
		return d.string()
	case c == '-' || c >= '0' && c <= '9':
		start := d.i
		for d.i < len(d.p) && inNumber(d.p[d.i]) {
			d.i++
		}
		return value{kind: number, text: d.p[start:d.i]}, nil
	}
	return d.word()
}

func inNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

func (d *parser) word() (value, error) {
	for _, w := range []struct {
		word string
		kind kind
	}{{"true", boolean}, {"false", boolean}, {"null", null}, {"NaN", null}, {"undefined", null}, {"Infinity", null}} {
		if bytes.HasPrefix(d.p[d.i:], []byte(w.word)) {
			start := d.i
			d.i += len(w.word)
			return value{kind: w.kind, text: d.p[start:d.i]}, nil
		}
	}
	return value{}, d.fail("a value")
}

func (d *parser) string() (value, error) {
	d.i++
	v := value{kind: text}
	start := d.i
	for d.i < len(d.p) {
		n := bytes.IndexByte(d.p[d.i:], '"')
		if n < 0 {
			break
		}
		if b := bytes.IndexByte(d.p[d.i:d.i+n], '\\'); b >= 0 {
			v.escaped = true
			d.i += b + 2
			continue
		}
		d.i += n + 1
		v.text = d.p[start : d.i-1]
		return v, nil
	}
	d.i = len(d.p)
	return v, d.fail("the end of a string")
}

func (d *parser) array(depth int) (value, error) {
	v := value{kind: array}
	d.i++
	for {
		switch d.space() {
		case ']':
			d.i++
			return v, nil
		case 0:
			return v, d.fail("the end of an array")
		}
		item, err := d.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
		switch d.space() {
		case ',':
			d.i++
		case ']':
		default:
			return v, d.fail("a comma or the end of an array")
		}
	}
}

func (d *parser) object(depth int) (value, error) {
	v := value{kind: object}
	d.i++
	for {
		switch d.space() {
		case '}':
			d.i++
			return v, nil
		case '"':
		default:
			return v, d.fail("a name or the end of an object")
		}
		name, err := d.string()
		if err != nil {
			return v, err
		}
		if d.space() != ':' {
			return v, d.fail("a colon")
		}
		d.i++
		m := member{key: name.string()}
		if m.value, err = d.value(depth + 1); err != nil {
			return v, err
		}
		v.members = append(v.members, m)
		switch d.space() {
		case ',':
			d.i++
		case '}':
		default:
			return v, d.fail("a comma or the end of an object")
		}
	}
}

// get returns a member, the last of that name, absent if there is none.
func (v *value) get(name string) *value {
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].key == name {
			return &v.members[i].value
		}
	}
	return &value{}
}

// bytes is a string's content; a number's or boolean's text. It may share
// memory with the input.
func (v *value) bytes() []byte {
	switch {
	case v.kind != text && v.kind != number && v.kind != boolean:
		return nil
	case !v.escaped:
		return v.text
	}
	return unescape(v.text)
}

func (v *value) string() string { return string(v.bytes()) }

func unescape(p []byte) []byte {
	out := make([]byte, 0, len(p))
	for len(p) > 0 {
		i := bytes.IndexByte(p, '\\')
		if i < 0 || i+1 == len(p) {
			return append(out, p...)
		}
		out = append(out, p[:i]...)
		c := p[i+1]
		p = p[i+2:]
		switch c {
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'u':
			var r rune
			r, p = codePoint(p)
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
		}
	}
	return out
}

// codePoint reads four hex digits, and those of a surrogate's other half.
func codePoint(p []byte) (rune, []byte) {
	r, ok := hex4(p)
	if !ok {
		return utf8.RuneError, p
	}
	p = p[4:]
	if utf16.IsSurrogate(r) && len(p) > 2 && p[0] == '\\' && p[1] == 'u' {
		if low, ok := hex4(p[2:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, p[6:]
			}
		}
	}
	return r, p // AppendRune turns a lone half into U+FFFD
}

func hex4(p []byte) (rune, bool) {
	if len(p) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p[:4]), 16, 16)
	return rune(n), err == nil
}

// number reads a number, also one that was written as a string.
func (v *value) number() (float64, bool) {
	if v.kind != number && v.kind != text {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(bytes.TrimSpace(v.bytes())), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// int is a number without its fraction, missing if it is none.
func (v *value) int(missing int64) int64 {
	if n, err := strconv.ParseInt(string(v.bytes()), 10, 64); err == nil {
		return n
	}
	f, ok := v.number()
	if !ok || math.Abs(f) > 1<<62 {
		return missing
	}
	return int64(f)
}

// fixed is a number times 10^places, exactly if it has no more decimals.
func (v *value) fixed(places int) (int64, bool) {
	f, ok := v.number()
	if !ok {
		return 0, false
	}
	whole, frac, _ := bytes.Cut(bytes.TrimSpace(v.bytes()), []byte("."))
	if len(frac) > places {
		frac = frac[:places]
	}
	digits := string(whole) + string(frac) + "000000000"[:max(0, places-len(frac))]
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return n, true
	}
	f *= math.Pow10(places)
	return int64(f), math.Abs(f) < 1<<62
}

func (v *value) is() bool {
	return v.kind == boolean && string(v.text) == "true" || v.string() == "true"
}

// appendTo writes the value as strict JSON in one line.
func (v *value) appendTo(o *out) {
	switch v.kind {
	case text:
		o.text(v.string())
	case array:
		o.begin('[')
		for i := range v.items {
			o.item()
			v.items[i].appendTo(o)
		}
		o.end(']')
	case object:
		o.begin('{')
		v.appendMembers(o)
		o.end('}')
	case number:
		if _, ok := v.number(); ok && strictNumber(v.text) {
			_, _ = o.w.Write(v.text)
			return
		}
		o.text(string(v.text))
	case boolean:
		_, _ = o.w.Write(v.text)
	default:
		o.raw("null")
	}
}

func (v *value) appendMembers(o *out) {
	for i := range v.members {
		o.item()
		o.text(v.members[i].key)
		o.raw(":")
		v.members[i].value.appendTo(o)
	}
}

// strictNumber reports whether a number is one by RFC 8259 §6.
func strictNumber(p []byte) bool {
	p = bytes.TrimPrefix(p, []byte("-"))
	return len(p) > 0 && p[0] >= '0' && p[0] <= '9' && !(len(p) > 1 && p[0] == '0' && p[1] >= '0' && p[1] <= '9') && p[len(p)-1] != '.' && !bytes.Contains(p, []byte(".e")) && !bytes.Contains(p, []byte(".E"))
}
