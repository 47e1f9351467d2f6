package mitm

import (
	"io"
	"testing"

	"rockxy/internal/testkit"
)

func TestWireNotes(t *testing.T) {
	for _, c := range []struct {
		in      string
		version uint16
		http    bool
	}{
		{"", 0, false},
		{"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x02rest", 0x302, false},
		{"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03", 0, false},
		{"\x16\x03\x01\x00\x2a\x01\x00\x00\x26\x03\x02rest", 0, false},
		{"\x15\x03\x01\x00\x02\x02\x28", 0, false},
		{"HTTP/1.1 400 Bad Request\r\n", 0, true},
		{"HTTP/", 0, true},
		{"HTTP", 0, false},
	} {
		for _, step := range []int{1, 3, 100} { // however it arrives
			near, far := testkit.Pipe()
			io.WriteString(far, c.in)
			far.CloseWrite()
			w := &wire{Conn: near}
			var got []byte
			for buf := make([]byte, step); ; {
				n, err := w.Read(buf)
				got = append(got, buf[:n]...)
				if err != nil {
					break
				}
			}
			if string(got) != c.in {
				t.Errorf("read %q, want %q", got, c.in)
			}
			if w.serverHelloVersion() != c.version || w.looksLikeHTTP() != c.http {
				t.Errorf("%q in steps of %d: version %x, HTTP %v", c.in, step, w.serverHelloVersion(), w.looksLikeHTTP())
			}
			if w.answered {
				t.Error("notes an answer that was none")
			}
			if w.NetConn() != near {
				t.Error("is not over the connection that it was given")
			}
			near.Close()
		}
	}
}
