package h1

import (
	"bytes"

	"rockxy/internal/flow"
)

// ParseResponse reads one response head from the start of buf into h, like
// ParseRequest. Nothing may precede the status line.
func ParseResponse(buf []byte, from int, h *flow.Head, lim Limits) (n int, err error) {
	h.Reset()
	if len(buf) == 0 {
		return 0, nil
	}
	n, err = headEnd(buf, 0, from, lim)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, earlyStatusLine(buf, from)
	}
	raw := buf[:n:n]
	pos, err := parseStatusLine(raw, h)
	if err == nil {
		err = appendFields(raw, pos, h, lim)
	}
	if err == nil {
		h.Raw = raw
		err = checkOptions(h)
	}
	if err != nil {
		h.Reset()
		return 0, err
	}
	return n, nil
}

// earlyStatusLine refuses what can never become a response.
func earlyStatusLine(buf []byte, from int) error {
	const prefix = "HTTP/1."
	if from < len(prefix) {
		k := min(len(buf), len(prefix))
		if string(buf[:k]) != prefix[:k] {
			return fail(BadHead, 0, "The response does not start with an HTTP/1 status line.")
		}
	}
	end := bytes.IndexByte(buf, '\n')
	if end < 0 || from > end {
		return nil
	}
	var h flow.Head
	_, err := parseStatusLine(buf[:end+1], &h)
	return err
}

// parseStatusLine reads "HTTP/1.x SP 3DIGIT [SP reason] CRLF" and returns its
// length. line ends with LF, but may go on after the status line.
func parseStatusLine(line []byte, h *flow.Head) (int, error) {
	if len(line) < 9 || string(line[:7]) != "HTTP/1." {
		return 0, fail(BadHead, 0, "The response does not start with an HTTP/1 status line.")
	}
	switch line[7] {
	case '1':
		h.Proto = flow.HTTP11
	case '0':
		h.Proto = flow.HTTP10
	default:
		return 0, fail(BadVersion, 7, "The response's version is neither HTTP/1.1 nor HTTP/1.0.")
	}
	if line[8] != ' ' {
		return 0, fail(BadHead, 8, "A single space must follow the version in a status line.")
	}
	if len(line) < 14 || !all(line[9:12], inDigit) || line[12] != ' ' && line[12] != '\r' {
		return 0, fail(BadHead, 9, "The status code is not three digits.")
	}
	h.Status = int(line[9]-'0')*100 + int(line[10]-'0')*10 + int(line[11]-'0')
	if h.Status < 100 || h.Status > 599 {
		return 0, fail(BadHead, 9, "The status code %d is outside 100 to 599.", h.Status)
	}
	i := 12
	if line[i] == ' ' {
		i++
		n := valueSpan(line[i:])
		h.Reason = line[i : i+n : i+n]
		i += n
	}
	if line[i] != '\r' || line[i+1] != '\n' {
		return 0, fail(BadHead, i, "The control octet 0x%02x stands in the status line.", line[i])
	}
	return i + 2, nil
}
