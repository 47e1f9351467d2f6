package breakpoint

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// newBody is what becomes of the body of an edited message.
type newBody struct {
	fate     bodyFate
	data     []byte
	trailers bool // they were edited
}

// body decides what becomes of the body. status is that of a response.
func (h *hand) body(m *Message, status int) newBody {
	was, b := h.item.Original, newBody{data: m.Body}
	b.trailers = !slices.Equal(m.Trailers, was.Trailers)
	bodiless := was.Dir == flow.Response && (status < 200 || status == 204 || status == 304)
	coding := strings.Join(values(m.Fields, "content-encoding"), ", ")
	before := strings.Join(values(was.Fields, "content-encoding"), ", ")
	switch {
	case h.item.NoBody || bodiless:
		if len(b.data) > 0 && !bytes.Equal(b.data, was.Body) {
			h.note(fmt.Sprintf("%d octets of body left out: this response has none", len(b.data)))
		}
		b.data, b.fate, b.trailers = nil, bodyNone, false
		if h.item.NoBody || status == 304 {
			b.fate = bodyHead
		}
	case h.item.Left != "" && len(b.data) == 0: // it passes
		if b.trailers {
			h.note("the trailers are those that come, since the body is not held")
		}
		b.trailers = false
	case !bytes.Equal(b.data, was.Body), b.trailers, coding != before && len(b.data) > 0,
		status != was.Status && hasNone(was.Status):
		b.fate = bodyNew
	}
	return b
}

// hasNone reports whether a response with that status has no body; 0 is a request.
func hasNone(status int) bool { return status == 204 || status == 304 || 0 < status && status < 200 }

// fitted are the fields with the framing that the body wants. The error is a
// *RefusedError.
func (h *hand) fitted(fields []Field, b newBody) ([]Field, error) {
	msg := h.t.Message()
	f := framing{proto: msg.Head().Proto, was: fieldsOf(msg.Head()), body: b.fate}
	if b.fate == bodyNew {
		codings := strings.Join(values(fields, "content-encoding"), ", ")
		if codings != "" && !encodes(codings) {
			h.note("Content-Encoding taken out, since it cannot be applied here: " + codings)
			fields, codings = without(fields, "content-encoding"), ""
		}
		wire, err := content.Encode(b.data, codings)
		if err != nil {
			return nil, refuse("the body cannot be encoded: %v", err)
		}
		f.size = len(wire)
		f.trailers = b.trailers
		h.tellFollowing(fields, msg.Dir)
		if len(b.data) == 0 && msg.Dir == flow.Request && !b.trailers && index(f.was, "content-length") < 0 && index(f.was, "transfer-encoding") < 0 {
			f.body = bodyAsIs // a request that never had one needs no length
		}
	}
	fields, notes := f.put(fields)
	for _, n := range notes {
		h.note(n)
	}
	return fields, nil
}

// tellFollowing says which fields are of another body than the one that is sent, so
// that they do not stay as they are, see [rule.Message.SetBody].
func (h *hand) tellFollowing(fields []Field, dir flow.Direction) {
	for _, name := range []string{"Content-MD5", "Digest", "Content-Digest", "Repr-Digest"} {
		if index(fields, name) >= 0 {
			h.note(name + " follows the body")
		}
	}
	for _, name := range []string{"ETag", "Last-Modified", "Accept-Ranges"} {
		if dir == flow.Response && index(fields, name) >= 0 {
			h.note(name + " taken out, since it is not the origin's body any more")
		}
	}
}

// finish gives the message its body, after its head could be edited.
func (h *hand) finish(m *Message, b newBody) {
	msg := h.t.Message()
	if b.fate == bodyNew {
		msg.SetBody(b.data)
	}
	if b.trailers {
		trailers := m.Trailers
		msg.EditTrailers(func(head *flow.Head) {
			head.Fields = head.Fields[:0]
			for _, f := range trailers {
				head.Fields = append(head.Fields, flow.Field{Name: []byte(f.Name), Value: []byte(f.Value)})
			}
		})
	}
}
