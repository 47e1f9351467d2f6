package har

import (
	"io"
	"iter"
	"slices"

	"rockxy/internal/flow"
)

// Entry is one exchange with all that is known of it.
//
// In an entry from Read, Exchange.ID is its place in the file, counted from 1,
// Exchange.Origin is such a place too, and connections have the numbers that
// the file gives them (0 if none): who records it numbers them anew. Entries
// that share a connection share its value where the file says so.
type Entry struct {
	Exchange *flow.Exchange
	// Heads are in the order in which they passed: of the request, of each 1xx,
	// of the final response, trailers.
	Heads []Head
	// Body has the stored octets as on the wire (content codings still applied,
	// chunked framing taken off), by flow.Direction; nil where there are none.
	Body [2]*io.SectionReader
	// Messages may be nil.
	Messages iter.Seq2[*flow.Message, error]
	// Incomplete says why a part is missing, empty if none is.
	Incomplete string
	// Extra is a JSON object of those members of an entry that other tools
	// wrote and that have no other place here ("pageref", "_initiator", …), or
	// nil. The Writer writes its members back as they are.
	Extra []byte
}

// Head is a head or a trailer section.
type Head struct {
	Dir      flow.Direction
	Trailers bool
	Head     *flow.Head
}

// Head returns the request's head or the final response's, nil if there is
// none.
func (e *Entry) Head(dir flow.Direction) *flow.Head { return e.last(dir, false) }

// Trailers returns the trailer section of a direction, nil if there is none.
func (e *Entry) Trailers(dir flow.Direction) *flow.Head { return e.last(dir, true) }

func (e *Entry) last(dir flow.Direction, trailers bool) *flow.Head {
	for i := len(e.Heads) - 1; i >= 0; i-- {
		if h := &e.Heads[i]; h.Dir == dir && h.Trailers == trailers {
			return h.Head
		}
	}
	return nil
}

// interim calls yield with the heads of 1xx responses before the final one.
func (e *Entry) interim(yield func(*flow.Head)) {
	final := e.Head(flow.Response)
	for i := range e.Heads {
		if h := &e.Heads[i]; h.Dir == flow.Response && !h.Trailers && h.Head != final {
			yield(h.Head)
		}
	}
}

// body returns what is known of the body of a direction.
func (e *Entry) body(dir flow.Direction) *flow.Body {
	if dir == flow.Request {
		return &e.Exchange.Request
	}
	return &e.Exchange.Response
}

// spell gives each head its octets, where it came without.
func (e *Entry) spell() {
	copied := false
	for i, h := range e.Heads {
		if len(h.Head.Raw) > 0 {
			continue
		}
		if !copied {
			e.Heads, copied = slices.Clone(e.Heads), true
		}
		p := headParts{proto: form(h.Head.Proto), dir: h.Dir, trailers: h.Trailers, status: h.Head.Status, reason: string(h.Head.Reason), fields: plain(h.Head)}
		if h.Dir == flow.Request && !h.Trailers {
			p = partsOf(e.Exchange, h.Head, h.Dir)
		}
		p.pseudo = h.Head.Fields[:len(h.Head.Fields)-len(p.fields)]
		spelt := flow.ParseHead(h.Head.Proto, p.text(nil), h.Dir, h.Trailers)
		for k := range min(len(spelt.Fields), len(h.Head.Fields)) {
			spelt.Fields[k].NeverIndex = h.Head.Fields[k].NeverIndex
		}
		e.Heads[i].Head = spelt
	}
}
