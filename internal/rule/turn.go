package rule

import (
	"context"
	"io"
	"strings"
	"time"

	"rockxy/internal/flow"
)

// Turn is an action's turn at one exchange: what it may look at and change. It
// ends when Do returns.
type Turn struct {
	Phase    Phase
	Exchange *flow.Exchange // as the client sees it; not to be changed. Nil at Connect of a tunnel
	Client   *flow.ClientConn
	Rule     *Rule
	Group    string

	// Request and Response are what the exchange has so far; Response is nil in the
	// request's phases, both are nil at Connect of a tunnel.
	Request, Response *Message
	// Route is where the request goes. It counts at Connect and in the request's phases.
	Route *Route
	// Event is the message of a turn in Messages.
	Event *Event
	// Link is the connection, at Connect of a tunnel; nil else.
	Link *Link

	run    *Run
	step   *flow.RuleStep
	answer *Answer

	mark, marked flow.Mark // what it may change, and what that was
	hide         bool
}

// Message is the side that the turn is about.
func (t *Turn) Message() *Message {
	if t.Response != nil {
		return t.Response
	}
	return t.Request
}

// Dry says that nothing goes anywhere: the exchange is over, and the rule is
// being tried on it. An action that would wait, ask a person, or change something
// outside of the exchange says what it would do, and returns.
func (t *Turn) Dry() bool { return t.run.Dry }

// Clock is what there is of time.
func (t *Turn) Clock() Clock { return t.run.Clock }

// Did says what the action did, in a sentence without a period.
func (t *Turn) Did(sentence string) { t.step.Did = joinSentences(t.step.Did, sentence) }

// Log adds a line to what the trace shows of the action.
func (t *Turn) Log(line string) {
	if len(line) > maxLogLine {
		line = strings.ToValidUTF8(line[:maxLogLine], "") + "…"
	}
	if len(t.step.Log) < maxLog && t.run.room.Add(-int64(len(line))) >= 0 {
		t.step.Log = append(t.step.Log, line)
	}
}

// Changed adds a change that the trace cannot see by itself: heads and held
// bodies it compares on its own.
func (t *Turn) Changed(part string, before, after []byte) { t.run.changed(t.step, part, before, after) }

// Answer ends the request's phases: the client gets this, and the origin nothing. It
// counts when Do returns no error, and in the request's phases alone.
func (t *Turn) Answer(a *Answer) {
	t.drop()
	t.answer = a
}

// drop forgets an answer.
func (t *Turn) drop() {
	if t.answer != nil && t.answer.Body != nil {
		t.answer.Body.Close()
	}
	t.answer = nil
}

// Mark is what the exchange is marked with at its end; an action may change it.
func (t *Turn) Mark() *flow.Mark { return &t.mark }

// Hide keeps the exchange out of the list.
func (t *Turn) Hide() { t.hide = true }

// Hidden reports whether it is kept out already.
func (t *Turn) Hidden() bool {
	_, hidden := t.run.Mark()
	return hidden || t.hide
}

// URL is what the request asks for by now. It counts in the request's phases.
func (t *Turn) URL() string { return t.Route.url(t.Request.head) }

// Sleep waits for d or until the client has gone; in a dry run it does not wait.
func (t *Turn) Sleep(ctx context.Context, d time.Duration) error {
	if t.Dry() {
		return nil
	}
	return t.run.Clock.Sleep(ctx, d)
}

func joinSentences(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// Route is where a request goes.
type Route struct {
	Scheme string // "http" or "https"
	Host   string // without port and brackets, in lower case: connected to, and verified
	Port   uint16
	// Address is connected to instead of Host, a name or an IP address; empty for
	// none. Names of the request, SNI and the name to verify stay those of Host.
	Address string
}

// Answer is a response that is not the origin's.
type Answer struct {
	Status int
	Reason string       // empty: the usual one
	Fields []flow.Field // without Content-Length, which follows from Body
	// Body is read and closed, whatever becomes of the answer; nil for none. Size is its length, -1 when
	// it is not known.
	Body io.ReadCloser
	Size int64
	// Final: response phases do not apply to it.
	Final bool
	// Fault, when set, is what is recorded with it.
	Fault *flow.Fault
}

// Event is one message of a WebSocket, an event stream or a gRPC call.
type Event struct {
	Kind flow.MessageKind
	Dir  flow.Direction
	Data []byte // decoded; SetData changes it
	// Of a server-sent event.
	Name, ID string

	Changed bool
	Dropped bool // it is not passed on
}

// SetData replaces what the message says.
func (e *Event) SetData(b []byte) { e.Data, e.Changed = b, true }

// Drop keeps the message from being passed on.
func (e *Event) Drop() { e.Dropped = true }
