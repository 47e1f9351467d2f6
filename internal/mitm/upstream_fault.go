package mitm

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"

	"rockxy/internal/flow"
)

// fault names the failure of a handshake with an origin.
func (u *Upstream) fault(ctx context.Context, err error, w *wire, want Want) *flow.Fault {
	f := classify(ctx, err, w, want.Host)
	if f.Cause == nil && err != error(f) {
		f.Cause = err
	}
	return f
}

func classify(ctx context.Context, err error, w *wire, host string) *flow.Fault {
	var found *flow.Fault
	if errors.As(err, &found) {
		return found
	}
	if alert := AlertOf(err); alert >= 0 {
		return alertFault(alert, host)
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

func alertFault(alert int, host string) *flow.Fault {
	const said = "%s refused the TLS handshake with the alert %s"
	switch alert {
	case alertProtocolVersion:
		return versionFault(host, "supports neither TLS 1.2 nor TLS 1.3")
	case alertHandshakeFailure:
		return originFault(flow.UpstreamTLSAlert,
			"The origin may support only old ciphers, want another server name, or demand a client certificate",
			said, host, alertName(alert))
	case alertUnrecognizedName:
		return originFault(flow.UpstreamTLSAlert, "The origin does not serve this name; check the host and where it resolves to",
			said, host, alertName(alert))
	case alertCertificateRequired, alertBadCertificate, alertUnknownCA, alertAccessDenied:
		return originFault(flow.UpstreamTLSAlert, "The origin demands a client certificate",
			said, host, alertName(alert))
	case alertNoApplicationProto:
		return originFault(flow.UpstreamTLSAlert, "The origin speaks none of the protocols that the client offered (ALPN)",
			said, host, alertName(alert))
	}
	return originFault(flow.UpstreamTLSAlert, "The reason is in the origin's own log, if anywhere", said, host, alertName(alert))
}
