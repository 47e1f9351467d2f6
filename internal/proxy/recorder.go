package proxy

import "rockxy/internal/flow"

// Recorder is told of everything that passes. Its methods are called on the
// data path: they copy what they keep and return at once, except that they
// wait while the recorder's budget is full (a slow disk slows capture down, it
// does not drop).
type Recorder interface {
	// Open begins the record of an exchange and sets x.ID. The caller has
	// filled in the client's side of x, and keeps owning it: the recorder reads
	// x only during Open, Tape.Update and Tape.Done.
	Open(x *flow.Exchange) Tape

	// Tunnel records a tunnel: once when it begins (t.ID is zero and gets set)
	// and once when it has ended.
	Tunnel(t *flow.Tunnel)

	// HandshakeFailure records a client that never got as far as HTTP.
	HandshakeFailure(f *flow.HandshakeFailure)

	// NextConn numbers a connection.
	NextConn() flow.ConnID
}

// Tape records one exchange. Calls for one direction come from one goroutine
// at a time, but the two directions may be recorded at once. Update and Done
// are called by the goroutine that owns the exchange; after Done no method is
// called and the Exchange belongs to the recorder.
type Tape interface {
	// Head records a head: of the request, of each 1xx, of the final response.
	Head(dir flow.Direction, h *flow.Head)
	// Body records payload octets in the order in which they were relayed.
	Body(dir flow.Direction, p []byte)
	// Trailers records a trailer section.
	Trailers(dir flow.Direction, h *flow.Head)
	// Message records a message seen inside a body or an upgraded connection.
	Message(m *flow.Message)
	// Update says that x changed in a way worth showing (its request head or
	// its status is now known).
	Update()
	// Done completes the record: x.State is Complete or Failed.
	Done()
}
