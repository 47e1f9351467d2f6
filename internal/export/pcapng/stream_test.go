package pcapng_test

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/export/pcapng"
	"rockxy/internal/export/pcapng/pcapngtest"
)

// TestStreams puts the segments of arbitrary streams together again.
func TestStreams(t *testing.T) {
	addrs := []string{"192.0.2.1:1", "[2001:db8::1]:65535", "[::ffff:198.51.100.2]:443", "[fe80::1%eth0]:80", "0.0.0.0:0"}
	rapid.Check(t, func(t *rapid.T) {
		var file bytes.Buffer
		w, err := pcapng.NewWriter(&file, pcapng.Info{Comment: strings.Repeat("c", rapid.IntRange(0, 5000).Draw(t, "comment")), Application: "a", Interface: "i"})
		if err != nil {
			t.Fatal(err)
		}
		addr := func(name string) netip.AddrPort {
			return netip.MustParseAddrPort(rapid.SampledFrom(addrs).Draw(t, name))
		}
		s, err := pcapng.NewStream(w, addr("client"), addr("server"), 1000, "first")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Name(netip.MustParseAddr("192.0.2.1"), rapid.String().Draw(t, "name")); err != nil {
			t.Fatal(err)
		}
		var sent [2][]byte
		for range rapid.IntRange(0, 6).Draw(t, "writes") {
			side := pcapng.Side(rapid.IntRange(0, 1).Draw(t, "side"))
			data := bytes.Repeat([]byte{rapid.Byte().Draw(t, "octet")}, rapid.IntRange(0, 40000).Draw(t, "size"))
			s.At(rapid.Int64Range(0, 1<<40).Draw(t, "time"))
			if err := s.Write(side, data, "x"); err != nil {
				t.Fatal(err)
			}
			sent[side] = append(sent[side], data...)
		}
		if err := w.Secrets(bytes.Repeat([]byte("s"), rapid.IntRange(0, 9).Draw(t, "secrets"))); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		blocks, err := pcapngtest.Read(&file)
		if err != nil {
			t.Fatal(err)
		}
		if got := reassemble(t, blocks); !bytes.Equal(got[0], sent[0]) || !bytes.Equal(got[1], sent[1]) {
			t.Fatalf("%d and %d octets became %d and %d", len(sent[0]), len(sent[1]), len(got[0]), len(got[1]))
		}
	})
}

// reassemble follows sequence numbers; the first packet is the client's.
func reassemble(t *rapid.T, blocks []pcapngtest.Block) (got [2][]byte) {
	var next [2]uint32
	var last int64
	n := 0
	for _, b := range blocks {
		if b.Kind != pcapngtest.Packet {
			continue
		}
		if b.Nanos <= last {
			t.Fatalf("packet %d is at %d, the one before at %d", n, b.Nanos, last)
		}
		last = b.Nanos
		tcp := b.Data[20:]
		if b.Data[0]>>4 == 6 {
			tcp = b.Data[40:]
		}
		flags, from := tcp[13], sender(n, tcp, next)
		seq, ack := binary.BigEndian.Uint32(tcp[4:]), binary.BigEndian.Uint32(tcp[8:])
		if flags&2 != 0 {
			next[from] = seq
		}
		if seq != next[from] || flags&16 != 0 && ack != next[1-from] {
			t.Fatalf("packet %d: seq %d, ack %d, expected %v", n, seq, ack, next)
		}
		got[from] = append(got[from], tcp[20:]...)
		next[from] += uint32(len(tcp) - 20)
		if flags&3 != 0 {
			next[from]++
		}
		n++
	}
	return got
}

// sender tells sides by sequence numbers, since both may have one address.
func sender(n int, tcp []byte, next [2]uint32) int {
	if n < 2 {
		return n
	}
	if binary.BigEndian.Uint32(tcp[4:]) == next[0] {
		return 0
	}
	return 1
}
