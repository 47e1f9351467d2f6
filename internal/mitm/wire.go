package mitm

import "net"

// wire is the connection under one TLS connection. It notes the little that
// crypto/tls does not tell when a handshake fails: how the peer began, and
// whether we have said anything yet. Read and Write are called by crypto/tls
// under its locks, never two of a kind at once; the notes are read after the
// handshake by the goroutine that ran it.
type wire struct {
	net.Conn
	first [11]byte // the first octets received
	n     uint8    // how many of first are set
	wrote bool
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if int(w.n) < len(w.first) && n > 0 {
		w.n += uint8(copy(w.first[w.n:], p[:n]))
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	w.wrote = true
	return w.Conn.Write(p)
}

// serverHelloVersion returns the version that a ServerHello named in its
// legacy_version field (RFC 8446 §4.1.3), or 0 when the first octets are not
// those of a ServerHello. TLS 1.3 says 1.2 there.
func (w *wire) serverHelloVersion() uint16 {
	const handshake, serverHello = 22, 2
	if w.n < 11 || w.first[0] != handshake || w.first[5] != serverHello {
		return 0
	}
	return uint16(w.first[9])<<8 | uint16(w.first[10])
}

// looksLikeHTTP reports whether the peer answered in clear-text HTTP.
func (w *wire) looksLikeHTTP() bool {
	return w.n >= 5 && string(w.first[:5]) == "HTTP/"
}
