package verdict

import "rockxy/internal/flow"

// kind is what an ending can mean. The bits are used as sets.
type kind uint16

const (
	gaveUp      kind = 1 << iota // before there was anything to object to, or a timeout
	ours                         // Rockxy ended it
	mismatch                     // TLS could not be agreed on
	clock                        // certificate_expired
	unknownRoot                  // unknown_ca
	refusal                      // another alert about certificates
	vague                        // an alert that says nothing, or an application's own check
	silentEarly                  // closed or reset when the certificate had been sent
	silentLate                   // closed or reset after the whole handshake, without a word
)

const silent = silentEarly | silentLate

// aboutCertificate are those that may be an objection to the certificate.
const aboutCertificate = unknownRoot | refusal | vague | silent

func (k kind) in(set kind) bool { return k&set != 0 }

func kindOf(o *Outcome) kind {
	switch {
	case o.Ending == flow.EndingOurs:
		return ours
	case o.Alert > closeNotify:
		return kindOfAlert(o.Alert, o.Moment)
	case o.Ending == flow.EndingTimeout:
		return gaveUp
	case o.Ending == flow.EndingProtocol:
		return mismatch
	case o.Moment == AtCertificate:
		return silentEarly
	case o.Moment == AtFinished:
		return silentLate
	}
	return gaveUp
}

func kindOfAlert(alert int, m Moment) kind {
	switch alert {
	case unknownCA:
		return unknownRoot
	case certificateExpired:
		return clock
	case badCertificate, unsupportedCertificate, certificateRevoked, certificateUnknown, accessDenied, badCertificateStatus:
		return refusal
	case userCanceled:
		return gaveUp
	case internalError:
		return vague
	case handshakeFailure:
		// OpenSSL's answer to the verdict of an application's own verify callback;
		// what the parties have in common is settled by then.
		if m != AtHello {
			return vague
		}
	}
	return mismatch
}
