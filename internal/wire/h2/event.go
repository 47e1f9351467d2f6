package h2

import (
	"fmt"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// Kind says what an Event tells.
type Kind uint8

const (
	// SettingsReceived: the peer's SETTINGS, in Settings. They may have opened
	// the windows of all streams.
	SettingsReceived Kind = iota + 1
	// HeadReceived: a request (server) or a response, interim ones included
	// (client). Err is set on a request that must be refused: with
	// Err.TooLarge the stream is open and wants its 431, else it has been reset.
	HeadReceived
	// TrailersReceived: the trailer section, which ends the peer's message.
	TrailersReceived
	// DataReceived: Data, lent until the next call of Next. Its octets, less
	// than which the peer's windows will not open again, are given back with
	// Consume.
	DataReceived
	// StreamReset: the peer reset the stream with Code, or (NotProcessed) its
	// GOAWAY says that the stream was not processed.
	StreamReset
	// StreamFailed: we reset the stream for the reason in Err.
	StreamFailed
	// WindowOpened: the peer accepts more on Stream, or on all when it is 0.
	WindowOpened
	// GoAwayReceived: no stream can be opened any more. Code and Data (debug).
	GoAwayReceived
	// PingAcked: the peer answered our ping with Data.
	PingAcked
	// ConnFailed: the connection is over; a GOAWAY has been queued.
	ConnFailed
)

// Event is what a frame meant. Its slices and Settings are valid until the next
// call of Next; Head until FreeHead.
type Event struct {
	Kind         Kind
	Stream       uint32
	Value        any // attached to the stream, if any
	Head         *flow.Head
	End          bool // the peer's message ends here
	Data         []byte
	Code         http2.ErrCode
	NotProcessed bool // the peer did nothing with the stream: it may be tried again
	Err          *StreamError
	Settings     []flow.Setting
	LastStream   uint32 // GoAwayReceived
}

// StreamError is why a stream was or must be refused, for the peer's fault.
type StreamError struct {
	Code     http2.ErrCode
	Reason   string
	TooLarge bool // the head is above the limits
}

func (e *StreamError) Error() string { return fmt.Sprintf("stream error %v: %s", e.Code, e.Reason) }

// ConnError is why a connection ended for the peer's fault (RFC 9113 §5.4.1).
type ConnError struct {
	Code   http2.ErrCode
	Reason string
	Flood  bool // one of the bounded floods
}

func (e *ConnError) Error() string { return fmt.Sprintf("connection error %v: %s", e.Code, e.Reason) }
