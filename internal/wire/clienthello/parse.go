package clienthello

import (
	"fmt"
	"slices"
)

// TLS alerts that an Error suggests (RFC 8446 §6.2).
const (
	alertUnexpectedMessage = 10
	alertRecordOverflow    = 22
	alertIllegalParameter  = 47
	alertDecodeError       = 50
)

// Error says why bytes are not a ClientHello that can be acted on.
type Error struct {
	Reason string // a phrase without a period
	Alert  uint8  // what a TLS server would answer
}

func (e *Error) Error() string { return "not a valid ClientHello: " + e.Reason }

func errorf(alert uint8, format string, args ...any) *Error {
	return &Error{Reason: fmt.Sprintf(format, args...), Alert: alert}
}

// Parse reads the ClientHello at the start of b, the bytes of a connection so
// far. Exactly one of its results is set: the hello, or in need how many
// further bytes at least are missing, or an *Error, which no further bytes can
// mend. b may hold more than the hello.
func Parse(b []byte) (h *Hello, need int, err error) {
	e, need, perr := measure(b)
	switch {
	case perr != nil:
		return nil, 0, perr
	case need > 0:
		return nil, need, nil
	}
	h = &Hello{RecordVersion: u16(b[1:]), Records: e.records, Size: e.size}
	if perr := h.parse(e.message(b)); perr != nil {
		return nil, 0, perr
	}
	return h, 0, nil
}

// parse reads the body of the message (RFC 8446 §4.1.2).
func (h *Hello) parse(m []byte) *Error {
	r := reader{b: m}
	lists := make(arena, 0, min(128, len(m)/2))
	h.LegacyVersion = r.u16()
	h.Random = r.take(32)
	h.SessionID = r.vector8()
	ciphers := reader{b: r.vector16()}
	h.Compressions = r.vector8()
	h.Ciphers = ciphers.list(&lists)
	switch {
	case r.bad:
		return errorf(alertDecodeError, "the message ends early")
	case len(h.SessionID) > 32:
		return errorf(alertDecodeError, "session ID of %d bytes", len(h.SessionID))
	case len(h.Ciphers) == 0 || ciphers.bad:
		return errorf(alertDecodeError, "bad list of cipher suites")
	case len(h.Compressions) == 0:
		return errorf(alertDecodeError, "no compression methods")
	case len(r.b) == 0:
		return nil // no extensions at all: an old client
	}
	extensions := r.vector16()
	if r.bad || len(r.b) > 0 {
		return errorf(alertDecodeError, "the extensions do not fill the message")
	}
	return h.parseExtensions(extensions, &lists)
}

func (h *Hello) parseExtensions(b []byte, lists *arena) *Error {
	from := len(*lists)
	for r := (reader{b: b}); len(r.b) > 0; {
		n := r.u16()
		r.vector16()
		if r.bad {
			return errorf(alertDecodeError, "an extension ends early")
		}
		*lists = append(*lists, n)
	}
	h.Extensions = lists.since(from)
	if n, twice := duplicate(h.Extensions); twice {
		return errorf(alertIllegalParameter, "extension %d comes twice", n)
	}
	for r := (reader{b: b}); len(r.b) > 0; {
		n := r.u16()
		if !h.extension(n, reader{b: r.vector16()}, lists) {
			return errorf(alertDecodeError, "bad body of extension %d", n)
		}
	}
	return nil
}

// duplicate finds a value that a list of distinct values has twice.
func duplicate(list []uint16) (v uint16, twice bool) {
	const few = 64
	if len(list) > few {
		list = slices.Sorted(slices.Values(list))
		for i := 1; i < len(list); i++ {
			if list[i] == list[i-1] {
				return list[i], true
			}
		}
		return 0, false
	}
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			return v, true
		}
	}
	return 0, false
}
