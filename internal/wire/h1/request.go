package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// ParseRequest reads one request head from the start of buf into h, which is
// reset first; the capacity of h.Fields is kept. All slices of h point into
// buf[:n], and h.Raw is the head without the one empty line that may precede it
// (RFC 9112 §2.2), which n counts.
//
// n == 0 without an error means that more octets are needed. from is how many
// octets of buf an earlier such call has already seen, so that a head that
// arrives in small parts is not searched again and again; 0 is always right.
//
// Errors are *Error with BadHead or TooLarge. Framing is the business of
// RequestFraming.
func ParseRequest(buf []byte, from int, h *flow.Head, lim Limits) (n int, err error) {
	h.Reset()
	start, err := skipEmptyLine(buf)
	if err != nil || start == len(buf) {
		return 0, err
	}
	if buf[start] == '\r' && (start > 0 || len(buf) > 1) {
		if start > 0 {
			return 0, fail(BadHead, start, "More than one empty line precedes the request line.")
		}
		return 0, nil
	}
	n, err = headEnd(buf, start, from, lim)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, earlyRequestLine(buf, start, from)
	}
	raw := buf[start:n:n]
	pos, err := parseRequestLine(raw, h)
	if err == nil {
		err = appendFields(raw, pos, h, lim)
	}
	if err == nil {
		h.Raw = raw
		err = checkRequest(h)
	}
	if err != nil {
		h.Reset()
		return 0, shift(err, start)
	}
	return n, nil
}

// skipEmptyLine returns the length of the empty line that buf starts with. A
// lone CR at the end of buf counts as not there yet: all of buf is skipped.
func skipEmptyLine(buf []byte) (int, error) {
	switch {
	case len(buf) == 0 || buf[0] != '\r':
		return 0, nil
	case len(buf) == 1:
		return 1, nil
	case buf[1] == '\n':
		return 2, nil
	}
	return 0, fail(BadHead, 0, "A CR stands alone before the request line.")
}

// earlyRequestLine refuses what can never become a request, without waiting for
// an empty line that may never come: TLS and other protocols, HTTP/0.9.
func earlyRequestLine(buf []byte, start, from int) error {
	rest := buf[start:]
	end := bytes.IndexByte(rest, '\n')
	if end < 0 {
		if from > start+maxMethod {
			return nil // seen before
		}
		rest = rest[:min(len(rest), maxMethod+1)]
		i := span(rest, inToken)
		if i > maxMethod || i < len(rest) && (i == 0 || rest[i] != ' ') {
			return methodError(rest, i, start)
		}
		return nil
	}
	if from > start+end {
		return nil // seen before
	}
	var h flow.Head
	_, err := parseRequestLine(rest[:end+1], &h)
	return shift(err, start)
}

// shift moves the offset of an error.
func shift(err error, by int) error {
	if e, ok := err.(*Error); ok {
		e.Offset += by
	}
	return err
}

// maxMethod bounds a method. It is far longer than any that is registered, and
// keeps what is not HTTP from being collected as one.
const maxMethod = 64

// parseRequestLine reads "method SP request-target SP HTTP-version CRLF" and
// returns its length. line ends with LF, but may go on after the request line.
func parseRequestLine(line []byte, h *flow.Head) (int, error) {
	i := 0
	for classes[line[i]]&inToken != 0 {
		i++
	}
	if i == 0 || i > maxMethod || line[i] != ' ' {
		return 0, methodError(line, i, 0)
	}
	h.Method = line[:i:i]
	t := i + 1
	i = t
	for classes[line[i]]&inTarget != 0 {
		i++
	}
	if i == t || line[i] != ' ' {
		return 0, targetError(line, t, i)
	}
	h.Target = line[t:i:i]
	i++
	if len(line) < i+10 || string(line[i:i+7]) != "HTTP/1." || line[i+8] != '\r' || line[i+9] != '\n' {
		return 0, versionError(line[i:], i)
	}
	switch line[i+7] {
	case '1':
		h.Proto = flow.HTTP11
	case '0':
		h.Proto = flow.HTTP10
	default:
		return 0, versionError(line[i:], i)
	}
	return i + 10, checkTarget(h.Method, h.Target, t)
}

