package proxy

import (
	"net"

	"rockxy/internal/wire/clienthello"
)

// helloWatch looks at the first octets of a tunnel as they pass, for the names
// of its record. It holds nothing back.
type helloWatch struct {
	seen  []byte
	hello *clienthello.Hello
	done  bool // there is nothing more to be learned
}

// see looks at more of what the client says; true when the hello is known now.
func (w *helloWatch) see(p []byte) bool {
	if w.done || len(p) == 0 {
		return false
	}
	w.seen = append(w.seen, p...)
	hello, need, err := clienthello.Parse(w.seen)
	if err == nil && need > 0 {
		return false
	}
	w.done, w.seen = true, nil
	if err != nil {
		return false
	}
	w.hello = hello
	return true
}

func (w *helloWatch) names() (sni, ja4 string) {
	if w.hello == nil {
		return "", ""
	}
	return w.hello.ServerName, w.hello.JA4()
}

// relay passes octets on until the hello is known or is none. The error is that
// of either side; the end of src is none, and left for the next read.
func (w *helloWatch) relay(dst, src net.Conn, known func()) (n int64, err error) {
	if w.done {
		return 0, nil
	}
	b := smallBufs.Get().(*[smallBuf]byte)
	defer smallBufs.Put(b)
	for !w.done {
		r, rerr := src.Read(b[:])
		if r > 0 {
			m, werr := dst.Write(b[:r])
			n += int64(m)
			if werr != nil {
				return n, werr
			}
			if w.see(b[:r]) {
				known()
			}
		}
		if isEOF(rerr) {
			return n, nil
		}
		if rerr != nil {
			return n, rerr
		}
	}
	return n, nil
}
