package api

import (
	"time"

	"rockxy/internal/flow"
)

// PausedItem is a message that waits at a breakpoint for a decision.
type PausedItem struct {
	ID        uint64  `json:"id"`       // numbers what was paused, in the order of arrival
	Exchange  flow.ID `json:"exchange"` // the entry of the list that it belongs to
	Phase     string  `json:"phase"`    // "request", "response" or "message"
	Direction string  `json:"direction"`
	Kind      string  `json:"kind,omitempty"` // of a message: "text", "binary", "event", "grpc"

	// Of the exchange, as the client sent it; Status is that of a paused response.
	Method    string `json:"method"`
	URL       string `json:"url"`
	Status    int    `json:"status,omitempty"`
	Client    string `json:"client"`
	Process   string `json:"process"`
	ProcessID int    `json:"process_id"`

	Rule  string `json:"rule"`
	Group string `json:"group"` // the file that the rule is in

	Since    time.Time  `json:"since"`
	Deadline *time.Time `json:"deadline"` // when Then happens, nil for never
	Then     string     `json:"then"`     // "send", "original", "abort", "close" or "reset"

	BodyBytes int `json:"body_bytes"` // decoded
	// BodyLeft says why the body is not part of the message, although there is one: it
	// passes as it is then.
	BodyLeft string `json:"body_left,omitempty"`
	Edited   bool   `json:"edited"` // there is a draft
}

// PausedList is what is paused, in the order of arrival. Sequence grows with each
// change of it.
type PausedList struct {
	Sequence uint64       `json:"sequence"`
	Paused   []PausedItem `json:"paused"`
}

// PausedEvent is one line of the stream of changes: a message that was paused or
// changed, or one that is not paused any more. The stream begins with what is there.
type PausedEvent struct {
	Sequence uint64      `json:"sequence"`
	Paused   *PausedItem `json:"paused,omitempty"`
	Gone     uint64      `json:"gone,omitempty"`
}

// PausedDetail is a paused message with what can be edited.
type PausedDetail struct {
	PausedItem
	Original MessageForm  `json:"original"`
	Draft    *MessageForm `json:"draft,omitempty"` // what "send" sends, when it is not the original
}

// MessageForm is a message field by field, and as text: a start line, fields, an empty line,
// the body. The text is in Raw when it can be one, else its octets in RawBase64.
type MessageForm struct {
	EditedMessage
	Raw       *string `json:"raw,omitempty"`
	RawBase64 []byte  `json:"raw_base64,omitempty"`
}

// EditedMessage is a message field by field. Of HTTP/2 the pseudo-header fields are
// Method, URL and Status; the first Host is :authority.
type EditedMessage struct {
	Version  string        `json:"version,omitempty"` // "HTTP/1.1", "HTTP/2"; it cannot be changed
	Method   string        `json:"method,omitempty"`
	URL      string        `json:"url,omitempty"` // absolute: where a request goes
	Status   int           `json:"status,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Fields   []EditedField `json:"fields"` // of a server-sent event: "event" and "id"
	Trailers []EditedField `json:"trailers,omitempty"`
	// The body without content codings: Text when it is text, by its charset, else
	// Base64. Who sends neither leaves the body as it came.
	Text   *string `json:"text,omitempty"`
	Base64 []byte  `json:"base64,omitempty"`
}

// EditedField is a header or trailer field. A value that is not UTF-8 is in Base64.
type EditedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Base64 []byte `json:"base64,omitempty"`
}

// Edit is what a person made of a message: one of its forms.
type Edit struct {
	Message   *EditedMessage `json:"message,omitempty"`
	Raw       *string        `json:"raw,omitempty"`
	RawBase64 []byte         `json:"raw_base64,omitempty"`
	Template  string         `json:"template,omitempty"` // the name of one that was saved
	// KeepBody leaves the body as it came, whatever the form has.
	KeepBody bool `json:"keep_body,omitempty"`
}

// Decision is what becomes of a paused message.
type Decision struct {
	Action string `json:"action"` // "send", "original", "abort" or "drop"
	// Edit is what "send" sends; without one it is the draft. A response to a paused
	// request is its answer.
	Edit
	// KeepHost leaves Host alone when the URL leads elsewhere; otherwise it follows.
	KeepHost bool `json:"keep_host,omitempty"`
	// Of "abort": Status with a page (503 unless said otherwise), or How, "close" or
	// "reset".
	Status int    `json:"status,omitempty"`
	How    string `json:"how,omitempty"`
}

// Template is a message that was saved to be sent in the place of others.
type Template struct {
	Name string `json:"name"`
	Form string `json:"form"` // "request" or "response", empty when it cannot be read
	Line string `json:"line"` // its start line, or why it cannot be read
}
