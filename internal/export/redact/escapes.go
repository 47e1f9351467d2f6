package redact

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unit is one character in an escaped text: src[from:to] stands for n octets.
type unit struct{ from, to, n int }

// escapes is a way to write text in other text.
type escapes interface {
	// decode returns what src stands for, in units. plain is true when nothing is
	// escaped; then the rest is not given.
	decode(src []byte) (text []byte, units []unit, plain bool)
	// put writes text over unit, which is as long as it was, and leaves it when
	// that cannot be.
	put(unit, text []byte)
}

// escaped replaces the secret that src stands for, in place.
func (s *standins) escaped(src []byte, e escapes) {
	text, units, plain := e.decode(src)
	if plain {
		copy(src, s.of(src))
		return
	}
	put(src, s.of(text), units, e)
}

func put(src, text []byte, units []unit, e escapes) {
	for _, u := range units {
		if u.to-u.from == 1 && u.n == 1 && src[u.from] != '+' {
			src[u.from] = text[0]
		} else {
			e.put(src[u.from:u.to], text[:u.n])
		}
		text = text[u.n:]
	}
}

type verbatim struct{}

func (verbatim) decode([]byte) ([]byte, []unit, bool) { return nil, nil, true }
func (verbatim) put(unit, text []byte)                { copy(unit, text) }

// percent is percent-encoding (RFC 3986 §2.1), and form data when plus is set.
type percent struct{ plus bool }

func (p percent) decode(src []byte) (text []byte, units []unit, plain bool) {
	if bytes.IndexByte(src, '%') < 0 && (!p.plus || bytes.IndexByte(src, '+') < 0) {
		return nil, nil, true
	}
	for i := 0; i < len(src); {
		n := 1
		switch {
		case src[i] == '%' && i+2 < len(src) && isHex(src[i+1]) && isHex(src[i+2]):
			v, _ := strconv.ParseUint(string(src[i+1:i+3]), 16, 8)
			text, n = append(text, byte(v)), 3
		case src[i] == '+' && p.plus:
			text = append(text, ' ')
		default:
			text = append(text, src[i])
		}
		units = append(units, unit{i, i + n, 1})
		i += n
	}
	return text, units, false
}

func (p percent) put(unit, text []byte) {
	switch {
	case len(unit) == 3:
		const digits = "0123456789ABCDEF"
		unit[1], unit[2] = digits[text[0]>>4], digits[text[0]&15]
	case text[0] != ' ':
		unit[0] = text[0]
	}
}

// jsonEscapes are those of a JSON string (RFC 8259 §7), depth times more when
// the JSON is itself in strings of JSON.
type jsonEscapes struct{ depth int }

func (j jsonEscapes) decode(src []byte) (text []byte, units []unit, plain bool) {
	if bytes.IndexByte(src, '\\') < 0 {
		return nil, nil, true
	}
	text, units = unescape(src)
	for range j.depth {
		var outer []unit
		before := starts(units)
		text, outer = unescape(text)
		for i, u := range outer {
			outer[i] = unit{units[before[u.from]].from, units[before[u.to-1]].to, u.n}
		}
		units = outer
	}
	return text, units, false
}

// starts gives for each octet of the text the unit that it is of.
func starts(units []unit) (of []int) {
	for i, u := range units {
		for range u.n {
			of = append(of, i)
		}
	}
	return of
}

func unescape(src []byte) (text []byte, units []unit) {
	for i := 0; i < len(src); {
		before, n := len(text), 1
		switch {
		case src[i] != '\\' || i+1 == len(src):
			_, n = utf8.DecodeRune(src[i:])
			text = append(text, src[i:i+n]...)
		case src[i+1] == 'u':
			text, n = appendU(text, src[i:])
		default:
			text, n = append(text, simpleEscape(src[i+1])), 2
		}
		units = append(units, unit{i, i + n, len(text) - before})
		i += n
	}
	return text, units
}

func simpleEscape(c byte) byte {
	if i := bytes.IndexByte([]byte("bfnrt"), c); i >= 0 {
		return "\b\f\n\r\t"[i]
	}
	return c
}

// appendU appends the character of \uXXXX, or of two that are a pair.
func appendU(text, src []byte) ([]byte, int) {
	one, ok := hex4(src)
	if !ok {
		return append(text, src[0]), 1
	}
	if two, ok := hex4(src[6:]); ok && utf16.IsSurrogate(one) {
		if c := utf16.DecodeRune(one, two); c != utf8.RuneError {
			return utf8.AppendRune(text, c), 12
		}
	}
	return utf8.AppendRune(text, one), 6
}

func hex4(src []byte) (rune, bool) {
	if len(src) < 6 || src[0] != '\\' || src[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(src[2:6]), 16, 16)
	return rune(v), err == nil
}

// put writes characters as they are, and over the digits of \uXXXX. A short
// escape stands for a sign or a control, which is left.
func (j jsonEscapes) put(unit, text []byte) {
	if unit[0] != '\\' {
		copy(unit, text)
		return
	}
	c, _ := utf8.DecodeRune(text)
	codes := utf16.Encode([]rune{c})
	for i := 0; i+4 < len(unit) && len(codes) > 0; i++ {
		if unit[i] == 'u' {
			const digits = "0123456789abcdef"
			for k := range 4 {
				unit[i+1+k] = digits[codes[0]>>(12-4*k)&15]
			}
			codes, i = codes[1:], i+4
		}
	}
}
