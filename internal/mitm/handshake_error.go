package mitm

import (
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// The moments of a client handshake: the last thing that had been sent when it
// failed.
const (
	MomentClientHello = "client-hello" // the client's hello, perhaps not whole
	MomentCertificate = "certificate"  // our answer to it; on a resumption it has no certificate
	MomentFinished    = "finished"     // the whole handshake; for failures that the caller sees after it
)

// HandshakeError is a client that did not get through the handshake. It is
// what one connection shows; a verdict that needs a history is for others.
type HandshakeError struct {
	Verdict flow.Verdict
	Reasons []string
	Fault   *flow.Fault

	Alert  int    // that the client sent, -1 for none
	Moment string // one of the moments above

	Reset, EOF, Timeout bool // how the connection ended, if the network ended it
	Err                 error
}

func (e *HandshakeError) Error() string { return e.Fault.Error() }
func (e *HandshakeError) Unwrap() error { return e.Err }

// Describe fills in what f can know from this error.
func (e *HandshakeError) Describe(f *flow.HandshakeFailure) {
	f.Verdict, f.Reasons, f.Fault = e.Verdict, e.Reasons, e.Fault
	f.Alert, f.Moment, f.Ending = e.Alert, e.Moment, e.ending()
}

func (e *HandshakeError) ending() flow.Ending {
	switch {
	case e.Alert >= 0:
		return flow.EndingAlert
	case e.Reset:
		return flow.EndingReset
	case e.EOF:
		return flow.EndingClosed
	case e.Timeout:
		return flow.EndingTimeout
	case e.Fault.Side == flow.SideRockxy:
		return flow.EndingOurs
	}
	return flow.EndingProtocol
}

func newHandshakeError(err error, w *wire) *HandshakeError {
	e := &HandshakeError{Alert: AlertOf(err), Moment: MomentClientHello, Err: err}
	if w.answered {
		e.Moment = MomentCertificate
	}
	end := endingOf(err)
	if e.Alert < 0 && end == endedOtherwise && w.refusal.sent {
		// A TLS 1.3 client that has not switched to its handshake keys yet, as
		// OpenSSL until it has accepted the certificate, sends its alert in the
		// clear. crypto/tls tries to decrypt it and objects.
		e.Alert = int(w.refusal.alert)
	}
	e.Reset, e.EOF, e.Timeout = end == endedReset, end == endedEOF, end == endedTimeout
	switch {
	case e.Alert >= 0:
		e.alerted()
	case end != endedOtherwise:
		e.ended(end)
	default:
		e.conclude(flow.VerdictProtocol, flow.ClientProtocol,
			printable("the TLS handshake with the client failed: "+strings.TrimPrefix(err.Error(), "tls: ")),
			"The client may be limited to TLS 1.1 or older, or not speak TLS as specified")
	}
	e.Fault.Cause = err
	return e
}

func (e *HandshakeError) conclude(v flow.Verdict, code, message, hint string) {
	e.Verdict = v
	e.Reasons = append(e.Reasons, message)
	e.Fault = &flow.Fault{Code: code, Side: flow.SideClient, Message: message, Hint: hint}
}

const (
	hintTrust = "Let the client trust Rockxy's root (`rockxy run -- CMD` does it for one program, `rockxy trust` for this user)"
	hintPins  = "If the client trusts Rockxy's root for other hosts, it pins this one: put the host on the bypass list"
)

func (e *HandshakeError) alerted() {
	said := fmt.Sprintf("the client ended the handshake with the alert %s", verdict.AlertName(e.Alert))
	switch e.Alert {
	case alertUnknownCA:
		e.conclude(flow.VerdictUntrusted, flow.ClientRefusedLeaf, said+": it does not know Rockxy's root", hintTrust)
	case alertBadCertificate, alertCertificateUnknown, alertUnsupportedCert, alertAccessDenied, alertCertificateRevoked:
		e.conclude(flow.VerdictUnsure, flow.ClientRefusedLeaf,
			said+": it does not trust Rockxy's root, or it pins this host", hintTrust+". "+hintPins)
	case alertCertificateExpired:
		e.conclude(flow.VerdictUnsure, flow.ClientRefusedLeaf,
			said+": its clock and this machine's disagree", "Set the client's clock")
	case alertUserCanceled, 0:
		e.conclude(flow.VerdictNetwork, flow.ClientClosed, said, "")
	case alertInternalError:
		e.conclude(flow.VerdictUnsure, flow.ClientProtocol, said+", which says nothing about the reason", hintPins)
	default:
		e.conclude(flow.VerdictProtocol, flow.ClientProtocol, said, "Client and Rockxy could not agree on how to speak TLS")
	}
}

func (e *HandshakeError) ended(end ending) {
	how, code := "closed the connection", flow.ClientClosed
	switch end {
	case endedReset:
		how, code = "reset the connection", flow.ClientReset
	case endedCanceled:
		e.conclude(flow.VerdictNetwork, flow.RockxyInterrupted, "Rockxy gave up the TLS handshake with the client", "")
		e.Fault.Side = flow.SideRockxy
		return
	case endedTimeout:
		e.conclude(flow.VerdictNetwork, flow.ClientTimeout, "the client did not finish the TLS handshake in time", "")
		return
	}
	if e.Moment == MomentClientHello {
		e.conclude(flow.VerdictNetwork, code, "the client "+how+" before its hello was whole", "")
		return
	}
	e.conclude(flow.VerdictUnsure, code,
		"the client "+how+" when it had seen Rockxy's certificate, and gave no reason", hintTrust+". "+hintPins)
}
