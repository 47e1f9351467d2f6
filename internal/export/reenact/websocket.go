package reenact

import (
	"encoding/binary"

	"rockxy/internal/flow"
)

// appendFrame appends a message as one WebSocket frame (RFC 6455 §5.2), that
// of a client with a mask of zeros.
func appendFrame(dst []byte, m *flow.Message) []byte {
	opcodes := map[flow.MessageKind]byte{flow.MessageText: 1, flow.MessageBinary: 2, flow.MessageClose: 8, flow.MessagePing: 9, flow.MessagePong: 10}
	mask := byte(0)
	if m.Dir == flow.Request {
		mask = 0x80
	}
	op, ok := opcodes[m.Kind]
	if !ok {
		op = 2
	}
	dst = append(dst, 0x80|op)
	switch n := len(m.Data); {
	case n < 126:
		dst = append(dst, mask|byte(n))
	case n < 1<<16:
		dst = binary.BigEndian.AppendUint16(append(dst, mask|126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, mask|127), uint64(n))
	}
	if mask != 0 {
		dst = append(dst, 0, 0, 0, 0)
	}
	return append(dst, m.Data...)
}
