package mitm

import "rockxy/internal/flow"

// Abandoned is the failure of a client that finished the handshake and then
// ended the connection without a word; err is what the first read after the
// handshake gave. It is nil when err does not say that the client ended the
// connection.
//
// Clients that look at the certificate only then end so: Node, wget, and pins
// that are checked above TLS, such as OkHttp's. So do some that keep a
// connection in reserve, and all that only want to know whether the handshake
// works: the verdict is unsure.
func Abandoned(err error) *HandshakeError {
	e := &HandshakeError{Alert: AlertOf(err), Moment: MomentFinished, Err: err}
	end := endingOf(err)
	e.Reset, e.EOF = end == endedReset, end == endedEOF
	switch {
	case e.Alert >= 0:
		e.alerted()
	case e.EOF:
		e.left("closed the connection", flow.ClientClosed)
	case e.Reset:
		e.left("reset the connection", flow.ClientReset)
	default:
		return nil
	}
	e.Fault.Cause = err
	return e
}

func (e *HandshakeError) left(how, code string) {
	e.conclude(flow.VerdictUnsure, code,
		"the client finished the TLS handshake, then "+how+" without a request: it may not accept Rockxy's certificate",
		hintTrust+". "+hintPins)
}
