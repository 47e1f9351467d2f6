package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

func isGRPC(contentType string) bool {
	return strings.HasPrefix(strings.ToLower(contentType), "application/grpc")
}

// grpc returns a body of length-prefixed messages, compressed or not, with its
// secrets replaced. gRPC-Web's text form is base64 around that.
func (r *Redactor) grpc(b []byte, e *har.Entry, dir flow.Direction, contentType string) []byte {
	if strings.Contains(strings.ToLower(contentType), "grpc-web-text") {
		plain, err := base64.StdEncoding.AppendDecode(nil, b)
		if err != nil {
			r.content(b, "")
			return b
		}
		return base64.StdEncoding.AppendEncode(nil, r.frames(plain, codingOf(e, dir)))
	}
	return r.frames(b, codingOf(e, dir))
}

func codingOf(e *har.Entry, dir flow.Direction) string {
	h := e.Head(dir)
	if h == nil {
		return ""
	}
	return h.List("Grpc-Encoding")
}

func (r *Redactor) frames(b []byte, coding string) []byte {
	var out []byte
	for len(b) >= 5 {
		n := int64(binary.BigEndian.Uint32(b[1:]))
		data := b[5:min(int64(len(b)), 5+n)]
		flags, rest := b[0], b[5+len(data):]
		switch {
		case flags&1 == 0:
			r.protobuf(data)
		default:
			data = r.compressed(data, coding)
		}
		out = append(out, flags)
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
		out, b = append(out, data...), rest
	}
	r.protobuf(b)
	return append(out, b...)
}

// compressed returns a message with its secrets replaced; one that cannot be
// decoded becomes empty.
func (r *Redactor) compressed(data []byte, coding string) []byte {
	plain, err := content.Decode(bytes.NewReader(data), coding, content.Limits{Bytes: r.maxBody})
	if err != nil {
		plain = nil
	}
	before := bytes.Clone(plain)
	r.protobuf(plain)
	if err == nil && bytes.Equal(before, plain) {
		return data
	}
	out, err := content.Encode(plain, coding)
	if err != nil {
		return nil
	}
	return out
}

// protobuf has no names on the wire: shapes, and what is known.
func (r *Redactor) protobuf(b []byte) {
	r.text(b, true)
	r.known.replace(b)
}
