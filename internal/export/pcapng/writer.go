package pcapng

import (
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"strings"
)

// Block types and option codes (draft-ietf-opsawg-pcapng §4, §3.5).
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockNames     = 4
	blockPacket    = 6
	blockSecrets   = 10

	optEnd     = 0
	optComment = 1

	secTLSKeyLog = 0x544c534b

	linkRaw = 101 // LINKTYPE_RAW: begins with an IPv4 or IPv6 header
)

// Order is that of all numbers in the file.
var order = binary.LittleEndian

// ErrTooLong is returned for an option or packet that its length field cannot
// hold.
var ErrTooLong = errors.New("pcapng: longer than the format allows")

// Writer writes blocks.
type Writer struct {
	w       io.Writer
	buf     []byte
	streams uint32 // so many were begun
}

// Info describes a capture.
type Info struct {
	Comment     string // of the file
	Application string
	Interface   string // name of the only interface
}

// NewWriter writes the section header and the interface description.
func NewWriter(w io.Writer, info Info) (*Writer, error) {
	p := &Writer{w: w}
	p.begin(blockSection)
	p.u32(0x1a2b3c4d) // byte order
	p.u16(1)
	p.u16(0)
	p.u64(1<<64 - 1) // length of the section is not said
	p.option(optComment, info.Comment)
	p.option(4, info.Application)
	p.endOptions()
	if err := p.end(); err != nil {
		return nil, err
	}
	p.begin(blockInterface)
	p.u16(linkRaw)
	p.u16(0)
	p.u32(0) // no limit
	p.option(2, info.Interface)
	p.option(9, "\x09") // nanoseconds
	p.endOptions()
	return p, p.end()
}

// Secrets writes lines in the NSS key log format. They serve the packets that
// come after them.
func (p *Writer) Secrets(keyLog []byte) error {
	p.begin(blockSecrets)
	p.u32(secTLSKeyLog)
	p.u32(uint32(len(keyLog)))
	p.padded(keyLog)
	return p.end()
}

// Name writes which name an address had, for those who show names.
func (p *Writer) Name(addr netip.Addr, name string) error {
	if name == "" || len(name) > 255 || strings.IndexByte(name, 0) >= 0 {
		return nil
	}
	kind := uint16(1)
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		kind = 2
	}
	record := append(append(addr.AsSlice(), name...), 0)
	p.begin(blockNames)
	p.u16(kind)
	p.u16(uint16(len(record)))
	p.padded(record)
	p.u32(0)
	return p.end()
}

// Packet writes an IP packet of a time in Unix nanoseconds, with a comment
// unless it is empty.
func (p *Writer) Packet(nanos int64, packet []byte, comment string) error {
	p.begin(blockPacket)
	p.u32(0) // the interface
	p.u32(uint32(uint64(nanos) >> 32))
	p.u32(uint32(nanos))
	p.u32(uint32(len(packet)))
	p.u32(uint32(len(packet)))
	p.padded(packet)
	if comment != "" {
		p.option(optComment, comment)
		p.endOptions()
	}
	return p.end()
}

func (p *Writer) begin(kind uint32) {
	p.buf = order.AppendUint32(p.buf[:0], kind)
	p.u32(0) // its length, see end
}

func (p *Writer) end() error {
	if uint64(len(p.buf)) > 1<<31 {
		return ErrTooLong
	}
	total := uint32(len(p.buf) + 4)
	p.u32(total)
	order.PutUint32(p.buf[4:], total)
	_, err := p.w.Write(p.buf)
	return err
}

func (p *Writer) u16(v uint16) { p.buf = order.AppendUint16(p.buf, v) }
func (p *Writer) u32(v uint32) { p.buf = order.AppendUint32(p.buf, v) }
func (p *Writer) u64(v uint64) { p.buf = order.AppendUint64(p.buf, v) }

// padded appends b and fills up to four octets.
func (p *Writer) padded(b []byte) {
	p.buf = append(p.buf, b...)
	for len(p.buf)%4 != 0 {
		p.buf = append(p.buf, 0)
	}
}

// option appends a text, cut to what fits; none when it is empty.
func (p *Writer) option(code uint16, text string) {
	if text == "" {
		return
	}
	text = text[:min(len(text), 4096)]
	p.u16(code)
	p.u16(uint16(len(text)))
	p.padded([]byte(text))
}

func (p *Writer) endOptions() { p.u32(optEnd) }
