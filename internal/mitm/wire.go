package mitm

import "net"

// wire is the connection under one TLS connection. During the handshake it
// notes the little that crypto/tls does not tell when that fails: how the peer
// began, whether we have answered, and an alert that crypto/tls cannot read.
//
// Read and Write are called by crypto/tls under its locks, never two of a kind
// at once; the notes are read after the handshake by the goroutine that ran it.
type wire struct {
	net.Conn
	first    [11]byte // the first octets received
	n        uint8    // how many of first are set
	settled  bool     // the handshake is over: nothing is noted any more
	answered bool     // we have sent a handshake message
	refusal  refusal
	records  records
}

// refusal is an alert that the peer sent in clear text after our answer.
type refusal struct {
	sent  bool
	alert uint8
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if !w.settled && n > 0 {
		w.note(p[:n])
	}
	return n, err
}

func (w *wire) note(p []byte) {
	if int(w.n) < len(w.first) {
		w.n += uint8(copy(w.first[w.n:], p))
	}
	for len(p) > 0 {
		p = w.records.next(p)
		if alert, ok := w.records.plainAlert(); ok && w.answered && !w.refusal.sent {
			w.refusal = refusal{true, alert}
		}
	}
}

func (w *wire) Write(p []byte) (int, error) {
	if len(p) > 0 && p[0] == recordHandshake {
		w.answered = true
	}
	return w.Conn.Write(p)
}

// serverHelloVersion returns the version that a ServerHello named in its
// legacy_version field (RFC 8446 §4.1.3), or 0 when the first octets are not
// those of a ServerHello. TLS 1.3 says 1.2 there.
func (w *wire) serverHelloVersion() uint16 {
	const serverHello = 2
	if w.n < 11 || w.first[0] != recordHandshake || w.first[5] != serverHello {
		return 0
	}
	return uint16(w.first[9])<<8 | uint16(w.first[10])
}

// looksLikeHTTP reports whether the peer answered in clear-text HTTP.
func (w *wire) looksLikeHTTP() bool {
	return w.n >= 5 && string(w.first[:5]) == "HTTP/"
}
