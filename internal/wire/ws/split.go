package ws

import (
	"encoding/binary"

	"rockxy/internal/flow"
)

// Unit is a part of a connection that is passed on as a whole: a control frame,
// or the frames of a message.
type Unit struct {
	Kind flow.MessageKind
	Raw  []byte // as on the wire
	Data []byte // payload, unmasked; only of a Whole unit
	// Whole is false of what cannot be read as a message: it uses an extension, is
	// longer than the limit, or is no WebSocket frame at all.
	Whole bool
}

// Splitter cuts one direction of a connection into units, for whoever changes
// messages on their way. It reads no extensions: they must not have been agreed on.
// Memory is bounded by Limit octets of a message.
type Splitter struct {
	Limit int

	buf  []byte // from the start of a frame on
	raw  []byte // frames of the message that is open
	data []byte
	kind flow.MessageKind
	open bool
	pass bool  // the message that is open is passed on frame by frame
	dead bool  // so is everything
	skip int64 // octets of a frame's payload that are passed on as they come
}

// Feed takes the next octets and calls emit for each unit that they complete, in
// the order in which units ended. A Unit is valid during the call. The error is emit's.
func (s *Splitter) Feed(p []byte, emit func(Unit) error) error {
	s.buf = append(s.buf, p...)
	b := s.buf
	defer func() { s.buf = s.buf[:copy(s.buf, b)] }()
	for len(b) > 0 {
		if s.dead || s.skip > 0 {
			n := len(b)
			if !s.dead {
				n = int(min(s.skip, int64(n)))
				s.skip -= int64(n)
			}
			raw := b[:n]
			b = b[n:]
			if err := emit(Unit{Raw: raw}); err != nil {
				return err
			}
			continue
		}
		h, ok := parseHeader(b)
		if !ok {
			return nil
		}
		if h.check(s.open) != "" {
			s.dead = true
			if err := s.flush(emit); err != nil {
				return err
			}
			continue
		}
		switch {
		case h.control():
		case s.pass, h.rsv != 0, int64(len(s.data))+h.length > int64(s.Limit):
			if err := s.flush(emit); err != nil {
				return err
			}
			s.open, s.pass = !h.fin, !h.fin
			s.skip = int64(h.size) + h.length
			continue
		}
		size := int64(h.size) + h.length
		if int64(len(b)) < size {
			return nil
		}
		frame := b[:size]
		b = b[size:]
		if err := s.frame(h, frame, emit); err != nil {
			return err
		}
	}
	return nil
}

// frame takes a whole frame of what is read.
func (s *Splitter) frame(h header, frame []byte, emit func(Unit) error) error {
	if h.control() {
		data := make([]byte, h.length)
		copy(data, frame[h.size:])
		if h.masked {
			unmask(data, data, h.mask, 0)
		}
		return emit(Unit{Kind: kinds[h.op], Raw: frame, Data: data, Whole: h.rsv == 0})
	}
	if !s.open {
		s.open, s.kind = true, kinds[h.op]
	}
	at := len(s.data)
	s.raw = append(s.raw, frame...)
	s.data = append(s.data, frame[h.size:]...)
	if h.masked {
		unmask(s.data[at:], s.data[at:], h.mask, 0)
	}
	if !h.fin {
		return nil
	}
	u := Unit{Kind: s.kind, Raw: s.raw, Data: s.data, Whole: true}
	s.raw, s.data, s.open = s.raw[:0], s.data[:0], false
	return emit(u)
}

// flush passes on what was kept of a message that is not read to its end.
func (s *Splitter) flush(emit func(Unit) error) error {
	raw := s.raw
	s.raw, s.data = s.raw[:0], s.data[:0]
	if len(raw) == 0 {
		return nil
	}
	return emit(Unit{Raw: raw})
}

// Rest returns what is left when the connection has ended in the middle of a unit.
func (s *Splitter) Rest() []byte { return append(append([]byte(nil), s.raw...), s.buf...) }

// AppendMessage appends a message as one frame. A client's is masked with key, a
// server's has none (RFC 6455 §5.1).
func AppendMessage(dst []byte, kind flow.MessageKind, data []byte, key *[4]byte) []byte {
	op := byte(opBinary)
	for o, k := range kinds {
		if k == kind && k != 0 {
			op = byte(o)
		}
	}
	masked := byte(0)
	if key != nil {
		masked = 0x80
	}
	dst = append(dst, 0x80|op)
	switch n := len(data); {
	case n < 126:
		dst = append(dst, masked|byte(n))
	case n <= 0xffff:
		dst = binary.BigEndian.AppendUint16(append(dst, masked|126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, masked|127), uint64(n))
	}
	if key == nil {
		return append(dst, data...)
	}
	dst = append(dst, key[:]...)
	at := len(dst)
	dst = append(dst, data...)
	unmask(dst[at:], dst[at:], *key, 0)
	return dst
}
