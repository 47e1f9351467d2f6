// Package h1 is an ordered HTTP/1 codec (RFC 9112): bytes in, events out. It
// reads heads and bodies from buffers that its caller owns, and writes heads
// and chunks by appending to a slice. It keeps what other codecs lose: the
// order, case and spacing of fields, duplicates, the reason phrase, chunk
// sizes, chunk extensions and trailers.
//
// The package does no I/O, reads no clock and starts no goroutine.
//
// # What it refuses
//
// A message that two parsers could read differently is refused, not repaired:
// Content-Length together with Transfer-Encoding, differing or malformed
// lengths, any transfer coding but one final "chunked", line folding, a bare CR
// or LF, whitespace before the colon, control bytes, more than one Host or a bad
// one, a request line with anything but single spaces, chunk sizes with signs,
// prefixes or spaces, framing fields in trailers, and versions other than
// HTTP/1.0 and HTTP/1.1. There is no lenient mode.
//
// Three tolerances remain, each without a second reading: one empty line before
// a request (RFC 9112 §2.2), a status line that ends after the status code, and
// a response whose Content-Length is repeated with the same value (RFC 9112
// §6.3) or padded with zeros, which is forwarded as one plain number.
//
// # Forwarding
//
// AppendRequest and AppendResponse write a head as it was received, less what
// is hop-by-hop and plus what a Rewrite asks for. Heads that came over HTTP/2
// are written as their HTTP/1.1 equivalent.
//
// # Limits
//
// Limits bounds heads and trailer sections. A method is at most 64 octets, a
// chunk-size line at most MaxChunkLine, extensions in all at most 16 KiB more
// than the payload they came with, a Connection field at most 64 options. Bodies
// are unbounded; none of them is ever held.
package h1
