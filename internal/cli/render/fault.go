package render

import (
	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// faultWords says in two or three words what went wrong, for a row that has no
// room for the sentence.
func faultWords(f *api.Fault) string {
	switch f.Code {
	case flow.ClientBadHead:
		return "not HTTP"
	case flow.ClientFraming:
		return "ambiguous request"
	case flow.ClientHeadTooLarge:
		return "request head too large"
	case flow.ClientBadTarget:
		return "bad target"
	case flow.ClientLoop:
		return "loop to the proxy"
	case flow.ClientClosed:
		return "client went away"
	case flow.ClientReset:
		return "client reset"
	case flow.ClientProtocol:
		return "client broke protocol"
	case flow.ClientFlood:
		return "client floods"
	case flow.ClientTimeout:
		return "client timed out"
	case flow.UpstreamDNS:
		return "name not found"
	case flow.UpstreamRefused:
		return "connection refused"
	case flow.UpstreamUnreachable:
		return "unreachable"
	case flow.UpstreamTimeout:
		return "origin timed out"
	case flow.UpstreamClosed:
		return "origin closed early"
	case flow.UpstreamReset:
		return "origin reset"
	case flow.UpstreamTruncated:
		return "cut short"
	case flow.UpstreamBadHead:
		return "origin sent no HTTP"
	case flow.UpstreamFraming:
		return "ambiguous response"
	case flow.UpstreamHeadTooLarge:
		return "response head too large"
	case flow.UpstreamProtocol:
		return "origin broke protocol"
	case flow.RockxyInterrupted:
		return "interrupted"
	case flow.RockxyCapturePaused:
		return "capture paused"
	}
	return certificateWords(f)
}

func certificateWords(f *api.Fault) string {
	switch f.Code {
	case flow.UpstreamTLSAlert, flow.UpstreamTLS, flow.UpstreamTLSVersion:
		return "TLS failed"
	case flow.UpstreamExpired:
		return "certificate expired"
	case flow.UpstreamNotYetValid:
		return "certificate not valid yet"
	case flow.UpstreamWrongName:
		return "wrong certificate name"
	case flow.UpstreamUnknownIssuer:
		return "unknown issuer"
	case flow.UpstreamIncomplete:
		return "incomplete chain"
	case flow.UpstreamUsage:
		return "wrong certificate usage"
	case flow.UpstreamConstraint:
		return "name constraint broken"
	case flow.UpstreamBadSignature:
		return "bad signature"
	case flow.UpstreamRevoked:
		return "certificate revoked"
	case flow.UpstreamClientCert:
		return "client certificate wanted"
	case flow.UpstreamSelfSigned:
		return "self-signed certificate"
	case flow.UpstreamWeak:
		return "certificate too weak"
	case flow.UpstreamInvalid:
		return "invalid certificate"
	case flow.UpstreamOwnRoot:
		return "our own root"
	}
	return Safe(f.Message)
}
