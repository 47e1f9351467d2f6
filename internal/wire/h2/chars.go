package h2

// class is what an octet may be part of.
type class uint8

const (
	cToken class = 1 << iota // token (RFC 9110 §5.6.2)
	cUpper                   // upper-case letter
	cValue                   // field value: everything but controls, tab excepted
	cAuth                    // host and port, percent-encoding and brackets included
)

var classes = func() (t [256]class) {
	for i := range t {
		ch := byte(i)
		letter := 'a' <= ch|0x20 && ch|0x20 <= 'z'
		digit := '0' <= ch && ch <= '9'
		if letter || digit {
			t[i] |= cToken | cAuth
		}
		if 'A' <= ch && ch <= 'Z' {
			t[i] |= cUpper
		}
		if ch >= ' ' && ch != 0x7f || ch == '\t' {
			t[i] |= cValue
		}
	}
	for _, ch := range []byte("!#$%&'*+-.^_`|~") {
		t[ch] |= cToken
	}
	for _, ch := range []byte("-._~%!$&'()*+,;=:[]") {
		t[ch] |= cAuth
	}
	return t
}()

// validName reports whether s is a token without upper-case letters.
func validName(s string) bool {
	for i := range len(s) {
		if classes[s[i]]&(cToken|cUpper) != cToken {
			return false
		}
	}
	return s != ""
}

func validToken(b []byte) bool {
	for _, ch := range b {
		if classes[ch]&cToken == 0 {
			return false
		}
	}
	return len(b) > 0
}

// validValue reports whether s has neither control characters nor surrounding
// whitespace (RFC 9113 §8.2.1, RFC 9110 §5.5).
func validValue(s string) bool {
	if s == "" {
		return true
	}
	if blank(s[0]) || blank(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if classes[s[i]]&cValue == 0 {
			return false
		}
	}
	return true
}

func blank(ch byte) bool { return ch == ' ' || ch == '\t' }

// validAuthority refuses what cannot be in a host and port, user information
// included (RFC 9113 §8.3.1).
func validAuthority(s string) bool {
	for i := range len(s) {
		if classes[s[i]]&cAuth == 0 {
			return false
		}
	}
	return s != ""
}

func validScheme(b []byte) bool {
	for i, ch := range b {
		letter := 'a' <= ch|0x20 && ch|0x20 <= 'z'
		digit := '0' <= ch && ch <= '9' || ch == '+' || ch == '-' || ch == '.'
		if !letter && (i == 0 || !digit) {
			return false
		}
	}
	return len(b) > 0
}
