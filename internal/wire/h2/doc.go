// Package h2 is one end of an HTTP/2 connection (RFC 9113) as a state machine:
// octets go in, events come out, and calls append frames to an output buffer.
//
// It does no I/O, reads no clock and starts no goroutine; the caller owns the
// connection, serialises all calls and passes the time in. The framing is that
// of golang.org/x/net/http2's Framer and the field compression that of its
// hpack; streams, windows, validity and limits are decided here, because a
// debugging proxy must keep what the ready-made server and client lose: the
// order of fields and pseudo-header fields, duplicates, interim responses,
// SETTINGS, error codes.
//
// What it refuses: whatever RFC 9113 calls malformed (§8.1.1, §8.2, §8.3),
// server push, extended CONNECT, frames above 16 KiB, field sections above the
// limits of Limits, and the known floods (rapid reset, CONTINUATION, SETTINGS,
// PING, PRIORITY, WINDOW_UPDATE, empty frames, a peer that does not read).
// Priorities (RFC 9113 §5.3) are ignored.
//
// Memory: the input buffer is 32 KiB; DATA is lent to the caller, who grants
// windows by Consume as it gets rid of it; output DATA is accepted up to the
// peer's windows only; control frames waiting for a peer that does not read
// are limited by Limits.ControlOut.
package h2
