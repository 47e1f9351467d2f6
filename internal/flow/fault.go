package flow

// Side says whose fault a Fault is.
type Side string

const (
	SideClient Side = "client"
	SideOrigin Side = "origin"
	SideRockxy Side = "rockxy"
	SideRule   Side = "rule"
)

// Fault is what went wrong with an exchange or a connection, whose fault it
// is, and what to do next. It is an error; two faults with the same Code are
// the same kind of fault.
type Fault struct {
	Code    string // stable and dotted, such as "upstream.expired"; see the constants
	Side    Side
	Message string // one sentence for a person, without a final period
	Hint    string // the next step, or empty
	Cause   error  // for logs and errors.As; never shown as the message
}

func (f *Fault) Error() string { return f.Code + ": " + f.Message }
func (f *Fault) Unwrap() error { return f.Cause }

// Is makes errors.Is(err, &Fault{Code: …}) compare by code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// AboutCertificate reports whether an origin was refused for its certificate,
// for which there are exceptions; there are none for how it speaks TLS.
func (f *Fault) AboutCertificate() bool {
	switch f.Code {
	case UpstreamExpired, UpstreamNotYetValid, UpstreamWrongName, UpstreamUnknownIssuer, UpstreamIncomplete, UpstreamSelfSigned,
		UpstreamWeak, UpstreamUsage, UpstreamConstraint, UpstreamBadSignature, UpstreamRevoked, UpstreamInvalid, UpstreamOwnRoot:
		return true
	}
	return false
}

// The codes. They are part of the interface: scripts and rules match on them.
const (
	ClientBadHead      = "client.bad-head"       // a head that is not HTTP
	ClientFraming      = "client.framing"        // framing that two parsers could read differently
	ClientHeadTooLarge = "client.head-too-large" // past the published limits
	ClientVersion      = "client.version"        // a version of HTTP that is not spoken here
	ClientBadTarget    = "client.bad-target"     // a CONNECT or absolute target that names nothing
	ClientLoop         = "client.loop"           // the proxy was asked to connect to itself
	ClientClosed       = "client.closed"         // the client went away before the end
	ClientReset        = "client.reset"          // the client reset the connection or stream
	ClientProtocol     = "client.protocol"       // an HTTP/2, SOCKS or TLS protocol violation
	ClientFlood        = "client.flood"          // one of the bounded floods
	ClientTimeout      = "client.timeout"        // the client did not finish what it began
	ClientRefusedLeaf  = "client.refused-leaf"   // the client did not accept the certificate that it was shown

	UpstreamDNS           = "upstream.dns"
	UpstreamRefused       = "upstream.refused"
	UpstreamUnreachable   = "upstream.unreachable"
	UpstreamTimeout       = "upstream.timeout"
	UpstreamClosed        = "upstream.closed" // closed before a whole response head
	UpstreamReset         = "upstream.reset"  // connection or stream reset
	UpstreamTruncated     = "upstream.truncated"
	UpstreamBadHead       = "upstream.bad-head"
	UpstreamFraming       = "upstream.framing"
	UpstreamHeadTooLarge  = "upstream.head-too-large"
	UpstreamProtocol      = "upstream.protocol"
	UpstreamTLSAlert      = "upstream.tls-alert"
	UpstreamTLS           = "upstream.tls" // a TLS failure without a better name
	UpstreamTLSVersion    = "upstream.tls-version"
	UpstreamExpired       = "upstream.expired"
	UpstreamNotYetValid   = "upstream.not-yet-valid"
	UpstreamWrongName     = "upstream.wrong-name"
	UpstreamUnknownIssuer = "upstream.unknown-issuer"
	UpstreamIncomplete    = "upstream.incomplete-chain" // an issuer was not sent and is not known here
	UpstreamSelfSigned    = "upstream.self-signed"
	UpstreamWeak          = "upstream.weak"               // key or signature below today's floor
	UpstreamUsage         = "upstream.wrong-usage"        // not for a TLS server, by its extended key usage
	UpstreamConstraint    = "upstream.name-constraint"    // a name that its authority may not certify
	UpstreamBadSignature  = "upstream.bad-signature"      // not signed by the issuer that it names
	UpstreamRevoked       = "upstream.revoked"            // a stapled OCSP response says so
	UpstreamClientCert    = "upstream.client-certificate" // the origin wants a client certificate, or another one
	UpstreamInvalid       = "upstream.invalid"            // another certificate failure
	UpstreamOwnRoot       = "upstream.own-root"           // the origin's chain ends in Rockxy's own root

	RuleBlocked = "rule.blocked" // a rule answered or ended it on purpose
	RuleBroken  = "rule.broken"  // a rule's answer could not be sent
	RuleLoop    = "rule.loop"    // a rule sends a request to Rockxy itself

	ImportedUnanswered = "imported.unanswered" // the file that it was read from has no response

	RockxyInternal      = "rockxy.internal"
	RockxyInterrupted   = "rockxy.interrupted"    // Rockxy stopped while it was going on
	RockxyCapturePaused = "rockxy.capture-paused" // the store cannot be written
)
