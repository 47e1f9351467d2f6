package ws

import "strings"

// Params is what was negotiated for a connection, from the
// Sec-WebSocket-Extensions field of the 101 response. The zero value is a
// connection without extensions.
type Params struct {
	Deflate bool // permessage-deflate (RFC 7692)

	ServerNoContextTakeover, ClientNoContextTakeover bool
	ServerMaxWindowBits, ClientMaxWindowBits         int // 8–15; 15 unless negotiated

	// Other says that something was negotiated that this package does not
	// read. Messages that make use of a reserved bit are then left encoded.
	Other bool
}

// ParseExtensions reads the Sec-WebSocket-Extensions value of a 101 response,
// several fields joined with commas. ok is false when it holds anything but
// one well-formed permessage-deflate; Params is right to use all the same.
func ParseExtensions(value string) (p Params, ok bool) {
	if strings.Trim(value, " \t,") == "" {
		return Params{}, true
	}
	p = Params{Deflate: true, ServerMaxWindowBits: 15, ClientMaxWindowBits: 15}
	l := lexer{value}
	if l.token() != "permessage-deflate" {
		return Params{Other: true}, false
	}
	seen := map[string]bool{}
	for l.next(';') {
		name, arg := l.token(), ""
		if l.next('=') {
			if arg = l.value(); arg == "" {
				return Params{Other: true}, false
			}
		}
		if seen[name] || !p.set(name, arg) {
			return Params{Other: true}, false
		}
		seen[name] = true
	}
	if l.s != "" {
		return Params{Other: true}, false
	}
	return p, true
}

// set takes one parameter of permessage-deflate (RFC 7692 §7.1).
func (p *Params) set(name, arg string) bool {
	switch name {
	case "server_no_context_takeover":
		p.ServerNoContextTakeover = true
		return arg == ""
	case "client_no_context_takeover":
		p.ClientNoContextTakeover = true
		return arg == ""
	case "server_max_window_bits":
		p.ServerMaxWindowBits = windowBits(arg)
		return p.ServerMaxWindowBits > 0
	case "client_max_window_bits":
		p.ClientMaxWindowBits = windowBits(arg)
		return p.ClientMaxWindowBits > 0
	}
	return false
}

// windowBits reads "8" to "15", without leading zeros; 0 is an error.
func windowBits(s string) int {
	switch {
	case len(s) == 1 && '8' <= s[0] && s[0] <= '9':
		return int(s[0] - '0')
	case len(s) == 2 && s[0] == '1' && '0' <= s[1] && s[1] <= '5':
		return 10 + int(s[1]-'0')
	}
	return 0
}

// lexer reads the grammar of RFC 6455 §9.1.
type lexer struct{ s string }

func (l *lexer) space() { l.s = strings.TrimLeft(l.s, " \t") }

// next takes the delimiter c if it is there.
func (l *lexer) next(c byte) bool {
	l.space()
	if l.s == "" || l.s[0] != c {
		return false
	}
	l.s = l.s[1:]
	return true
}

// token takes a token; empty if there is none.
func (l *lexer) token() string {
	l.space()
	n := 0
	for n < len(l.s) && isTokenByte(l.s[n]) {
		n++
	}
	t := l.s[:n]
	l.s = l.s[n:]
	l.space()
	return t
}

// value takes a token or a quoted token; empty if there is none.
func (l *lexer) value() string {
	if !l.next('"') {
		return l.token()
	}
	n := strings.IndexByte(l.s, '"')
	if n < 0 {
		return ""
	}
	v := l.s[:n]
	l.s = l.s[n+1:]
	l.space()
	return v
}

func isTokenByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c > ' ' && strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}
