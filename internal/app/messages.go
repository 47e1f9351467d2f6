package app

import (
	"iter"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// MessageCount is how many messages the entry has.
func (e *Entry) MessageCount() int { return e.rec.MessageCount() }

// LastMessages reads the last n messages, one after the other. It ends with the
// first error.
func (e *Entry) LastMessages(n int) iter.Seq2[*api.Message, error] {
	return func(yield func(*api.Message, error) bool) {
		for m, err := range e.rec.LastMessages(n) {
			if err != nil {
				yield(nil, err)
				return
			}
			if out := newMessage(m); !yield(&out, nil) {
				return
			}
		}
	}
}

// FillLog puts the last n messages into the detail.
func (e *Entry) FillLog(n int) { addMessages(e.Detail, e.rec, n) }

func addMessages(d *api.Detail, r *store.Record, last int) {
	for m, err := range r.LastMessages(last) {
		if err != nil {
			d.Incomplete = strings.TrimPrefix(d.Incomplete+"; ", "; ") + "a message: " + err.Error()
			return
		}
		d.Log = append(d.Log, newMessage(m))
	}
}

func newMessage(m *flow.Message) api.Message {
	out := api.Message{
		Direction: m.Dir.String(), Kind: messageKind(m.Kind), Time: at(m.Time),
		Size: m.Size, Wire: m.Wire, Fragments: m.Fragments, Note: m.Note,
	}
	if !m.Encoded && (m.Kind == flow.MessageText || m.Kind == flow.MessageEvent) {
		text := string(m.Data)
		out.Text = &text
	} else {
		out.Base64 = m.Data
	}
	return out
}

func messageKind(k flow.MessageKind) string {
	switch k {
	case flow.MessageText:
		return "text"
	case flow.MessageBinary:
		return "binary"
	case flow.MessagePing:
		return "ping"
	case flow.MessagePong:
		return "pong"
	case flow.MessageClose:
		return "close"
	case flow.MessageEvent:
		return "event"
	case flow.MessageGRPC:
		return "grpc"
	}
	return ""
}
