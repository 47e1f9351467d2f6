package socks

import "strconv"

// Authentication methods (RFC 1928 §3).
const (
	MethodNone         = 0x00
	MethodPassword     = 0x02
	MethodUnacceptable = 0xff
)

// ParseGreeting reads the list of methods that a client offers (RFC 1928 §3).
// n is the greeting's length, or 0 when b does not hold all of it yet.
// methods is a view of b.
func ParseGreeting(b []byte) (methods []byte, n int, err error) {
	switch {
	case len(b) > 0 && b[0] != version5:
		return nil, 0, refuse(ReplyFailure, "greeting of version "+strconv.Itoa(int(b[0])))
	case len(b) < 2 || len(b) < 2+int(b[1]):
		return nil, 0, nil
	}
	n = 2 + int(b[1])
	return b[2:n:n], n, nil
}

// ParseLogin reads a user name and password (RFC 1929 §2). n is the message's
// length, or 0 when b does not hold all of it yet. The results are views of b.
func ParseLogin(b []byte) (user, password []byte, n int, err error) {
	const version = 1
	switch {
	case len(b) > 0 && b[0] != version:
		return nil, nil, 0, refuse(ReplyFailure, "login of version "+strconv.Itoa(int(b[0])))
	case len(b) < 2 || len(b) < 3+int(b[1]):
		return nil, nil, 0, nil
	}
	user = b[2 : 2+int(b[1])]
	rest := b[2+len(user):]
	if len(rest) < 1+int(rest[0]) {
		return nil, nil, 0, nil
	}
	password = rest[1 : 1+int(rest[0])]
	return user, password, 3 + len(user) + len(password), nil
}
