// Package pcapngtest reads what package pcapng writes, as strictly as the format
// says, for tests.
package pcapngtest

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Kinds of blocks (draft-ietf-opsawg-pcapng §4).
const (
	Section   = 0x0a0d0d0a
	Interface = 1
	Names     = 4
	Packet    = 6
	Secrets   = 10
)

const (
	optEnd       = 0
	optComment   = 1
	secTLSKeyLog = 0x544c534b
)

// Block is one block of a file.
type Block struct {
	Kind    uint32
	Comment string
	Nanos   int64  // of a packet
	Data    []byte // a packet, or secrets
}

// Read reads a file in the form that pcapng.Writer gives it: little endian, one
// section, one interface, nanoseconds.
func Read(r io.Reader) (blocks []Block, err error) {
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err == io.EOF {
			return blocks, nil
		} else if err != nil {
			return blocks, err
		}
		size := binary.LittleEndian.Uint32(head[4:])
		if size < 12 || size%4 != 0 || size > 1<<26 {
			return blocks, fmt.Errorf("pcapng: block %d has %d octets", len(blocks), size)
		}
		body := make([]byte, size-8)
		if _, err := io.ReadFull(r, body); err != nil {
			return blocks, err
		}
		if binary.LittleEndian.Uint32(body[size-12:]) != size {
			return blocks, fmt.Errorf("pcapng: block %d has two lengths", len(blocks))
		}
		b, err := parse(binary.LittleEndian.Uint32(head[:]), body[:size-12], len(blocks))
		if err != nil {
			return blocks, fmt.Errorf("pcapng: block %d: %w", len(blocks), err)
		}
		blocks = append(blocks, b)
	}
}

type fault string

func (f fault) Error() string { return string(f) }

// parse reads the body of the block of this index.
func parse(kind uint32, b []byte, index int) (Block, error) {
	out := Block{Kind: kind}
	if (index == 0) != (kind == Section) || (index == 1) != (kind == Interface) {
		return out, fault("out of place")
	}
	fixed, data := map[uint32]int{Section: 16, Interface: 8, Packet: 20, Secrets: 8, Names: 0}[kind], 0
	if len(b) < fixed {
		return out, fault("too short")
	}
	switch kind {
	case Section:
		if binary.LittleEndian.Uint32(b) != 0x1a2b3c4d || binary.LittleEndian.Uint32(b[4:]) != 1 {
			return out, fault("another order of octets, or version")
		}
	case Packet:
		out.Nanos = int64(uint64(binary.LittleEndian.Uint32(b[4:]))<<32 | uint64(binary.LittleEndian.Uint32(b[8:])))
		data = int(binary.LittleEndian.Uint32(b[12:]))
		if binary.LittleEndian.Uint32(b) != 0 || binary.LittleEndian.Uint32(b[12:]) != binary.LittleEndian.Uint32(b[16:]) {
			return out, fault("of another interface, or cut")
		}
	case Secrets:
		data = int(binary.LittleEndian.Uint32(b[4:]))
		if binary.LittleEndian.Uint32(b) != secTLSKeyLog {
			return out, fault("secrets of another kind")
		}
	case Names:
		return out, nil
	}
	rest := b[fixed:]
	padded := (data + 3) &^ 3
	if padded > len(rest) {
		return out, fault("its data end outside")
	}
	out.Data = rest[:data]
	if kind == Packet && !wholePacket(out.Data) {
		return out, fault("its packet has a wrong length or checksum")
	}
	return out, out.options(rest[padded:])
}

func (b *Block) options(rest []byte) error {
	for len(rest) > 0 {
		if len(rest) < 4 {
			return fault("an option is cut")
		}
		code, n := binary.LittleEndian.Uint16(rest), int(binary.LittleEndian.Uint16(rest[2:]))
		padded := (n + 3) &^ 3
		if rest = rest[4:]; padded > len(rest) {
			return fault("an option ends outside")
		}
		if code == optEnd {
			if len(rest) > 0 {
				return fault("something follows the last option")
			}
			return nil
		}
		if code == optComment {
			b.Comment = string(rest[:n])
		}
		rest = rest[padded:]
	}
	return nil
}

// wholePacket checks lengths and checksums of IP and TCP.
func wholePacket(p []byte) bool {
	if len(p) < 40 {
		return false
	}
	var pseudo []byte
	head := 20
	if p[0]>>4 == 4 {
		if int(binary.BigEndian.Uint16(p[2:])) != len(p) || sum(p[:20], 0) != 0xffff {
			return false
		}
		pseudo = append(pseudo, p[12:20]...)
	} else {
		head = 40
		if len(p) < 60 || int(binary.BigEndian.Uint16(p[4:])) != len(p)-40 {
			return false
		}
		pseudo = append(pseudo, p[8:40]...)
	}
	n := len(p) - head
	pseudo = append(pseudo, 0, 6, byte(n>>8), byte(n))
	return sum(p[head:], uint32(sum(pseudo, 0))) == 0xffff
}

// sum is the ones' complement sum of RFC 1071.
func sum(b []byte, total uint32) uint16 {
	for i, c := range b {
		total += uint32(c) << (8 * (1 - i%2))
		total = total>>16 + total&0xffff
	}
	return uint16(total>>16 + total&0xffff)
}
