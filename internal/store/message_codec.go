package store

import (
	"encoding/binary"

	"rockxy/internal/flow"
)

// A message item: length of its fields (uint16), fields, data.
const (
	msgKind      = 1
	msgDir       = 2
	msgTime      = 3
	msgSize      = 4
	msgWire      = 5
	msgFragments = 6
	msgEncoded   = 7
	msgNote      = 8
)

func appendMessage(b []byte, m *flow.Message) []byte {
	data, note := m.Data, m.Note
	if len(data) > maxMessage {
		data, note = data[:maxMessage], "only its first 16 MiB were recorded"
	}
	if len(note) > 1<<10 {
		note = note[:1<<10]
	}
	b = append(b, 0, 0)
	start := len(b)
	b = appendUint(b, msgKind, uint64(m.Kind))
	b = appendUint(b, msgDir, uint64(m.Dir))
	b = appendUint(b, msgTime, uint64(m.Time))
	b = appendUint(b, msgSize, uint64(m.Size))
	b = appendUint(b, msgWire, uint64(m.Wire))
	b = appendUint(b, msgFragments, uint64(m.Fragments))
	b = appendBool(b, msgEncoded, m.Encoded)
	b = appendString(b, msgNote, note)
	binary.LittleEndian.PutUint16(b[start-2:], uint16(len(b)-start))
	return append(b, data...)
}

// decodeMessage returns a message whose Data is a part of b.
func decodeMessage(b []byte) (*flow.Message, error) {
	if len(b) < 2 {
		return nil, errFields
	}
	n := int(binary.LittleEndian.Uint16(b))
	if n > len(b)-2 {
		return nil, errFields
	}
	m := &flow.Message{Data: b[2+n:]}
	err := eachField(string(b[2:2+n]), func(f *field) error {
		switch f.Num {
		case msgKind:
			m.Kind = flow.MessageKind(f.Val)
		case msgDir:
			m.Dir = flow.Direction(f.Val)
		case msgTime:
			m.Time = flow.Nanos(f.Val)
		case msgSize:
			m.Size = int64(f.Val)
		case msgWire:
			m.Wire = int64(f.Val)
		case msgFragments:
			m.Fragments = int(f.Val)
		case msgEncoded:
			m.Encoded = f.Val != 0
		case msgNote:
			m.Note = f.Str
		}
		return nil
	})
	return m, err
}
