package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// Entries is what is known of single entries. All errors are ErrNotFound without such an
// entry, and an *Error for a session that is not there.
type Entries interface {
	// Entry is all but bodies, messages, and what rules changed.
	Entry(context.Context, EntryRef) (*Detail, error)
	// EntryTrace is what rules did, with what they changed in lines.
	EntryTrace(context.Context, EntryRef) ([]TraceStep, error)
	// EntryMessages is a part of its messages, and how many there are.
	EntryMessages(context.Context, MessageQuery) (*MessageList, error)
}

// EntryRef names an entry.
type EntryRef struct {
	ID      flow.ID `path:"id" minimum:"1" doc:"an entry is named by its number"`
	Session string  `query:"session" doc:"the name of another session to read; empty is the one that is captured into"`
}

// SideRef names one side of an entry.
type SideRef struct {
	EntryRef
	Side string `query:"side" enum:"request,response" default:"response" doc:"side is request or response"`
}

// Direction is the side.
func (r SideRef) Direction() flow.Direction {
	if r.Side == flow.Request.String() {
		return flow.Request
	}
	return flow.Response
}

// MessageQuery selects messages of an entry, in the order in which they passed.
type MessageQuery struct {
	EntryRef
	Offset    int    `query:"offset" minimum:"0" doc:"offset is how many messages before the first one are left out"`
	Limit     int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"limit is a number from 1 to 500"`
	Direction string `query:"direction" enum:"request,response" doc:"direction is request or response; empty is both"`
	Q         string `query:"q" doc:"what the text of a message has in it, in any case"`
}

// MessageList is a window of the messages that a query selects.
type MessageList struct {
	Total    int          `json:"total"`
	Offset   int          `json:"offset"`
	Messages []MessageRow `json:"messages"`
}

// MessageRow is one message of a list. Its text, or octets, are the beginning; the view
// with `message` has the whole.
type MessageRow struct {
	Index int `json:"index"` // among all messages of the entry, from 0
	Message
	Cut bool `json:"cut"` // there is more of it
	// Preview is the message in one line, as what it is.
	Preview string `json:"preview"`
	Shown   string `json:"shown_as"` // the kind of view that Preview is from
}

// TraceStep is what one action of a rule did.
type TraceStep struct {
	Rule       string        `json:"rule"`
	Group      string        `json:"group"`
	Action     string        `json:"action"`
	Phase      string        `json:"phase"`
	Did        string        `json:"did"`
	Skipped    string        `json:"skipped"`
	DurationMS float64       `json:"duration_ms"`
	Changes    []TraceChange `json:"changes"`
	Log        []string      `json:"log"`
}

// TraceChange is what became of a part of a message.
type TraceChange struct {
	Part  string     `json:"part"` // such as "request head", "response body", "route", "message"
	From  int        `json:"from"` // octets of the part before what is told of
	Cut   bool       `json:"cut"`  // something is left out
	Lines []DiffLine `json:"lines"`
	// Octets says that it is no text: the lines are of its hexadecimal form.
	Octets bool `json:"octets"`
}

// DiffLine is one line of what became of a text.
type DiffLine struct {
	Op   string `json:"op" enum:" ,+,-,@"` // "@": the text says how many lines are left out here
	Text string `json:"text"`
}

func registerEntries(api huma.API, e Entries) {
	answer(api, "GET /v1/exchanges/{id}", "One entry, without bodies, messages and what rules changed", func(ctx context.Context, in *EntryRef) (*Detail, error) {
		return e.Entry(ctx, *in)
	})
	answer(api, "GET /v1/exchanges/{id}/trace", "What rules did to it, in lines", func(ctx context.Context, in *EntryRef) ([]TraceStep, error) {
		return e.EntryTrace(ctx, *in)
	})
	answer(api, "GET /v1/exchanges/{id}/messages", "Messages inside it, in windows", func(ctx context.Context, in *MessageQuery) (*MessageList, error) {
		return e.EntryMessages(ctx, *in)
	})
}
