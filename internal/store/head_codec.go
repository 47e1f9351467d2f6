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
	h := flow.ParseHead(flow.Proto(first&^headMarks), bytes.Clone(data), dir, trailers)
	for ; len(marks) > 0; marks = marks[2:] {
		if i := int(binary.LittleEndian.Uint16(marks)); i < len(h.Fields) {
			h.Fields[i].NeverIndex = true
		}
	}
	return h, nil
}
