package view

import (
	"bytes"
	"fmt"
	"mime"
	"strconv"
	"strings"
)

// openMultipart shows each part as what it is (RFC 2046 §5.1).
func openMultipart(m *Message, o *Options, depth int) (*View, string) {
	v := &View{Kind: Multipart}
	why := "there is no boundary"
	boundary := parameter(m.Type, "boundary")
	var parts [][]byte
	closed := false
	if boundary != "" {
		why = "the boundary that the type names is not in it"
		parts, closed = splitParts(m.Body, boundary)
	}
	if len(parts) == 0 && !closed {
		if boundary = firstBoundary(m.Body); boundary == "" {
			return nil, why
		}
		if parts, closed = splitParts(m.Body, boundary); len(parts) == 0 {
			return nil, why
		}
		if mediaType(m.Type) != "" {
			v.note(why + ": its first line was taken for one")
		}
	}
	for i, raw := range parts {
		if i == maxParts {
			v.note(fmt.Sprintf("%d more parts are left out", len(parts)-i))
			break
		}
		v.Parts = append(v.Parts, openPart(i+1, raw, m, o, depth))
	}
	if !closed && !m.Partial {
		v.note("the closing boundary is missing")
	}
	return v, ""
}

// firstBoundary reads the first line of a body without a type.
func firstBoundary(body []byte) string {
	body = bytes.TrimLeft(body, "\r\n")
	line, _, ok := bytes.Cut(body, []byte("\n"))
	line = bytes.TrimRight(line, " \t\r")
	if !ok || len(line) < 3 || len(line) > 72 || !bytes.HasPrefix(line, []byte("--")) {
		return ""
	}
	return string(line[2:])
}

// splitParts cuts a body at its boundaries; closed says whether the last one
// was there.
func splitParts(body []byte, boundary string) (parts [][]byte, closed bool) {
	delimiter := []byte("--" + boundary)
	begun := false
	start := 0
	for at := 0; at <= len(body); {
		n := bytes.Index(body[at:], delimiter)
		if n < 0 {
			break
		}
		n += at
		at = n + len(delimiter)
		if n > 0 && body[n-1] != '\n' {
			continue // not at the start of a line
		}
		end, last, ok := delimiterEnd(body, at)
		if !ok {
			continue
		}
		if begun {
			parts = append(parts, trimBreak(body[start:n]))
		}
		if last {
			return parts, true
		}
		begun, start, at = true, end, end
		if len(parts) > maxParts*10 {
			return parts, false
		}
	}
	if begun {
		parts = append(parts, body[start:])
	}
	return parts, false
}

// delimiterEnd is where the line of a boundary ends, whose name ends at at.
func delimiterEnd(body []byte, at int) (end int, last, ok bool) {
	rest := body[at:]
	if bytes.HasPrefix(rest, []byte("--")) {
		return at + 2, true, true
	}
	trimmed := bytes.TrimLeft(rest, " \t")
	at += len(rest) - len(trimmed)
	switch {
	case bytes.HasPrefix(trimmed, []byte("\r\n")):
		return at + 2, false, true
	case bytes.HasPrefix(trimmed, []byte("\n")):
		return at + 1, false, true
	}
	return at, false, len(trimmed) == 0
}

// trimBreak takes off the line break that belongs to the boundary.
func trimBreak(p []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(p, []byte("\n")), []byte("\r"))
}

func openPart(n int, raw []byte, m *Message, o *Options, depth int) *View {
	fields, body, ok := partHead(raw)
	part := Message{Body: body, Fields: fields, Method: m.Method, Target: m.Target, Response: m.Response, Partial: m.Partial}
	part.Type = part.field("content-type")
	name, file := disposition(part.field("content-disposition"))
	coding := transferCoding(&part)
	v := open(&part, o, depth+1)
	v.Title = "part " + strconv.Itoa(n)
	if name != "" {
		v.Title += " " + strconv.Quote(name)
	}
	about := []Fact{{"file", file}, {"type", part.Type}, {"transfer coding", coding}}
	for i := len(about) - 1; i >= 0; i-- {
		if about[i].Value != "" {
			v.Facts = append([]Fact{about[i]}, v.Facts...)
		}
	}
	if !ok {
		v.note("the part has no empty line after its header fields")
	}
	return v
}

// partHead reads the header fields of a part.
func partHead(raw []byte) (fields []Field, body []byte, ok bool) {
	for len(fields) < 100 {
		line, rest, found := bytes.Cut(raw, []byte("\n"))
		if !found {
			return fields, raw, false
		}
		line = bytes.TrimSuffix(line, []byte("\r"))
		raw = rest
		if len(line) == 0 {
			return fields, raw, true
		}
		if (line[0] == ' ' || line[0] == '\t') && len(fields) > 0 {
			fields[len(fields)-1].Value += " " + string(bytes.TrimSpace(line))
			continue
		}
		name, value, _ := strings.Cut(string(line), ":")
		fields = append(fields, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return fields, raw, false
}

func disposition(value string) (name, file string) {
	_, params, err := mime.ParseMediaType(value)
	if err != nil {
		return "", ""
	}
	return params["name"], params["filename"]
}
