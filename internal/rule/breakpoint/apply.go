package breakpoint

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/wire/h1"
)

// hand carries out decisions about the message of one turn. What it refuses
// changes nothing.
type hand struct {
	t     *rule.Turn
	item  *Item
	cut   *rule.Cut // the exchange is to end
	notes []string  // what was done, for the trace
}

// apply implements the function that Queue.Hold is given.
func (h *hand) apply(d Decision) error {
	h.notes = nil
	switch d.Verb {
	case Send:
		return h.send(&d)
	case Original:
		h.note("sent as it came " + d.By)
		return nil
	case Abort:
		return h.abort(&d)
	case Drop:
		if h.item.Original.Kind == 0 {
			return refuse("a %s cannot be dropped: the client waits for it; abort it", h.item.Phase)
		}
		h.t.Event.Drop()
		h.note("dropped " + d.By)
		return nil
	}
	return refuse("%q is none of send, original, abort and drop", string(d.Verb))
}

func (h *hand) note(sentence string) { h.notes = append(h.notes, strings.TrimSpace(sentence)) }

func (h *hand) send(d *Decision) error {
	m, was := d.Message, h.item.Original
	if d.KeepBody {
		c := *m
		c.Body, c.Trailers = was.Body, was.Trailers
		m = &c
	}
	h.note("sent as edited " + d.By)
	switch {
	case m.Kind != was.Kind, was.Kind != 0 && m.Dir != was.Dir:
		return refuse("what was edited is another kind of message than the one that is paused")
	case same(m, was):
		h.notes[0] = strings.TrimSpace("sent as it came " + d.By)
		return nil
	case was.Kind != 0:
		return h.sendEvent(m)
	case was.Dir == flow.Request && m.Dir == flow.Response:
		return h.answer(m, d.By)
	case m.Dir != was.Dir:
		return refuse("a response is paused, and this is a request")
	case was.Dir == flow.Request:
		return h.sendRequest(m, d.KeepHost)
	}
	return h.sendResponse(m)
}

func same(a, b *Message) bool {
	return a.Dir == b.Dir && a.Method == b.Method && a.URL == b.URL && a.Status == b.Status && a.Reason == b.Reason &&
		slices.Equal(a.Fields, b.Fields) && slices.Equal(a.Trailers, b.Trailers) && bytes.Equal(a.Body, b.Body)
}

func (h *hand) sendEvent(m *Message) error {
	ev := h.t.Event
	if m.Kind == flow.MessageText && !utf8.Valid(m.Body) {
		return refuse("a text message has to be UTF-8 (RFC 6455 §5.6)")
	}
	name, _ := m.Get("event")
	id, _ := m.Get("id")
	ev.Name, ev.ID = name, id
	ev.SetData(m.Body)
	return nil
}

func (h *hand) sendRequest(m *Message, keepHost bool) error {
	was, msg := h.item.Original, h.t.Request
	if !isToken(m.Method) {
		return refuse("%q is not a method: it is a word without blanks, such as GET", short(m.Method))
	}
	to, err := h.destination(m.URL)
	if err != nil {
		return err
	}
	fields := slices.Clone(m.Fields)
	if h.followsHost(m, &to) && !keepHost {
		old := fields[index(fields, "host")].Value
		fields[index(fields, "host")].Value = to.authority()
		h.note("Host follows the URL: " + old + " → " + to.authority())
	}
	b := h.body(m, 0)
	fields, err = h.fitted(fields, b)
	if err != nil {
		return err
	}
	err = msg.EditHead(func(head *flow.Head) {
		head.Method = []byte(m.Method)
		fields = setTarget(head, fields, &to, m.URL != was.URL)
		head.Fields = ordered(head, fields)
	})
	if err != nil {
		return asRefused(err)
	}
	h.finish(m, b)
	*h.t.Route = to.route
	return nil
}

// destination is where the URL leads, the present one if it was not edited.
func (h *hand) destination(url string) (destination, error) {
	if url != h.item.Original.URL {
		return destinationOf(url, *h.t.Route)
	}
	return destination{route: *h.t.Route}, nil
}

// followsHost reports whether the URL was led elsewhere and Host was left alone.
func (h *hand) followsHost(m *Message, to *destination) bool {
	before, had := h.item.Original.Get("host")
	now, has := m.Get("host")
	return to.moved && had && has && before == now
}

// setTarget makes a head ask for what a URL says, in the form in which it
// asked before, and takes the field out that stands for :authority.
func setTarget(head *flow.Head, fields []Field, to *destination, edited bool) []Field {
	i := index(fields, "host")
	switch {
	case head.Proto == flow.HTTP2 || head.Proto == flow.HTTP3:
		if head.Authority != nil && i >= 0 {
			head.Authority = []byte(fields[i].Value)
			fields = slices.Delete(fields, i, i+1)
		}
		if edited {
			head.Target, head.Scheme = []byte(to.target), []byte(to.route.Scheme)
		}
	case edited:
		target := to.target
		if _, _, _, absolute := h1.SplitAbsolute(head.Target); absolute && target != "*" {
			authority := to.authority()
			if i >= 0 { // the two have to say the same (RFC 9112 §3.2.2)
				authority = fields[i].Value
			}
			target = to.route.Scheme + "://" + authority + target
		}
		head.Target = []byte(target)
	}
	return fields
}

func (h *hand) sendResponse(m *Message) error {
	was, msg := h.item.Original, h.t.Response
	if m.Status < 200 && m.Status != was.Status || m.Status > 599 {
		return refuse("%d is not the status of a final response: they go from 200 to 599", m.Status)
	}
	reason := m.Reason
	if m.Status != was.Status && reason == was.Reason {
		reason = h1.Reason(m.Status)
	}
	b := h.body(m, m.Status)
	fields, err := h.fitted(m.Fields, b)
	if err != nil {
		return err
	}
	err = msg.EditHead(func(head *flow.Head) {
		head.Status = m.Status
		if head.Proto != flow.HTTP2 && head.Proto != flow.HTTP3 {
			head.Reason = []byte(reason)
		}
		head.Fields = ordered(head, fields)
	})
	if err != nil {
		return asRefused(err)
	}
	h.finish(m, b)
	return nil
}

// ordered are fields for a head: its pseudo-header fields stay where they are, and
// what the sender kept out of compression stays out.
func ordered(head *flow.Head, fields []Field) []flow.Field {
	var all []flow.Field
	for _, f := range head.Fields {
		if len(f.Name) > 0 && f.Name[0] == ':' && string(f.Name) != ":protocol" {
			all = append(all, f)
		}
	}
	for _, f := range fields {
		never := slices.ContainsFunc(head.Fields, func(g flow.Field) bool { return g.NeverIndex && flow.EqualFold(g.Name, f.Name) })
		all = append(all, flow.Field{Name: []byte(f.Name), Value: []byte(f.Value), NeverIndex: never})
	}
	return all
}

// asRefused is what a person is told of a head that cannot stand on the wire.
func asRefused(err error) error {
	var bad *rule.HeadError
	if errors.As(err, &bad) {
		return &RefusedError{bad.What}
	}
	return err
}

// encodes reports whether codings can be applied.
func encodes(codings string) bool {
	_, err := content.Encode([]byte{0}, codings)
	return err == nil
}
