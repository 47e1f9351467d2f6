package proxy

import (
	"fmt"

	"rockxy/internal/flow"
)

// The neutral events. HTTP/1 and HTTP/2 meet here: each side of an exchange,
// whatever its version, is a blocking stream of one head, pieces of body and an
// end. What a side cannot express it translates itself (heads in WriteHead,
// framing in WritePiece).

// Piece is the next part of a body, in the order of arrival. Its slices are
// valid until the next call on the side that it came from.
type Piece struct {
	// Data is payload. It may be empty.
	Data []byte
	// Wire is what stood for this piece on the wire when that is more than
	// Data: HTTP/1 chunked framing, extensions and trailers included. A sink of
	// the same framing forwards it unchanged; others ignore it. Nil: the same
	// as Data.
	Wire []byte
	// More says that a further piece is already in memory, so that a sink may
	// put off flushing.
	More bool
	// End marks the last piece. Trailers may come with it, else nil.
	End      bool
	Trailers *flow.Head
}

// ResetError is a stream or connection that was ended abnormally by the peer,
// or is to be ended so. Code is the HTTP/2 error code (RFC 9113 §7); an HTTP/1
// connection that was reset counts as CANCEL (8) from a client and
// INTERNAL_ERROR (2) from an origin.
type ResetError struct {
	Code uint32
	Side flow.Side // who reset
}

func (e *ResetError) Error() string { return fmt.Sprintf("reset by %s, code %d", e.Side, e.Code) }

// downstream is the client's side of one exchange.
//
// ReadPiece is called by one goroutine and the Write methods by one (perhaps
// another) goroutine; Abort and the function given to Watch may be called at
// any time from any.
type downstream interface {
	// Head is the request's, valid until the exchange has ended.
	Head() *flow.Head
	// HasBody is false when the request ended with its head.
	HasBody() bool
	// ReadPiece waits for the next piece of the request's body. After a piece
	// with End it is not called again. An error is a *ResetError or a
	// *flow.Fault.
	ReadPiece() (Piece, error)
	// WriteHead sends a 1xx or the final head; end says that nothing follows.
	// It removes or translates what is specific to another HTTP version.
	WriteHead(h *flow.Head, end bool) error
	// WritePiece sends the next piece of the response's body. It blocks while
	// the client does not read (flow control).
	WritePiece(p Piece) error
	// Abort ends the exchange abnormally: RST_STREAM with code, or closing the
	// connection on HTTP/1 so that a cut message is seen to be cut.
	Abort(code uint32)
	// Watch registers f, to be called at most once if the client abandons the
	// exchange (RST_STREAM, connection gone) before it has ended. Watch(nil)
	// unregisters; when it returns, f is not running and will not be called.
	Watch(f func(*ResetError))
}

// upstream is the origin's side of one exchange; one goroutine writes, one
// (perhaps another) reads, Abort may come from any.
type upstream interface {
	// Conn describes the connection, reused whether it carried an exchange before.
	Conn() (c *flow.ServerConn, reused bool)
	Proto() flow.Proto
	// WriteHead sends the request head, without what is hop-by-hop.
	WriteHead(h *flow.Head, end bool) error
	WritePiece(p Piece) error
	// ReadHead waits for the next head: any number of 1xx, then the final one.
	// end is true when the final head ends the response. The head is valid
	// until the exchange has ended.
	ReadHead() (h *flow.Head, end bool, err error)
	ReadPiece() (Piece, error)
	// Abort ends the exchange abnormally: RST_STREAM with code, or closing the
	// connection on HTTP/1. It makes blocked calls return.
	Abort(code uint32)
	// Release ends the use of the stream by the exchange: a connection that is
	// still good goes back to the pool. It is called exactly once, last.
	Release()
}
