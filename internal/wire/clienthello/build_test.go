package clienthello

import (
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// spec describes a ClientHello to build.
type spec struct {
	legacy  uint16
	session []byte
	ciphers []uint16
	exts    []ext
	noExts  bool
}

type ext struct {
	n    uint16
	body []byte
}

func be16(v int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(v)) }

func vec8(p []byte) []byte  { return append([]byte{byte(len(p))}, p...) }
func vec16(p []byte) []byte { return append(be16(len(p)), p...) }

func numbers(v ...uint16) []byte {
	var out []byte
	for _, v := range v {
		out = append(out, be16(int(v))...)
	}
	return out
}

func sniExt(name string) ext {
	return ext{extServerName, vec16(append([]byte{0}, vec16([]byte(name))...))}
}

func alpnExt(names ...string) ext {
	var list []byte
	for _, n := range names {
		list = append(list, vec8([]byte(n))...)
	}
	return ext{extALPN, vec16(list)}
}

// message returns the handshake message with its header.
func (s spec) message() []byte {
	m := be16(int(s.legacy))
	m = append(m, make([]byte, 32)...)
	m = append(m, vec8(s.session)...)
	m = append(m, vec16(numbers(s.ciphers...))...)
	m = append(m, 1, 0)
	if !s.noExts {
		var exts []byte
		for _, e := range s.exts {
			exts = append(append(exts, be16(int(e.n))...), vec16(e.body)...)
		}
		m = append(m, vec16(exts)...)
	}
	return append([]byte{typeClientHello, byte(len(m) >> 16), byte(len(m) >> 8), byte(len(m))}, m...)
}

// inRecords cuts a message into records of the sizes given in turn, the rest
// into one.
func inRecords(m []byte, sizes ...int) []byte {
	var out []byte
	for len(m) > 0 {
		n := min(len(m), maxFragment)
		if len(sizes) > 0 {
			n, sizes = min(n, sizes[0]), sizes[1:]
		}
		out = append(append(out, recordHandshake, 3, 1), vec16(m[:n])...)
		m = m[n:]
	}
	return out
}

func (s spec) bytes() []byte { return inRecords(s.message()) }

// list reads "1301,1302" as numbers.
func list(t testing.TB, s string) []uint16 {
	t.Helper()
	var out []uint16
	for w := range strings.SplitSeq(s, ",") {
		b, err := hex.DecodeString(w)
		if err != nil || len(b) != 2 {
			t.Fatalf("bad list %q", s)
		}
		out = append(out, binary.BigEndian.Uint16(b))
	}
	return out
}

// byCryptoTLS returns the hello that crypto/tls sends with c.
func byCryptoTLS(t testing.TB, c *tls.Config) []byte {
	t.Helper()
	conn := &oneWay{}
	if err := tls.Client(conn, c).Handshake(); err == nil {
		t.Fatal("handshake without a server")
	}
	return conn.out
}

// oneWay is a connection that keeps what is written and reads from in.
type oneWay struct{ in, out []byte }

func (c *oneWay) Write(p []byte) (int, error) { c.out = append(c.out, p...); return len(p), nil }
func (c *oneWay) Read(p []byte) (int, error) {
	if len(c.in) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.in)
	c.in = c.in[n:]
	return n, nil
}
func (c *oneWay) Close() error                     { return nil }
func (c *oneWay) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *oneWay) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *oneWay) SetDeadline(time.Time) error      { return nil }
func (c *oneWay) SetReadDeadline(time.Time) error  { return nil }
func (c *oneWay) SetWriteDeadline(time.Time) error { return nil }

var _ net.Conn = (*oneWay)(nil)