// methodError says why line[:at] is no method; the line starts at offset.
func methodError(line []byte, at, offset int) error {
	if at > maxMethod {
		return fail(BadHead, offset, "The method is longer than %d octets.", maxMethod)
	}
	offset += at
	switch c := line[at]; {
	case at == 0 && (c == ' ' || c == '\t'):
		return fail(BadHead, offset, "The request line starts with whitespace.")
	case c == '\r' || c == '\n':
		return fail(BadHead, offset, "The request line has a method only.")
	case c == '\t':
		return fail(BadHead, offset, "A tab follows the method where a single space must.")
	default:
		return fail(BadHead, offset, "The octet 0x%02x cannot stand in a method.", c)
	}
}

func targetError(line []byte, start, at int) error {
	switch c := line[at]; {
	case at == start && c == ' ':
		return fail(BadHead, at, "More than one space follows the method.")
	case at == start && (c == '\r' || c == '\n'):
		return fail(BadHead, at, "The request line has no target.")
	case c == '\r' && line[at+1] == '\n':
		return fail(BadHead, at, "The request line has no HTTP version (HTTP/0.9 is not supported).")
	case c == '\r':
		return fail(BadHead, at, "A CR stands alone in the request line.")
	case c == '#':
		return fail(BadHead, at, "The request target has a fragment.")
	default:
		return fail(BadHead, at, "The octet 0x%02x cannot stand in a request target.", c)
	}
}

func versionError(rest []byte, offset int) error {
	text := rest
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		text = bytes.TrimSuffix(rest[:i], []byte("\r"))
	}
	switch {
	case len(text) == 0:
		return fail(BadHead, offset, "The request line ends without an HTTP version.")
	case text[0] == ' ':
		return fail(BadHead, offset, "More than one space precedes the HTTP version.")
	case bytes.IndexByte(text, ' ') >= 0 || bytes.IndexByte(text, '\t') >= 0:
		return fail(BadHead, offset, "Whitespace follows the HTTP version, or stands inside the request target.")
	case len(text) == 8 && string(text[:5]) == "HTTP/" && all(text[5:6], inDigit) && text[6] == '.' && all(text[7:], inDigit):
		return fail(BadVersion, offset, "The version %q is neither HTTP/1.1 nor HTTP/1.0.", text)
	}
	return fail(BadHead, offset, "%q is not an HTTP version.", clip(text))
}

// maxConnectionOptions bounds the work of dropping nominated fields.
const maxConnectionOptions = 64

// checkRequest applies the rules about single fields: exactly one valid Host
// (RFC 9112 §3.2), at most so many connection options.
func checkRequest(h *flow.Head) error {
	host := -1
	for i := range h.Fields {
		if !is(h.Fields[i].Name, "Host") {
			continue
		}
		if host >= 0 {
			return fail(BadHead, 0, "There is more than one Host field.")
		}
		host = i
	}
	if host < 0 {
		if h.Proto == flow.HTTP10 {
			return checkOptions(h)
		}
		return fail(BadHead, 0, "The Host field is missing.")
	}
	v := h.Fields[host].Value
	if len(v) == 0 && (h.Target[0] == '/' || h.Target[0] == '*') {
		return fail(BadHead, 0, "The Host field is empty.")
	}
	if len(v) > 0 {
		if _, _, ok := SplitAuthority(v); !ok {
			return fail(BadHead, 0, "The Host field %q is not a host with an optional port.", clip(v))
		}
	}
	return checkOptions(h)
}

func checkOptions(h *flow.Head) error {
	n := 0
	for range ConnectionOptions(h) {
		if n++; n > maxConnectionOptions {
			return fail(TooLarge, 0, "Connection names more than %d options.", maxConnectionOptions)
		}
	}
	return nil
}
