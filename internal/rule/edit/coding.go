package edit

import "strings"

// coding is how a name or a value is written.
type coding interface {
	// decode returns what raw says and, unless each octet stands for itself, where in raw
	// each octet of it begins, and the end.
	decode(raw []byte) (text []byte, places []int)
	// encode writes text.
	encode(text []byte) []byte
}

// asIs is text that stands for itself.
type asIs struct{}

func (asIs) decode(raw []byte) ([]byte, []int) { return raw, nil }
func (asIs) encode(text []byte) []byte         { return text }

// percent is that of a query and of application/x-www-form-urlencoded. In both a plus
// stands for a blank; plus says that a blank is written so, too.
type percent struct{ plus bool }

func (percent) decode(raw []byte) (text []byte, places []int) {
	text, places = make([]byte, 0, len(raw)), make([]int, 0, len(raw)+1)
	for i := 0; i < len(raw); {
		places = append(places, i)
		c := raw[i]
		i++
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+1 < len(raw) && unhex(raw[i]) >= 0 && unhex(raw[i+1]) >= 0:
			c = byte(unhex(raw[i])<<4 | unhex(raw[i+1]))
			i += 2
		}
		text = append(text, c)
	}
	return text, append(places, len(raw))
}

func (p percent) encode(text []byte) []byte {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(text))
	for _, c := range text {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			out = append(out, c)
		case c == ' ' && p.plus:
			out = append(out, '+')
		default:
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return out
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
