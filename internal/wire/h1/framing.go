package h1

import (
	"math"

	"rockxy/internal/flow"
)

// FramingKind says how the end of a message is found.
type FramingKind uint8

const (
	None       FramingKind = iota // the message ends with its head
	Length                        // Framing.Length octets follow
	Chunked                       // the chunked coding follows
	UntilClose                    // the connection's end is the end (responses only)
)

// String names the kind for logs and tests.
func (k FramingKind) String() string {
	switch k {
	case None:
		return "none"
	case Length:
		return "length"
	case Chunked:
		return "chunked"
	case UntilClose:
		return "until close"
	}
	return "unknown"
}

// Framing is where a message ends (RFC 9112 §6.3). Length counts octets, and is
// 0 unless Kind is Length.
type Framing struct {
	Kind   FramingKind
	Length int64
}

// RequestFraming says where the body of an HTTP/1 request ends. Anything that
// two parsers could read differently is BadFraming: Content-Length next to
// Transfer-Encoding, more than one Content-Length even if equal, a value that is
// not plain digits or starts with a needless zero, any transfer coding but one
// "chunked", any at all in HTTP/1.0, a body on CONNECT or TRACE, and these fields
// spelled with an underscore, which CGI and its heirs take for the same.
func RequestFraming(h *flow.Head) (Framing, error) {
	f, err := fieldFraming(h, false)
	if err != nil {
		return Framing{}, err
	}
	if bodiless := string(h.Method) == "CONNECT" || string(h.Method) == "TRACE"; bodiless && (f.Kind == Chunked || f.Length > 0) {
		return Framing{}, fail(BadFraming, 0, "A %s request announces a body, which it cannot have.", h.Method)
	}
	if f.Kind == UntilClose {
		f.Kind = None
	}
	return f, nil
}

// ResponseFraming says where the body of an HTTP/1 response to a request with
// the given method ends. It is as strict as RequestFraming, except that a
// Content-Length may be repeated with the same value, and may start with zeros;
// it is forwarded once and without. Responses that have no body whatever their
// fields say (to HEAD, 1xx, 204, 304, 2xx to CONNECT) are None, but 1xx and 204
// with Transfer-Encoding or a Content-Length other than 0 are refused:
// recipients exist that would wait for the body.
func ResponseFraming(h *flow.Head, requestMethod []byte) (Framing, error) {
	if string(requestMethod) == "CONNECT" && h.Status/100 == 2 {
		return Framing{}, nil // RFC 9110 §9.3.6: length fields are ignored
	}
	f, err := fieldFraming(h, true)
	if err != nil {
		return Framing{}, err
	}
	switch {
	case h.Status/100 == 1 || h.Status == 204:
		if f.Kind == Chunked || f.Length > 0 {
			return Framing{}, fail(BadFraming, 0, "A %d response announces a body, which it cannot have.", h.Status)
		}
		return Framing{}, nil
	case h.Status == 304 || string(requestMethod) == "HEAD":
		return Framing{}, nil
	}
	return f, nil
}

// fieldFraming reads the framing fields. Without any it returns UntilClose.
func fieldFraming(h *flow.Head, response bool) (Framing, error) {
	length := int64(-1)
	codings, lengths := 0, 0
	for i := range h.Fields {
		f := &h.Fields[i]
		switch framingField(f.Name) {
		case fieldContentLength:
			n, err := contentLength(f.Value, response)
			if err != nil {
				return Framing{}, err
			}
			if lengths++; lengths > 1 && (!response || n != length) {
				return Framing{}, fail(BadFraming, 0, "There is more than one Content-Length: %d and %d.", length, n)
			}
			length = n
		case fieldTransferEncoding:
			if codings++; codings > 1 || !is(f.Value, "chunked") {
				return Framing{}, fail(BadFraming, 0, "Transfer-Encoding is not exactly one \"chunked\" (%q).", clip(f.Value))
			}
		case fieldMisspelled:
			if !response {
				return Framing{}, fail(BadFraming, 0, "Some recipients would take the field %q for one that frames.", f.Name)
			}
		}
	}
	switch {
	case codings > 0 && lengths > 0:
		return Framing{}, fail(BadFraming, 0, "Content-Length and Transfer-Encoding stand together.")
	case codings > 0 && h.Proto == flow.HTTP10:
		return Framing{}, fail(BadFraming, 0, "Transfer-Encoding stands in an HTTP/1.0 message.")
	case codings > 0:
		return Framing{Kind: Chunked}, nil
	case lengths > 0:
		return Framing{Kind: Length, Length: length}, nil
	}
	return Framing{Kind: UntilClose}, nil
}

// framingField recognises the framing fields, and as fieldMisspelled their names
// with underscores for hyphens.
func framingField(name []byte) knownField {
	s, k := "Content-Length", fieldContentLength
	switch len(name) {
	case len("Transfer-Encoding"):
		s, k = "Transfer-Encoding", fieldTransferEncoding
	case len("Content-Length"):
	default:
		return fieldOther
	}
	for i, c := range name {
		switch {
		case c|0x20 == s[i]|0x20:
		case c == '_' && s[i] == '-':
			k = fieldMisspelled
		default:
			return fieldOther
		}
	}
	return k
}

// contentLength reads one Content-Length value; lenient allows "5, 5" and "05".
func contentLength(v []byte, lenient bool) (int64, error) {
	n, ok := digits(v)
	if ok && (lenient || plain(v)) {
		return n, nil
	}
	if lenient {
		n, ok = -1, true
		members(v, func(m []byte) bool {
			k, valid := digits(m)
			ok = valid && (n < 0 || k == n)
			n = k
			return ok
		})
		if ok && n >= 0 {
			return n, nil
		}
	}
	return 0, fail(BadFraming, 0, "The Content-Length %q is not a plain decimal number that fits 63 bits.", clip(v))
}

// plain reports digits without a needless zero before them.
func plain(v []byte) bool { return all(v, inDigit) && (v[0] != '0' || len(v) == 1) }

// digits reads a decimal number of digits alone.
func digits(b []byte) (int64, bool) {
	if len(b) == 0 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		d := int64(c) - '0'
		if d < 0 || d > 9 || n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
