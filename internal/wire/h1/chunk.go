package h1

import (
	"math"

	"rockxy/internal/flow"
)

const (
	// MaxChunkLine bounds a chunk-size line with its extensions and CRLF.
	MaxChunkLine = 4 << 10
	// maxExtensions bounds all extensions of a body, beyond its payload.
	maxExtensions = 16 << 10
	maxSizeDigits = 16
)

// parseChunkLine reads chunk-size [ chunk-ext ] CRLF (RFC 9112 §7.1). n is its
// length, 0 while it is incomplete; ext that of the extensions.
func parseChunkLine(p []byte) (size int64, n, ext int, err error) {
	i := 0
	for i < len(p) && classes[p[i]]&inHex != 0 {
		if i == maxSizeDigits || size > math.MaxInt64>>4 {
			return 0, 0, 0, fail(BadFraming, i, "The chunk size does not fit 63 bits.")
		}
		size = size<<4 | int64(hexValue(p[i]))
		i++
	}
	if i == len(p) {
		return 0, 0, 0, nil
	}
	if i == 0 {
		return 0, 0, 0, fail(BadFraming, 0, "The octet 0x%02x stands where a chunk size must.", p[0])
	}
	start := i
	if p[i] == ';' {
		if i, err = chunkExtensions(p[:min(len(p), MaxChunkLine)], i); err != nil {
			return 0, 0, 0, err
		}
	}
	switch {
	case i >= MaxChunkLine-1:
		return 0, 0, 0, fail(TooLarge, i, "A chunk-size line is longer than %d octets.", MaxChunkLine)
	case i == len(p):
		return 0, 0, 0, nil
	case p[i] != '\r':
		return 0, 0, 0, fail(BadFraming, i, "The octet 0x%02x follows a chunk size.", p[i])
	case i+1 == len(p):
		return 0, 0, 0, nil
	case p[i+1] != '\n':
		return 0, 0, 0, fail(BadFraming, i, "A CR stands alone in a chunk-size line.")
	}
	return size, i + 2, i - start, nil
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// chunkExtensions reads *( ";" name [ "=" value ] ) from p[i:] and returns the
// offset after it, len(p) when p ends inside. The "bad whitespace" that RFC 9112
// §7.1.1 tolerates around ";" and "=" is refused.
func chunkExtensions(p []byte, i int) (int, error) {
	for i < len(p) && p[i] == ';' {
		i++
		k := span(p[i:], inToken)
		if i += k; i == len(p) {
			return i, nil
		}
		if k == 0 {
			return 0, fail(BadFraming, i, "The octet 0x%02x stands where the name of a chunk extension must.", p[i])
		}
		if p[i] != '=' {
			continue
		}
		if i++; i == len(p) {
			return i, nil
		}
		if p[i] == '"' {
			var err error
			if i, err = quoted(p, i); err != nil || i == len(p) {
				return i, err
			}
			continue
		}
		k = span(p[i:], inToken)
		if i += k; k == 0 {
			return 0, fail(BadFraming, i, "The octet 0x%02x stands where the value of a chunk extension must.", p[i])
		}
	}
	return i, nil
}

// quoted reads the quoted-string (RFC 9110 §5.6.4) at p[i] and returns the
// offset after it, len(p) when p ends inside.
func quoted(p []byte, i int) (int, error) {
	for i++; i < len(p); i++ {
		c := p[i]
		switch {
		case c == '"':
			return i + 1, nil
		case c == '\\':
			if i++; i == len(p) {
				return i, nil
			}
			c = p[i]
		}
		if c < 0x20 && c != '\t' || c == 0x7f {
			return 0, fail(BadFraming, i, "The control octet 0x%02x stands in a chunk extension.", c)
		}
	}
	return i, nil
}

// trailerSection reads the fields and the empty line from p[start:]. It returns
// the offset after them, 0 while they are incomplete.
func (b *Body) trailerSection(p []byte, start int) (int, error) {
	rest := p[start:]
	switch {
	case len(rest) > 0 && rest[0] == '\r' && (len(rest) == 1 || rest[1] != '\n'):
		if len(rest) == 1 {
			return 0, nil
		}
		return 0, fail(BadFraming, start, "A CR stands alone after the last chunk.")
	case len(rest) > 0 && rest[0] == '\r':
		return start + 2, nil
	}
	end, err := headEnd(p, start, b.scanned, b.lim)
	if err != nil || end == 0 {
		b.scanned = len(p)
		return 0, err
	}
	h := &b.trailers
	h.Reset()
	h.Raw = p[start:end:end]
	if err := appendFields(h.Raw, 0, h, b.lim); err != nil {
		return 0, err
	}
	for i := range h.Fields {
		if forbiddenTrailer(h.Fields[i].Name) {
			return 0, fail(BadFraming, start, "The field %q cannot stand in a trailer section.", clip(h.Fields[i].Name))
		}
	}
	return end, nil
}

// forbiddenTrailer reports the fields that decide about framing, routing,
// connection or authentication, or how the content is read: one recipient would
// heed them in a trailer section and another not (RFC 9110 §6.5.1).
func forbiddenTrailer(name []byte) bool {
	for _, s := range [...]string{
		"Content-Length", "Transfer-Encoding", "Host", "Trailer",
		"Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "Expect",
		"Authorization", "Proxy-Authorization", "Proxy-Authenticate", "WWW-Authenticate",
		"Cookie", "Set-Cookie",
		"Content-Encoding", "Content-Type", "Content-Range",
	} {
		if is(name, s) {
			return true
		}
	}
	return false
}

// AppendChunk appends data as one chunk; nothing when data is empty, since that
// would be the last chunk.
func AppendChunk(dst, data []byte) []byte {
	if len(data) == 0 {
		return dst
	}
	dst = appendHex(dst, uint64(len(data)))
	dst = append(dst, '\r', '\n')
	dst = append(dst, data...)
	return append(dst, '\r', '\n')
}

// AppendLastChunk appends the last chunk and the trailer section, which may be
// nil. Trailers that cannot stand there, pseudo-header fields and fields that
// HTTP/1 cannot carry are left out.
func AppendLastChunk(dst []byte, trailers *flow.Head) []byte {
	dst = append(dst, '0', '\r', '\n')
	if trailers != nil {
		for i := range trailers.Fields {
			if f := &trailers.Fields[i]; !forbiddenTrailer(f.Name) {
				dst = appendField(dst, f.Name, f.Value)
			}
		}
	}
	return append(dst, '\r', '\n')
}

// appendHex appends n in lower-case hexadecimal without leading zeros.
func appendHex(dst []byte, n uint64) []byte {
	var buf [16]byte
	i := len(buf)
	for {
		i--
		buf[i] = "0123456789abcdef"[n&15]
		if n >>= 4; n == 0 {
			return append(dst, buf[i:]...)
		}
	}
}

// appendField appends one field line, nothing when it would not be valid.
func appendField(dst, name, value []byte) []byte {
	if value = trim(value); !all(name, inToken) || valueSpan(value) != len(value) {
		return dst
	}
	dst = append(dst, name...)
	dst = append(dst, ':', ' ')
	dst = append(dst, value...)
	return append(dst, '\r', '\n')
}
