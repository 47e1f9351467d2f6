package h1

import (
	"bytes"
)

// checkTarget applies RFC 9112 §3.2: authority-form with CONNECT alone, "*"
// with OPTIONS alone, else origin-form or absolute-form.
func checkTarget(method, target []byte, offset int) error {
	connect := string(method) == "CONNECT"
	switch {
	case connect:
		if _, port, ok := SplitAuthority(target); !ok || port <= 0 {
			return fail(BadHead, offset, "The target of CONNECT, %q, is not host:port.", clip(target))
		}
	case target[0] == '/':
	case len(target) == 1 && target[0] == '*':
		if string(method) != "OPTIONS" {
			return fail(BadHead, offset, "The target \"*\" is for OPTIONS alone.")
		}
	default:
		if _, _, _, ok := SplitAbsolute(target); !ok {
			return fail(BadHead, offset, "The request target %q is neither a path nor an absolute URI with a valid host.", clip(target))
		}
	}
	return nil
}

// SplitAbsolute splits an absolute-form request target, scheme://authority and
// what follows: rest is empty or starts with '/' or '?'. ok is false for the
// other forms, and for an authority that is empty, has user information or is
// otherwise invalid (RFC 9110 §4.2).
func SplitAbsolute(target []byte) (scheme, authority, rest []byte, ok bool) {
	i := bytes.IndexByte(target, ':')
	if i <= 0 || len(target) < i+4 || target[i+1] != '/' || target[i+2] != '/' {
		return nil, nil, nil, false
	}
	scheme = target[:i]
	if c := scheme[0] | 0x20; c < 'a' || c > 'z' || !all(scheme, inScheme) {
		return nil, nil, nil, false
	}
	authority = target[i+3:]
	if j := bytes.IndexAny(authority, "/?"); j >= 0 {
		authority, rest = authority[:j], authority[j:]
	}
	if _, _, ok = SplitAuthority(authority); !ok {
		return nil, nil, nil, false
	}
	return scheme, authority, rest, true
}

// SplitAuthority splits host[:port]. The host of an IPv6 literal keeps its
// brackets. port is -1 when there is none or it is empty. ok is false when the
// host is empty or has octets that no host has, and for ports past 65535.
func SplitAuthority(authority []byte) (host []byte, port int, ok bool) {
	host, port = authority, -1
	var after []byte
	if len(host) > 0 && host[0] == '[' {
		i := bytes.IndexByte(host, ']')
		if i < 0 || !validLiteral(host[1:i]) {
			return nil, -1, false
		}
		host, after = host[:i+1], host[i+1:]
	} else {
		i := span(host, inHost)
		host, after = host[:i], host[i:]
		if i == 0 || !validEscapes(host) {
			return nil, -1, false
		}
	}
	if len(after) == 0 {
		return host, -1, true
	}
	if after[0] != ':' {
		return nil, -1, false
	}
	if len(after) == 1 {
		return host, -1, true
	}
	if len(after) > 6 || !all(after[1:], inDigit) {
		return nil, -1, false
	}
	port = 0
	for _, c := range after[1:] {
		port = port*10 + int(c-'0')
	}
	return host, port, port <= 65535
}

// validLiteral accepts what stands between the brackets of an IP literal, RFC
// 3986 §3.2.2: an IPv6 address (with a zone, RFC 6874) or an IPvFuture. It looks
// at the octets only; whoever dials parses the address.
func validLiteral(b []byte) bool {
	for _, c := range b {
		if c != ':' && classes[c]&inHost == 0 {
			return false
		}
	}
	return len(b) > 1
}

func validEscapes(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '%')
		if i < 0 {
			return true
		}
		if len(b) < i+3 || !all(b[i+1:i+3], inHex) {
			return false
		}
		b = b[i+3:]
	}
}
