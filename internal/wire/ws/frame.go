package ws

import (
	"encoding/binary"
	"math"
)

// Opcodes (RFC 6455 §5.2).
const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xa
)

// Reserved bits, where they stand in the first byte of a frame.
const (
	rsv1    = 0x40
	rsvMask = 0x70
)

const (
	maxHeader  = 14
	maxControl = 125
)

// header is the header of a frame.
type header struct {
	fin    bool
	rsv    byte
	op     byte
	masked bool
	mask   [4]byte
	length int64 // of the payload
	size   int   // of the header
	// long says that the length was not encoded in the fewest bytes.
	long bool
}

func (h *header) control() bool { return h.op&0x8 != 0 }

// parseHeader reads the frame header at the start of b. ok is false when b
// does not hold all of it; maxHeader bytes always do.
func parseHeader(b []byte) (h header, ok bool) {
	if len(b) < 2 {
		return h, false
	}
	h.fin = b[0]&0x80 != 0
	h.rsv = b[0] & rsvMask
	h.op = b[0] & 0x0f
	h.masked = b[1]&0x80 != 0
	h.length = int64(b[1] & 0x7f)
	h.size = 2
	switch h.length {
	case 126:
		if len(b) < 4 {
			return h, false
		}
		h.length = int64(binary.BigEndian.Uint16(b[2:]))
		h.size, h.long = 4, h.length < 126
	case 127:
		if len(b) < 10 {
			return h, false
		}
		h.length = int64(binary.BigEndian.Uint64(b[2:])) // negative: refused by check
		h.size, h.long = 10, h.length <= math.MaxUint16
	}
	if h.masked {
		if len(b) < h.size+4 {
			return h, false
		}
		h.mask = [4]byte(b[h.size:])
		h.size += 4
	}
	return h, true
}

// check returns what makes the frame unreadable or its place impossible, given
// whether a fragmented message is under way; empty if nothing does.
func (h *header) check(inMessage bool) string {
	switch h.op {
	case opContinuation, opText, opBinary, opClose, opPing, opPong:
	default:
		return "a frame with a reserved opcode"
	}
	switch {
	case h.length < 0:
		return "a frame of more than 2^63 bytes"
	case h.control() && !h.fin:
		return "a fragmented control frame"
	case h.control() && h.length > maxControl:
		return "a control frame of more than 125 bytes"
	case h.control():
		return ""
	case h.op == opContinuation && !inMessage:
		return "a continuation frame without a message to continue"
	case h.op != opContinuation && inMessage:
		return "a new message inside a fragmented one"
	case h.op == opContinuation && h.rsv&rsv1 != 0:
		return "a continuation frame that is marked as compressed"
	}
	return ""
}

// unmask writes src, masked with key from position pos of the payload on, to
// dst, which has the length of src.
func unmask(dst, src []byte, key [4]byte, pos int64) {
	var k [8]byte
	for i := range k {
		k[i] = key[(pos+int64(i))&3]
	}
	wide := binary.LittleEndian.Uint64(k[:])
	for len(src) >= 8 {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src)^wide)
		dst, src = dst[8:], src[8:]
	}
	for i := range src {
		dst[i] = src[i] ^ k[i]
	}
}
