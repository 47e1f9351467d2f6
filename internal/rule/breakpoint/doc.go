// Package breakpoint pauses exchanges until a person has decided about them: it has
// the action, the queue in which they wait, and the form in which a person edits
// them.
//
// A paused exchange is its own goroutine waiting in [Queue.Hold] and holds no lock.
// It goes on when somebody decides, when its time is over, when the client has
// gone, or when the instance stops, which ends it: nothing is sent that nobody
// has looked at. Who decides is told at once when what they want cannot stand on
// the wire, and the exchange stays paused.
//
// # The form
//
// A [Message] is what is edited, field by field or as text ([Format], [Parse]): a
// start line with the whole URL, the fields in their order, an empty line, the body
// without its content codings. HTTP/2 has the same form: the pseudo-header fields
// are the start line and Host. A field of the trailer section is a line that begins with
// "@trailer ". The framing follows from the body, whatever the fields say, and
// what had to be put right is told.
//
// # Limits
//
// [Limits] bound how many are paused at once and the octets of their bodies. Past
// them, exchanges pass as if there were no breakpoint, and the trace says so. A body
// that cannot be held (too long, endless, a coding that is not known) passes as it
// is: the message is paused without it.
package breakpoint
