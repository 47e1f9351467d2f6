package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// headEnd returns the offset just past the empty line that ends the head that
// starts at buf[start], or 0 when it is not there yet. The first from octets
// were looked at before.
func headEnd(buf []byte, start, from int, lim Limits) (int, error) {
	window := buf
	if len(window) > start+lim.HeadBytes {
		window = window[:start+lim.HeadBytes]
	}
	pos := max(start, from-2)
	for pos < len(window) {
		i := bytes.IndexByte(window[pos:], '\n')
		if i < 0 {
			break
		}
		i += pos
		if i == start || window[i-1] != '\r' {
			return 0, fail(BadHead, i, "A line ends in LF without CR.")
		}
		if i+2 < len(window) && window[i+1] == '\r' && window[i+2] == '\n' {
			return i + 3, nil
		}
		pos = i + 1
	}
	if len(buf) >= start+lim.HeadBytes {
		return 0, fail(TooLarge, start+lim.HeadBytes, "The head is larger than %d octets.", lim.HeadBytes)
	}
	return 0, checkCRs(buf, max(start, from-1))
}

// checkCRs refuses a CR in buf[pos:] that something other than LF follows. It
// is for heads that are not complete: in those that are, the grammar finds it.
func checkCRs(buf []byte, pos int) error {
	for pos < len(buf) {
		i := bytes.IndexByte(buf[pos:], '\r')
		if i < 0 || pos+i+1 == len(buf) {
			return nil
		}
		if pos += i + 1; buf[pos] != '\n' {
			return fail(BadHead, pos-1, "A CR stands alone inside a line.")
		}
	}
	return nil
}

// appendFields reads the field lines from buf[pos:] into h. buf ends with the
// empty line that ends the section.
func appendFields(buf []byte, pos int, h *flow.Head, lim Limits) error {
	for buf[pos] != '\r' || buf[pos+1] != '\n' {
		if len(h.Fields) >= lim.Fields {
			return fail(TooLarge, pos, "There are more than %d fields.", lim.Fields)
		}
		name := pos
		for classes[buf[pos]]&inToken != 0 {
			pos++
		}
		if buf[pos] != ':' || pos == name {
			return nameError(buf, name, pos, len(h.Fields) == 0)
		}
		colon := pos
		pos++
		for buf[pos] == ' ' || buf[pos] == '\t' {
			pos++
		}
		value := pos
		pos += valueSpan(buf[pos:])
		if buf[pos] != '\r' || buf[pos+1] != '\n' {
			return valueError(buf, buf[name:colon], pos)
		}
		end := pos
		for end > value && (buf[end-1] == ' ' || buf[end-1] == '\t') {
			end--
		}
		pos += 2
		h.Fields = append(h.Fields, flow.Field{Name: buf[name:colon:colon], Value: buf[value:end:end]})
	}
	return nil
}

// nameError says why the field name that starts at start is none; at is the
// first octet that cannot be part of it.
func nameError(buf []byte, start, at int, first bool) error {
	switch c := buf[at]; {
	case at == start && (c == ' ' || c == '\t') && first:
		return fail(BadHead, at, "The first field line starts with whitespace.")
	case at == start && (c == ' ' || c == '\t'):
		return fail(BadHead, at, "A field line starts with whitespace: line folding is obsolete and refused.")
	case at == start && c == ':':
		return fail(BadHead, at, "A field has no name.")
	case c == ' ' || c == '\t':
		return fail(BadHead, at, "Whitespace follows the field name %q before the colon.", clip(buf[start:at]))
	case c == '\r' && buf[at+1] == '\n':
		return fail(BadHead, at, "The field line %q has no colon.", clip(buf[start:at]))
	default:
		return fail(BadHead, at, "The octet 0x%02x cannot stand in a field name.", c)
	}
}

func valueError(buf, name []byte, at int) error {
	if buf[at] == '\r' {
		return fail(BadHead, at, "A CR stands alone in the value of %q.", clip(name))
	}
	return fail(BadHead, at, "The control octet 0x%02x stands in the value of %q.", buf[at], clip(name))
}

// clip bounds what is quoted from a message in an error.
func clip(b []byte) []byte { return b[:min(len(b), 64)] }
