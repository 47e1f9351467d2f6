// Package sniff says from the first bytes of a connection what is spoken on it.
//
// It looks and never consumes. It decides only which codec to start: a Yes is
// no promise that the rest is well-formed, and that codec's errors are still
// to be expected. Every answer is final once it is not NeedMore, and NeedMore
// ends after MaxLine bytes.
package sniff

import "bytes"

// Answer is what can be said of the bytes seen so far.
type Answer uint8

const (
	No Answer = iota
	NeedMore
	Yes
)

func (a Answer) String() string {
	switch a {
	case No:
		return "no"
	case NeedMore:
		return "need more"
	}
	return "yes"
}

// MaxLine is how many bytes LooksLikeHTTP1 reads at most for a request line
// with a method that it does not know.
const MaxLine = 8 << 10

// h2Preface is the client connection preface of RFC 9113 §3.4.
const h2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// LooksLikeTLS reports whether b begins with a TLS record that holds the start
// of a ClientHello (RFC 8446 §5.1 and §4). It decides after six bytes.
func LooksLikeTLS(b []byte) Answer {
	const (
		recordHandshake = 22
		typeClientHello = 1
		maxFragment     = 1 << 14
	)
	switch {
	case len(b) > 0 && b[0] != recordHandshake,
		len(b) > 1 && b[1] != 3,
		len(b) > 2 && b[2] > 4:
		return No
	case len(b) < 5:
		return NeedMore
	}
	if n := int(b[3])<<8 | int(b[4]); n == 0 || n > maxFragment {
		return No
	}
	if len(b) < 6 {
		return NeedMore
	}
	if b[5] != typeClientHello {
		return No
	}
	return Yes
}

// LooksLikeH2Preface reports whether b begins with the HTTP/2 client
// connection preface (RFC 9113 §3.4), all 24 bytes of it.
func LooksLikeH2Preface(b []byte) Answer {
	n := min(len(b), len(h2Preface))
	switch {
	case string(b[:n]) != h2Preface[:n]:
		return No
	case n < len(h2Preface):
		return NeedMore
	}
	return Yes
}

// LooksLikeSOCKS reports whether b begins like a SOCKS request, of which
// version. It looks at the first byte only, which is enough to tell SOCKS from
// HTTP and TLS.
func LooksLikeSOCKS(b []byte) (version int, a Answer) {
	switch {
	case len(b) == 0:
		return 0, NeedMore
	case b[0] == 4 || b[0] == 5:
		return int(b[0]), Yes
	}
	return 0, No
}

// LooksLikeHTTP1 reports whether b begins with an HTTP/1 request line
// (RFC 9112 §3). A well-known method before an origin-form target decides at
// once; anything else waits for the whole line, because other protocols begin
// with a word and a space too ("SSH-2.0-OpenSSH_9.2p1 Debian", "EHLO host",
// "OPTIONS rtsp://… RTSP/1.0").
func LooksLikeHTTP1(b []byte) Answer {
	b = skipEmptyLines(b)
	method := 0
	for method < len(b) && isTokenByte(b[method]) {
		method++
	}
	switch {
	case method > maxMethod:
		return No
	case method == len(b):
		return NeedMore
	case method == 0 || b[method] != ' ':
		return No
	}
	if method+1 < len(b) && b[method+1] == '/' && knownMethod(b[:method]) {
		return Yes
	}
	return wholeLine(b, method+1)
}

// maxMethod is the longest method that counts as one; the longest registered
// name has 17 bytes (UPDATEREDIRECTREF).
const maxMethod = 32

// wholeLine judges a request line, whose target begins at target, by its end.
func wholeLine(b []byte, target int) Answer {
	line, _, found := bytes.Cut(b[:min(len(b), MaxLine)], []byte("\n"))
	for _, c := range line {
		if c < ' ' && c != '\r' && c != '\t' {
			return No // binary, or a line that no HTTP server takes
		}
	}
	switch {
	case found:
		line = bytes.TrimSuffix(line, []byte("\r"))
		const version = " HTTP/1.x"
		if len(line) > target+len(version) && string(line[len(line)-len(version):len(line)-1]) == version[:len(version)-1] {
			return Yes
		}
		return No
	case len(b) >= MaxLine:
		return No
	}
	return NeedMore
}

// skipEmptyLines takes off the empty lines that a server ignores before a
// request line (RFC 9112 §2.2), two at most.
func skipEmptyLines(b []byte) []byte {
	for range 2 {
		switch {
		case len(b) >= 2 && b[0] == '\r' && b[1] == '\n':
			b = b[2:]
		case len(b) == 1 && b[0] == '\r':
			return nil
		}
	}
	return b
}

func knownMethod(m []byte) bool {
	switch string(m) {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE":
		return true
	}
	return false
}

// isTokenByte reports whether c is a tchar (RFC 9110 §5.6.2).
func isTokenByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c > ' ' && bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0
}
