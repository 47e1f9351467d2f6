package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// Sender sends requests that no client asked for. Errors are ErrNotFound without the entry
// that is asked about, and an *Error for what cannot be sent as it is.
type Sender interface {
	// Replay sends captured requests again, octet for octet, hop-by-hop fields aside. What
	// cannot be sent again is told of it in the answer.
	Replay(context.Context, ReplayRequest) (*Replayed, error)
	// Compose sends a request that somebody wrote.
	Compose(context.Context, Compose) (*Composed, error)
	// ComposeOf is a captured request as it can be edited and sent.
	ComposeOf(context.Context, EntryRef) (*Compose, error)
	// ParseCompose reads a cURL command, or a request as HTTP/1.1 writes it.
	ParseCompose(context.Context, ComposeText) (*ComposeParsed, error)
	// StopSending ends what was sent from here and is going on; no ids are all.
	StopSending(context.Context, StopRequest) (Stopped, error)
}

// Repeat says how often something is sent, and how.
type Repeat struct {
	Times int `json:"times,omitempty" minimum:"0" maximum:"1000" doc:"0 is once"`
	// PauseMS is how long to wait before each but the first: after the one before has
	// ended, or has begun where they may overlap.
	PauseMS  int `json:"pause_ms,omitempty" minimum:"0" maximum:"3600000"`
	Parallel int `json:"parallel,omitempty" minimum:"0" maximum:"100" doc:"how many may be going on at once; 0 is one"`
	// Rules is whether rules apply; they do unless it is false.
	Rules *bool `json:"rules,omitempty"`
	// Wait wants the answer when all have ended, instead of when all have begun. Until the
	// answer is there, ending the request ends all that is going on.
	Wait bool `json:"wait,omitempty"`
}

// ReplayRequest names entries of which the requests are to be sent again, in this order.
type ReplayRequest struct {
	IDs     []flow.ID `json:"ids"`
	Session string    `json:"session,omitempty"` // that they are in; empty is the one that is captured into
	Repeat
}

// SentRequest is what became of one request. ID is that of the new entry, 0 if there is
// none.
type SentRequest struct {
	Of     flow.ID `json:"of,omitempty"`
	ID     flow.ID `json:"id"`
	Status int     `json:"status,omitempty"` // when it has ended
	Fault  *Fault  `json:"fault,omitempty"`
	Error  string  `json:"error,omitempty"` // why there is no entry
	Hint   string  `json:"hint,omitempty"`
}

// Replayed has one for each, in the order in which they were sent.
type Replayed struct {
	Replays []SentRequest `json:"replays"`
}

// Composed has the new entries; Sent is what became of each.
type Composed struct {
	IDs  []flow.ID     `json:"ids"`
	Sent []SentRequest `json:"sent"`
}

// Compose is a request that somebody wrote.
type Compose struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	// Version is that of HTTP; empty: the origin chooses.
	Version string `json:"version,omitempty" enum:",http/1.1,h2"`
	// Fields are sent in this order. Host is added when it is missing, and what says how long
	// the body is made to fit.
	Fields []ComposeField `json:"fields"`

	// The body is Text or Base64, or that of the entry ReplayOf as it was when SameBody is
	// set: for one that is not shown. With Encode the codings that Content-Encoding names
	// are put on it. A body that says what that of ReplayOf said is sent in its octets.
	Text     *string `json:"text,omitempty"`
	Base64   []byte  `json:"base64,omitempty"`
	Encode   bool    `json:"encode,omitempty"`
	SameBody bool    `json:"same_body,omitempty"`
	BodyNote string  `json:"body_note,omitempty"` // in answers: why the body is not shown, or how

	// ReplayOf is the entry that it was made from, 0 for none. What is left as it was there
	// is sent octet for octet.
	ReplayOf flow.ID `json:"replay_of,omitempty"`
	Session  string  `json:"session,omitempty"` // that ReplayOf is in; empty is the one that is captured into
	Repeat
}

// ComposeField is a header field.
type ComposeField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ComposeText is what somebody pasted.
type ComposeText struct {
	Text string `json:"text"`
}

// ComposeParsed is what was understood of it. Notes are what was left out or is done in
// another way, a sentence each.
type ComposeParsed struct {
	Compose
	Form  string   `json:"form" enum:"curl,http,url"`
	Notes []string `json:"notes"`
}

// StopRequest names entries.
type StopRequest struct {
	IDs []flow.ID `json:"ids,omitempty"`
}

// Stopped is how many were going on, and what was still to be sent.
type Stopped struct {
	Stopped int `json:"stopped"`
}

func registerSender(api huma.API, s Sender) {
	answer(api, "POST /v1/replay", "Send captured requests again", func(ctx context.Context, in *bodyOf[ReplayRequest]) (*Replayed, error) {
		return s.Replay(ctx, in.Body)
	})
	answer(api, "POST /v1/compose", "Send a request", func(ctx context.Context, in *bodyOf[Compose]) (*Composed, error) {
		return s.Compose(ctx, in.Body)
	}, upTo(maxCompose))
	answer(api, "GET /v1/exchanges/{id}/compose", "A captured request, to be edited and sent", func(ctx context.Context, in *EntryRef) (*Compose, error) {
		return s.ComposeOf(ctx, *in)
	})
	answer(api, "POST /v1/compose/parse", "Read a cURL command, or a request as HTTP/1.1 writes it", func(ctx context.Context, in *bodyOf[ComposeText]) (*ComposeParsed, error) {
		return s.ParseCompose(ctx, in.Body)
	})
	answer(api, "POST /v1/compose/stop", "End what was sent from here", func(ctx context.Context, in *bodyOf[StopRequest]) (Stopped, error) {
		return s.StopSending(ctx, in.Body)
	})
}

// maxCompose bounds a request that has a body in it.
const maxCompose = 96 << 20
