package flow

import "bytes"

// ParseHead takes a recorded head (or trailer section) apart, in the form that
// Head.Raw has. What was recorded was already judged when it passed, or is
// recorded because it was refused; so this never fails and shows what it can.
// The result keeps raw.
func ParseHead(p Proto, raw []byte, dir Direction, trailers bool) *Head {
	h := &Head{Proto: p, Raw: raw}
	rest := raw
	if p != HTTP2 && !trailers {
		for len(rest) > 0 && (rest[0] == '\r' || rest[0] == '\n') {
			rest = rest[1:] // empty lines before a request, RFC 9112 §2.2
		}
		var line []byte
		line, rest = cutLine(rest)
		startLine(h, line, dir)
	}
	for len(rest) > 0 {
		var line []byte
		if line, rest = cutLine(rest); len(line) == 0 {
			break
		}
		h.Fields = append(h.Fields, parseField(line, p == HTTP2))
	}
	if p == HTTP2 && !trailers {
		pseudo(h)
	}
	return h
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

func startLine(h *Head, line []byte, dir Direction) {
	first, rest, _ := bytes.Cut(line, []byte(" "))
	if dir == Request {
		h.Method = first
		if i := bytes.LastIndexByte(rest, ' '); i >= 0 {
			rest = rest[:i]
		}
		h.Target = rest
		return
	}
	code, reason, _ := bytes.Cut(rest, []byte(" "))
	h.Status, h.Reason = number(code), reason
}

func number(b []byte) (n int) {
	for _, c := range b {
		if c < '0' || c > '9' || n > 1000 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// parseField splits at the first colon, that of a pseudo-header name excepted.
func parseField(line []byte, h2 bool) Field {
	if h2 {
		if len(line) > 1 {
			if i := bytes.IndexByte(line[1:], ':'); i >= 0 {
				value := line[i+2:]
				return Field{Name: line[:i+1], Value: bytes.TrimPrefix(value, []byte(" "))}
			}
		}
		return Field{Name: line}
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	return Field{Name: name, Value: bytes.Trim(value, " \t")}
}

func pseudo(h *Head) {
	for _, f := range h.Fields {
		switch string(f.Name) {
		case ":method":
			h.Method = f.Value
		case ":path":
			h.Target = f.Value
		case ":scheme":
			h.Scheme = f.Value
		case ":authority":
			h.Authority = f.Value
		case ":status":
			h.Status = number(f.Value)
		}
	}
}
