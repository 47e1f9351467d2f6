package h1

import "rockxy/internal/flow"

// Rewrite says what forwarding changes besides removing what is hop-by-hop. The
// zero value, like nil, changes nothing else.
type Rewrite struct {
	// Requests.

	// Target replaces the request-target, whatever its form. When nil, an
	// absolute-form target is written in origin-form, unless ToProxy is set.
	Target []byte
	// ToProxy keeps an absolute-form target, for the next proxy.
	ToProxy bool
	// Host replaces the value of Host, or adds the field. When nil, the authority
	// of an absolute-form target does (RFC 9112 §3.2.2).
	Host []byte

	// Both.

	// KeepUpgrade keeps Upgrade and its Connection option, because the exchange
	// may change protocols.
	KeepUpgrade bool
	// DropTransferEncoding removes Transfer-Encoding, for a recipient that gets
	// the body without chunks.
	DropTransferEncoding bool
	// DropContentLength removes Content-Length, for a body that has changed.
	DropContentLength bool
	// AddChunked makes the message chunked: Transfer-Encoding is added unless it
	// is there, Content-Length is removed.
	AddChunked bool
	// Close adds the connection option "close", KeepAlive "keep-alive" (for an
	// HTTP/1.0 peer).
	Close, KeepAlive bool
	// Extra fields are written last. Invalid ones are left out.
	Extra []flow.Field
}
