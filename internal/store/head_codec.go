package store

import (
	"bytes"
	"encoding/binary"

	"rockxy/internal/flow"
)

// A head item: the version (flow.Proto), with headMarks set if what follows are
// the number of fields marked NeverIndex and their indexes (uint16 each); then
// the head as on the wire.
const headMarks = 0x80

func appendHead(b []byte, h *flow.Head) []byte {
	first := len(b)
	b = append(b, byte(h.Proto))
	marks := 0
	for i := range h.Fields {
		if !h.Fields[i].NeverIndex || i > 0xffff {
			continue
		}
		if marks == 0 {
			b[first] |= headMarks
			b = append(b, 0, 0)
		}
		marks++
		b = binary.LittleEndian.AppendUint16(b, uint16(i))
	}
	if marks > 0 {
		binary.LittleEndian.PutUint16(b[first+1:], uint16(marks))
	}
	if len(h.Raw) > 0 {
		return append(b, h.Raw[:min(len(h.Raw), maxHead)]...)
	}
	return appendText(b, h)
}

// appendText writes out a head that was never on a wire.
func appendText(b []byte, h *flow.Head) []byte {
	switch {
	case h.Proto == flow.HTTP2:
	case h.Status > 0:
		b = append(b, "HTTP/1.1 "...)
		b = append(b, byte('0'+h.Status/100%10), byte('0'+h.Status/10%10), byte('0'+h.Status%10), ' ')
		b = append(append(b, h.Reason...), "\r\n"...)
	case len(h.Method) > 0:
		b = append(append(b, h.Method...), ' ')
		b = append(append(b, h.Target...), " HTTP/1.1\r\n"...)
	}
	for i := range h.Fields {
		b = append(append(b, h.Fields[i].Name...), ": "...)
		b = append(append(b, h.Fields[i].Value...), "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// decodeHead reads what appendHead wrote. The head is a copy.
func decodeHead(data []byte, dir flow.Direction, trailers bool) (*flow.Head, error) {
	if len(data) == 0 {
		return nil, errFields
	}
	first, data := data[0], data[1:]
	var marks []byte
	if first&headMarks != 0 {
		if len(data) < 2 {
			return nil, errFields
		}
		n := 2 + 2*int(binary.LittleEndian.Uint16(data))
		if n > len(data) {
			return nil, errFields
		}
		marks, data = data[2:n], data[n:]
	}
	h := parseHead(flow.Proto(first&^headMarks), bytes.Clone(data), dir, trailers)
	for ; len(marks) > 0; marks = marks[2:] {
		if i := int(binary.LittleEndian.Uint16(marks)); i < len(h.Fields) {
			h.Fields[i].NeverIndex = true
		}
	}
	return h, nil
}

// parseHead takes a stored head apart. What was recorded was already judged
// when it passed, or is recorded because it was refused; so this never fails
// and shows what it can. The result keeps raw.
func parseHead(p flow.Proto, raw []byte, dir flow.Direction, trailers bool) *flow.Head {
	h := &flow.Head{Proto: p, Raw: raw}
	rest := raw
	if p != flow.HTTP2 && !trailers {
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
		h.Fields = append(h.Fields, parseField(line, p == flow.HTTP2))
	}
	if p == flow.HTTP2 && !trailers {
		pseudo(h)
	}
	return h
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

func startLine(h *flow.Head, line []byte, dir flow.Direction) {
	first, rest, _ := bytes.Cut(line, []byte(" "))
	if dir == flow.Request {
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
func parseField(line []byte, h2 bool) flow.Field {
	if h2 {
		if len(line) > 1 {
			if i := bytes.IndexByte(line[1:], ':'); i >= 0 {
				value := line[i+2:]
				return flow.Field{Name: line[:i+1], Value: bytes.TrimPrefix(value, []byte(" "))}
			}
		}
		return flow.Field{Name: line}
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	return flow.Field{Name: name, Value: bytes.Trim(value, " \t")}
}

func pseudo(h *flow.Head) {
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
