package pcapng

import (
	"encoding/binary"
	"net/netip"
)

// segment is how much one packet carries: what fits into the usual 1,500
// octets of either version of IP would be true to nothing, so it is what keeps
// files small and dissectors quick.
const segment = 16 << 10

const (
	flagFIN = 1
	flagSYN = 2
	flagPSH = 8
	flagACK = 16
)

// Side is an end of a Stream.
type Side uint8

const (
	Client Side = iota
	Server
)

// Stream is a TCP connection that is written as it goes on.
type Stream struct {
	w    *Writer
	addr [2]netip.AddrPort
	next [2]uint32 // sequence number of what each sends next
	last int64     // time of the packet before
	id   uint16
	buf  []byte
}

// NewStream writes the handshake of a connection. Addresses of two families
// are written as IPv6, with the IPv4 one mapped.
func NewStream(w *Writer, client, server netip.AddrPort, nanos int64, comment string) (*Stream, error) {
	s := &Stream{w: w, addr: sameFamily(client, server), last: nanos}
	w.streams++
	s.next = [2]uint32{w.streams * 0x9e3779b1, w.streams * 0x85ebca6b}
	if err := s.packet(Client, flagSYN, nil, comment); err != nil {
		return nil, err
	}
	s.next[Client]++
	if err := s.packet(Server, flagSYN|flagACK, nil, ""); err != nil {
		return nil, err
	}
	s.next[Server]++
	return s, s.packet(Client, flagACK, nil, "")
}

func sameFamily(a, b netip.AddrPort) [2]netip.AddrPort {
	x, y := a.Addr().Unmap().WithZone(""), b.Addr().Unmap().WithZone("")
	if x.Is4() != y.Is4() {
		x, y = netip.AddrFrom16(x.As16()), netip.AddrFrom16(y.As16())
	}
	return [2]netip.AddrPort{netip.AddrPortFrom(x, a.Port()), netip.AddrPortFrom(y, b.Port())}
}

// At sets the time of what comes next. Time never goes back in a Stream.
func (s *Stream) At(nanos int64) { s.last = max(s.last, nanos) }

// Write sends data from one side, and the other's acknowledgement. The comment
// is that of the first packet.
func (s *Stream) Write(from Side, data []byte, comment string) error {
	for len(data) > 0 {
		part := data[:min(len(data), segment)]
		if err := s.packet(from, flagPSH|flagACK, part, comment); err != nil {
			return err
		}
		s.next[from] += uint32(len(part))
		if err := s.packet(1-from, flagACK, nil, ""); err != nil {
			return err
		}
		data, comment = data[len(part):], ""
	}
	return nil
}

// Close ends both directions, the client's first.
func (s *Stream) Close() error {
	for _, from := range []Side{Client, Server} {
		if err := s.packet(from, flagFIN|flagACK, nil, ""); err != nil {
			return err
		}
		s.next[from]++
	}
	return s.packet(Client, flagACK, nil, "")
}

func (s *Stream) packet(from Side, flags byte, data []byte, comment string) error {
	src, dst := s.addr[from], s.addr[1-from]
	b := s.buf[:0]
	size := 20 + len(data)
	if src.Addr().Is4() {
		s.id++
		b = append(b, 0x45, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(20+size))
		b = binary.BigEndian.AppendUint16(b, s.id)
		b = append(b, 0x40, 0, 64, 6, 0, 0) // not to be fragmented; TTL, TCP, checksum
		b = append(append(b, src.Addr().AsSlice()...), dst.Addr().AsSlice()...)
		binary.BigEndian.PutUint16(b[10:], ^sum(b, 0))
	} else {
		b = append(b, 0x60, 0, 0, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(size))
		b = append(b, 6, 64)
		b = append(append(b, src.Addr().AsSlice()...), dst.Addr().AsSlice()...)
	}
	head := len(b)
	b = binary.BigEndian.AppendUint16(b, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint32(b, s.next[from])
	ack := s.next[1-from]
	if flags&flagACK == 0 {
		ack = 0
	}
	b = binary.BigEndian.AppendUint32(b, ack)
	b = append(b, 5<<4, flags, 0xff, 0xff, 0, 0, 0, 0)
	b = append(b, data...)
	pseudo := append(append([]byte{}, src.Addr().AsSlice()...), dst.Addr().AsSlice()...)
	pseudo = append(pseudo, 0, 6, byte(size>>8), byte(size))
	binary.BigEndian.PutUint16(b[head+16:], ^sum(b[head:], uint32(sum(pseudo, 0))))
	s.buf = b
	s.last++ // packets have an order in time too
	return s.w.Packet(s.last, b, comment)
}

// sum is the ones' complement sum of RFC 1071.
func sum(b []byte, start uint32) uint16 {
	total := uint64(start)
	for ; len(b) >= 2; b = b[2:] {
		total += uint64(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		total += uint64(b[0]) << 8
	}
	for total>>16 != 0 {
		total = total>>16 + total&0xffff
	}
	return uint16(total)
}
