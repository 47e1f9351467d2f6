package mitm

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// fault names the failure of a handshake with an origin.
func (u *Upstream) fault(ctx context.Context, err error, w *wire, want Want, client clientAuth) *flow.Fault {
	f := classify(ctx, err, w, want.Host, client)
	if f.Cause == nil && err != error(f) {
		f.Cause = err
	}
	return f
}

func classify(ctx context.Context, err error, w *wire, host string, client clientAuth) *flow.Fault {
	var found *flow.Fault
	if errors.As(err, &found) {
		return found
	}
	if alert := AlertOf(err); alert >= 0 {
		return alertFault(alert, host, client)
	}
	switch endingOf(err) {
	case endedTimeout:
		return originFault(flow.UpstreamTimeout, "The origin accepted the connection but is slow or stuck; try again",
			"the TLS handshake with %s did not finish in time", host)
	case endedCanceled:
		if errors.As(context.Cause(ctx), &found) {
			return found
		}
		return &flow.Fault{Code: flow.RockxyInterrupted, Side: flow.SideRockxy,
			Message: "the TLS handshake with " + host + " was given up, as nobody waited for it any more"}
	case endedReset:
		return originFault(flow.UpstreamReset, "Something on the way may be refusing this host; try it without Rockxy",
			"%s reset the connection during the TLS handshake", host)
	case endedEOF:
		return originFault(flow.UpstreamClosed, "Something on the way may be refusing this host; try it without Rockxy",
			"%s closed the connection during the TLS handshake", host)
	}
	return protocolFault(err, w, host)
}

// protocolFault is for what crypto/tls itself objected to. It has few types
// for that, so the octets are asked as well; its words are only quoted.
func protocolFault(err error, w *wire, host string) *flow.Fault {
	if v := w.serverHelloVersion(); v != 0 && v < tls.VersionTLS12 {
		return versionFault(host, "answered with "+tls.VersionName(v)+", which is not safe")
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		if w.looksLikeHTTP() {
			return originFault(flow.UpstreamTLS, "Use http:// for this port, or the port on which the origin speaks TLS",
				"%s speaks plain HTTP on this port, not TLS", host)
		}
		return originFault(flow.UpstreamTLS, "Check the port: something else than TLS is spoken there",
			"%s answered with something that is not TLS", host)
	}
	return originFault(flow.UpstreamTLS, "Try the origin without Rockxy; if that works, this is a defect of Rockxy",
		"the TLS handshake with %s failed: %s", host, strings.TrimPrefix(err.Error(), "tls: "))
}

func versionFault(host, what string) *flow.Fault {
	return originFault(flow.UpstreamTLSVersion, "The origin has to support TLS 1.2 or 1.3, as browsers demand",
		"%s %s", host, what)
}

// alertFault is for an alert of the origin's, in the handshake or after it.
func alertFault(alert int, host string, client clientAuth) *flow.Fault {
	const said = "%s refused the TLS handshake with the alert %s"
	if f := clientAuthFault(alert, host, client); f != nil {
		return f
	}
	switch alert {
	case alertProtocolVersion:
		return versionFault(host, "supports neither TLS 1.2 nor TLS 1.3")
	case alertHandshakeFailure:
		return originFault(flow.UpstreamTLSAlert, "The origin may support only old ciphers, or want another server name",
			said, host, verdict.AlertName(alert))
	case alertUnrecognizedName:
		return originFault(flow.UpstreamTLSAlert, "The origin does not serve this name; check the host and where it resolves to",
			said, host, verdict.AlertName(alert))
	case alertBadCertificate, alertUnknownCA, alertAccessDenied:
		return originFault(flow.UpstreamTLSAlert, "The origin may demand a client certificate; "+hintClientCert,
			said, host, verdict.AlertName(alert))
	case alertNoApplicationProto:
		return originFault(flow.UpstreamTLSAlert, "The origin speaks none of the protocols that the client offered (ALPN)",
			said, host, verdict.AlertName(alert))
	}
	return originFault(flow.UpstreamTLSAlert, "The reason is in the origin's own log, if anywhere", said, host, verdict.AlertName(alert))
}

const hintClientCert = "`rockxy policy client-certificate` gives one for a host"

// clientAuthFault returns the fault of an origin that missed a client
// certificate, or did not like the one it got; nil when the alert is about
// something else.
func clientAuthFault(alert int, host string, client clientAuth) *flow.Fault {
	about := alert == alertCertificateRequired
	if client.asked {
		switch alert {
		case alertHandshakeFailure, alertNoCertificate, alertBadCertificate, alertUnsupportedCert, alertCertificateRevoked,
			alertCertificateExpired, alertCertificateUnknown, alertUnknownCA, alertAccessDenied:
			about = true
		}
	}
	switch {
	case !about:
		return nil
	case client.given == [32]byte{}:
		return originFault(flow.UpstreamClientCert, "If you have a certificate for this origin, "+hintClientCert,
			"%s wants a client certificate and was given none (alert %s)", host, verdict.AlertName(alert))
	}
	return originFault(flow.UpstreamClientCert, "The origin may want a certificate of another authority, or a newer one; "+hintClientCert,
		"%s did not accept the client certificate that it was given (alert %s)", host, verdict.AlertName(alert))
}

// LaterFault names the failure of a connection to host after its handshake, of
// which t is the record: an alert of the origin's, which in TLS 1.3 is also how
// it refuses a client certificate or the lack of one, or its wish for a new
// handshake. It returns nil for every other error.
func LaterFault(err error, t *flow.TLS, host string) *flow.Fault {
	if t == nil {
		return nil
	}
	client := clientAuth{t.ClientCertAsked, t.ClientCert}
	var f *flow.Fault
	if alert := AlertOf(err); alert >= 0 {
		if f = clientAuthFault(alert, host, client); f == nil {
			f = originFault(flow.UpstreamTLSAlert, "The reason is in the origin's own log, if anywhere",
				"%s ended the TLS connection with the alert %s", host, verdict.AlertName(alert))
		}
	} else if localAlert(err) == alertNoRenegotiation {
		f = originFault(flow.UpstreamClientCert, "If you have a certificate for this origin, "+hintClientCert,
			"%s asked for a new TLS handshake, as servers do that want a client certificate", host)
	}
	if f != nil {
		f.Cause = err
	}
	return f
}
