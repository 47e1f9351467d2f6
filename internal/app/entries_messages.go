package app

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
	"rockxy/internal/view"
)

// What of a message is in a list of them.
const (
	messageKept    = 2000 // octets of its text
	messageLook    = 16 << 10
	messagePreview = 300 // octets
)

// EntryMessages implements api.Entries.
func (e *entryReader) EntryMessages(ctx context.Context, q api.MessageQuery) (*api.MessageList, error) {
	o, err := e.open(ctx, q.EntryRef)
	if err != nil {
		return nil, err
	}
	defer o.close()
	list := &api.MessageList{Offset: q.Offset, Messages: []api.MessageRow{}}
	count := o.MessageCount()
	from, every := 0, q.Direction == "" && q.Q == ""
	if every { // all are wanted: only those of the window are read
		from, list.Total = min(q.Offset, count), count
	}
	i := from - 1
	for m, err := range o.LastMessages(count - from) {
		if i++; every && i-from == q.Limit {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err != nil {
			m = &flow.Message{Note: "it cannot be read: " + err.Error()}
		}
		if !every {
			if !wanted(m, q) {
				continue
			}
			if list.Total++; list.Total <= q.Offset || len(list.Messages) == q.Limit {
				continue
			}
		}
		list.Messages = append(list.Messages, messageRow(o.Record, i, m))
	}
	return list, nil
}

func wanted(m *flow.Message, q api.MessageQuery) bool {
	return (q.Direction == "" || q.Direction == m.Dir.String()) && (q.Q == "" || containsFold(m.Data, q.Q))
}

// containsFold looks for a text in any case.
func containsFold(data []byte, text string) bool {
	return strings.Contains(strings.ToLower(string(data)), strings.ToLower(text))
}

func messageRow(rec *store.Record, i int, m *flow.Message) api.MessageRow {
	row := api.MessageRow{Index: i, Message: newMessage(m)}
	row.Preview, row.Shown = messageLine(rec, m)
	if row.Text != nil && len(*row.Text) > messageKept {
		text := (*row.Text)[:wholeText((*row.Text)[:messageKept])]
		row.Text, row.Cut = &text, true
	}
	if len(row.Base64) > messageKept {
		row.Base64, row.Cut = row.Base64[:messageKept], true
	}
	return row
}

// wholeText is how much of s is left without a character that is cut at its end.
func wholeText(s string) int {
	for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			if !utf8.FullRuneInString(s[i:]) {
				return i
			}
			break
		}
	}
	return len(s)
}

// messageLine is a message in one line, and the kind of view that it is from.
func messageLine(rec *store.Record, m *flow.Message) (text, kind string) {
	in, inside := messageInput(rec, m)
	if len(in.Body) > messageLook {
		in.Body, in.Partial = in.Body[:messageLook], true
	}
	v := view.OpenInside(in, inside, view.Options{Hex: 64})
	var b strings.Builder
	for i, f := range v.Facts {
		if i > 0 {
			b.WriteString(" · ")
		}
		b.WriteString(f.Name + " " + f.Value)
	}
	if v.Text != nil {
		if b.Len() > 0 {
			b.WriteString("  ")
		}
		p := view.NewPrinter(&b, view.PlainStyle{}, messagePreview)
		p.Flat()
		v.Text(p)
		_ = p.Close() // a Builder has no errors
	}
	return b.String(), string(v.Kind)
}

// messageInput is a message as package view looks at it.
func messageInput(rec *store.Record, m *flow.Message) (view.Message, view.Inside) {
	s := &rec.Summary
	in := view.Message{Body: m.Data, Response: m.Dir == flow.Response, Method: s.Method, Target: s.URL, Partial: int64(len(m.Data)) < m.Size}
	call := ""
	if h := rec.Head(flow.Request); h != nil {
		call = h.List("content-type")
	}
	return in, view.Inside{Kind: messageKind(m.Kind), Call: call}
}

// message reads one message of an entry.
func (o *opened) message(i int) (*flow.Message, error) {
	n := o.MessageCount()
	if i >= n {
		return nil, &api.Error{Status: 404, Message: "there is no such message"}
	}
	for m, err := range o.LastMessages(n - i) {
		return m, err
	}
	return nil, errors.New("the message is gone") // not reached
}
