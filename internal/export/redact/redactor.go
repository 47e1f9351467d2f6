package redact

import (
	"bytes"
	"crypto/rand"
	"io"
	"iter"

	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// MaxBody is how large a body may be, in octets as on the wire and decoded. A
// larger one is left out.
const MaxBody = 32 << 20

// Redactor replaces the secrets of one export. It may be used by one goroutine
// at a time.
type Redactor struct {
	standins *standins
	known    known
	digests  [][]byte // values of fields that say what the body's digest is
	maxBody  int64
	names    [3]map[string]verdict // what was thought of names, by place
}

// New returns a Redactor with a key of its own.
func New() *Redactor {
	var key [32]byte
	rand.Read(key[:]) // never fails
	return withKey(key)
}

func withKey(key [32]byte) *Redactor {
	return &Redactor{standins: newStandins(key), maxBody: MaxBody}
}

// judge is judge, remembered.
func (r *Redactor) judge(name []byte, at place) verdict {
	v, ok := r.names[at][string(name)]
	if ok {
		return v
	}
	if r.names[at] == nil || len(r.names[at]) >= 1<<12 {
		r.names[at] = map[string]verdict{}
	}
	v = judge(unescapedName(name), at)
	r.names[at][string(name)] = v
	return v
}

// one replaces in place the secret that b stands for.
func (r *Redactor) one(b []byte, v verdict, e escapes) {
	if len(b) == 0 || v == harmless || v == doubtful && !random(b) {
		return
	}
	text, units, plain := e.decode(b)
	if plain {
		text = bytes.Clone(b)
	}
	from := 0
	if scheme, rest, ok := bytes.Cut(text, []byte(" ")); ok && len(rest) > 0 && isAuthScheme(scheme) {
		from = len(scheme) + 1
	}
	out := append(bytes.Clone(text[:from]), r.standins.of(text[from:])...)
	r.known.learn(text[from:], out[from:])
	if plain {
		copy(b, out)
		return
	}
	before := bytes.Clone(b)
	put(b, out, units, e)
	r.known.learn(before, b)
}

// Text returns a text with its secrets replaced, such as a URL.
func (r *Redactor) Text(text string) string {
	b := []byte(text)
	r.text(b, false)
	r.known.replace(b)
	return string(b)
}

// Entry returns e with its secrets replaced; e is not changed. What had to be
// left out is named in Incomplete. The error is one of reading a body.
func (r *Redactor) Entry(e *har.Entry) (*har.Entry, error) {
	x := *e.Exchange
	out := &har.Entry{Exchange: &x, Incomplete: e.Incomplete, Extra: bytes.Clone(e.Extra)}
	r.digests = r.digests[:0]
	for _, h := range e.Heads {
		out.Heads = append(out.Heads, har.Head{Dir: h.Dir, Trailers: h.Trailers, Head: r.head(h.Head, h.Dir, h.Trailers)})
	}
	digests := r.digests
	var bodies [2]*body
	for dir := range bodies {
		b, err := r.body(e, flow.Direction(dir))
		if err != nil {
			return nil, err
		}
		bodies[dir] = b
	}
	r.text(out.Extra, false)
	x.URL = r.Text(x.URL)
	x.Fault = r.fault(x.Fault)
	r.digests = r.digests[:0:0]
	x.Trace = r.trace(x.Trace)
	for _, d := range r.digests {
		r.one(d, secret, verbatim{})
	}

	// All that this entry gives away is known by now.
	for _, h := range out.Heads {
		r.known.replace(h.Head.Raw)
	}
	r.known.replace(out.Extra)
	r.knownIn(x.Trace)
	x.URL = r.Text(x.URL)
	for dir, b := range bodies {
		b.finish(r, out, flow.Direction(dir))
		if b.changed {
			for _, d := range digests {
				r.one(d, secret, verbatim{})
			}
			digests = nil
		}
	}
	out.Messages = r.messages(e.Messages)
	return out, nil
}

func (r *Redactor) fault(f *flow.Fault) *flow.Fault {
	if f == nil {
		return nil
	}
	c := *f
	c.Message, c.Hint, c.Cause = r.Text(f.Message), r.Text(f.Hint), nil
	return &c
}

func (r *Redactor) messages(all iter.Seq2[*flow.Message, error]) iter.Seq2[*flow.Message, error] {
	if all == nil {
		return nil
	}
	return func(yield func(*flow.Message, error) bool) {
		for m, err := range all {
			if m != nil {
				m = r.message(m)
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

func (r *Redactor) message(m *flow.Message) *flow.Message {
	c := *m
	if m.Encoded && len(m.Data) > 0 {
		c.Data, c.Note = nil, note(m.Note, "left out: it could not be decoded, so it cannot be searched for secrets")
		return &c
	}
	c.Data = bytes.Clone(m.Data)
	r.content(c.Data, "")
	r.known.replace(c.Data)
	return &c
}

func note(before, more string) string {
	if before == "" {
		return more
	}
	return before + "; " + more
}

func section(b []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b)))
}
