package breakpoint

import (
	"time"

	"rockxy/internal/flow"
)

// ID numbers what was paused by one instance, from 1, in the order of arrival.
type ID uint64

// Item is a message that is paused, and what is known of its exchange.
type Item struct {
	ID       ID
	Since    time.Time
	Deadline time.Time // when Then happens, zero for never
	Then     Then

	Exchange    flow.ID
	Client      string // "ip:port"
	Process     string // empty while it is not known
	ProcessID   int
	Rule, Group string

	// Request is that of the exchange, as the client sent it: "GET", "https://…".
	// Phase is "request", "response" or "message".
	Method, URL, Phase string

	Original *Message // as it goes on when nothing is changed
	Draft    *Message // what would be sent, nil: the original
	// Left says why the body is not part of the message, although it has one; it
	// passes as it is then. Empty when it is.
	Left string
	// NoBody says that the message cannot have one, whatever its status becomes.
	NoBody bool
}

// Present is what is sent if somebody says "send".
func (i *Item) Present() *Message {
	if i.Draft != nil {
		return i.Draft
	}
	return i.Original
}

// Then is what happens when nobody decides in time.
type Then string

const (
	ThenSend     Then = "send"     // as a template has made it
	ThenOriginal Then = "original" // as it came
	ThenAbort    Then = "abort"    // with status 503, or closed when it is too late for one
	ThenClose    Then = "close"
	ThenReset    Then = "reset"
)

// Verb is what a person decides.
type Verb string

const (
	Send     Verb = "send"     // as edited
	Original Verb = "original" // as it came
	Abort    Verb = "abort"
	Drop     Verb = "drop" // a message inside of a stream, which goes on without it
)

// How an exchange is aborted when not with a status.
const (
	Close = "close" // the connection is closed, or the stream reset
	Reset = "reset" // a TCP reset, or RST_STREAM
)

// Decision is what becomes of a paused message.
type Decision struct {
	Verb Verb
	// Message is what Send sends; nil: the draft. A response to a paused request is
	// the answer to it, and the origin gets nothing.
	Message *Message
	// KeepBody leaves the body as it came, whatever Message has.
	KeepBody bool
	// KeepHost leaves Host alone when the URL names another authority. Otherwise it
	// follows, unless it was edited as well.
	KeepHost bool

	// Of Abort: a status with a page, or How when it is 0. Both empty is 503, or Close
	// when it is too late for a status.
	Status int
	How    string

	By string // for the trace, such as "by a person"
}

func (t Then) decision() Decision {
	d := Decision{By: "because nobody decided in time"}
	switch t {
	case ThenAbort:
		d.Verb = Abort
	case ThenClose, ThenReset:
		d.Verb, d.How = Abort, string(t)
	case ThenOriginal:
		d.Verb = Original
	default:
		d.Verb = Send
	}
	return d
}
