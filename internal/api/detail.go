package api

import (
	"time"

	"rockxy/internal/flow"
)

// Detail is all that is known of one entry, bodies apart.
type Detail struct {
	Flow
	Entry            flow.Entry `json:"entry"`             // how the client asked: "forward", "connect", "socks5"
	UpstreamProtocol string     `json:"upstream_protocol"` // towards the origin
	Server           string     `json:"server"`            // "ip:port" connected to, empty if none
	Reused           bool       `json:"reused"`            // the connection to the origin
	Stream           uint32     `json:"stream_id"`         // HTTP/2 stream at the client
	Accepted         time.Time  `json:"accepted"`          // when the client connected
	Path             string     `json:"process_path"`

	Heads     []Head  `json:"heads"` // in the order in which they passed, trailers included
	Request   Body    `json:"request"`
	Response  Body    `json:"response"`
	Phases    []Phase `json:"timings"`
	ClientTLS *TLS    `json:"client_tls,omitempty"`
	ServerTLS *TLS    `json:"server_tls,omitempty"`

	// SETTINGS of HTTP/2 as each side sent them first, in their order.
	ClientSettings []Setting `json:"client_settings,omitempty"`
	ServerSettings []Setting `json:"server_settings,omitempty"`

	Log []Message `json:"message_log"`
	// Trace is what rules did to it, in order.
	Trace []RuleStep `json:"trace"`

	// Tunnels and handshake failures.
	SNI       string      `json:"sni"`
	JA4       string      `json:"ja4"`
	Alert     *int        `json:"alert,omitempty"`      // TLS alert that the client sent
	AlertName string      `json:"alert_name,omitempty"` // as registered with IANA
	Moment    string      `json:"moment"`               // what had been sent last: "client-hello", "certificate", "finished"
	Ending    flow.Ending `json:"ending,omitempty"`     // how the handshake ended
	// ClientCertificateAsked says that the origin had asked Rockxy for a client
	// certificate.
	ClientCertificateAsked bool `json:"client_certificate_asked,omitempty"`

	// ReplayOf is the exchange that this one sends again, and Replays are those that
	// send this one again, the oldest first.
	ReplayOf flow.ID   `json:"replay_of,omitempty"`
	Replays  []flow.ID `json:"replays,omitempty"`

	// Incomplete says why a part is missing from the record.
	Incomplete string `json:"incomplete"`
}

// Head is the start line and the fields of a message, or a trailer section.
// Values are as received; JSON shows octets that are not UTF-8 as U+FFFD, the
// wire form (show --raw) has them as they were.
type Head struct {
	Direction string     `json:"direction"` // "request" or "response"
	Trailers  bool       `json:"trailers,omitempty"`
	Start     string     `json:"start"` // request or status line; empty on HTTP/2 and of trailers
	Status    int        `json:"status,omitempty"`
	Fields    [][]string `json:"fields"` // name and value, pseudo-header fields first
	// Raw is the octets of the wire (of HTTP/2 the list of fields, one a line), where one
	// entry is asked for by the page; RawBase64 has them when they are no UTF-8.
	Raw       *string `json:"raw,omitempty"`
	RawBase64 []byte  `json:"raw_base64,omitempty"`
}

// Body is what is known of a body. The content is filled in where it was asked
// for: Text when it is text, else Base64.
type Body struct {
	Size      int64  `json:"size"`   // octets relayed
	Stored    int64  `json:"stored"` // octets kept
	Truncated bool   `json:"truncated"`
	Chunked   bool   `json:"chunked"`
	Type      string `json:"type"`
	Coding    string `json:"coding"` // content codings as received

	Text   *string `json:"text,omitempty"`
	Base64 []byte  `json:"base64,omitempty"`
	Note   string  `json:"note,omitempty"` // why it is not decoded, or is cut
}

// Phase is one measured span. Phases of the connections that carried the
// exchange may begin before it.
type Phase struct {
	Name     string    `json:"name"`
	Start    time.Time `json:"start"`
	Duration float64   `json:"duration_ms"`
}

// TLS is what is known of one TLS connection.
type TLS struct {
	Handshake  *float64      `json:"handshake_ms,omitempty"` // nil when it was not measured
	Version    string        `json:"version"`
	Cipher     string        `json:"cipher"`
	Group      string        `json:"group"`
	ALPN       string        `json:"alpn"`
	ServerName string        `json:"server_name"`
	Resumed    bool          `json:"resumed"`
	JA4        string        `json:"ja4,omitempty"`
	Offered    []string      `json:"offered_alpn,omitempty"`
	LeafSerial string        `json:"leaf_serial,omitempty"`
	Verified   bool          `json:"verified"`
	Exception  string        `json:"exception,omitempty"` // why an origin that does not verify was accepted
	Flaw       string        `json:"flaw,omitempty"`      // what does not verify: the code and the sentence of a fault
	Chain      []Certificate `json:"chain,omitempty"`     // as presented, leaf first
	OCSP       *Staple       `json:"ocsp,omitempty"`
	SCTs       []SCT         `json:"scts,omitempty"`

	ClientCertificateAsked bool   `json:"client_certificate_asked,omitempty"`
	ClientCertificate      string `json:"client_certificate_sha256,omitempty"` // that the origin was given
}

// Staple is an OCSP response that an origin sent along with its certificate.
type Staple struct {
	Status     string     `json:"status"` // "good", "revoked", "unknown"; empty when it cannot be read
	ThisUpdate *time.Time `json:"this_update,omitempty"`
	NextUpdate *time.Time `json:"next_update,omitempty"`
	RevokedAt  *time.Time `json:"revoked_at,omitempty"`
	Reason     string     `json:"revocation_reason,omitempty"`
	Responder  string     `json:"responder,omitempty"`
	Delegated  bool       `json:"delegated,omitempty"` // the responder is not the issuer itself
	Signed     bool       `json:"signed"`              // its signature was checked and is right
	Problem    string     `json:"problem,omitempty"`   // why it proves nothing
}

// SCT is a signed certificate timestamp: a log's promise to publish the
// certificate. Its signature is not checked.
type SCT struct {
	Source    string    `json:"source"` // "tls", "certificate" or "ocsp"
	Log       string    `json:"log_id"` // SHA-256 of the log's key, in hex; empty when it cannot be read
	Time      time.Time `json:"time"`
	Algorithm string    `json:"algorithm"` // such as "ECDSA with SHA-256"
}

// Setting is one HTTP/2 setting (RFC 9113 §6.5.2).
type Setting struct {
	ID    uint16 `json:"id"`
	Name  string `json:"name"` // as registered with IANA, empty if unknown
	Value uint32 `json:"value"`
}

// Certificate is one certificate of a chain.
type Certificate struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Key       string    `json:"key,omitempty"`       // such as "RSA 2048" or "ECDSA P-256"
	Signature string    `json:"signature,omitempty"` // such as "SHA256-RSA"
	SHA256    string    `json:"sha256"`
}

// Message is one message inside an exchange.
type Message struct {
	Direction string    `json:"direction"`
	Kind      string    `json:"kind"` // "text", "binary", "ping", "pong", "close", "event", "grpc"
	Time      time.Time `json:"time"`
	Size      int64     `json:"size"`
	Wire      int64     `json:"wire"`
	Fragments int       `json:"fragments"`
	Text      *string   `json:"text,omitempty"`
	Base64    []byte    `json:"base64,omitempty"`
	Note      string    `json:"note,omitempty"`
}
