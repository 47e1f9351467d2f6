package ws

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"rockxy/internal/flow"
	"rockxy/internal/wire/clip"
)

// message is a data message or a control frame while it is read.
type message struct {
	open       bool
	kind       flow.MessageKind
	fragments  int
	wire       int64
	data       clip.Buffer // payload, unmasked and still compressed
	compressed bool
	encoded    bool // an extension that is not read had its hand in it
	cut        bool // its end was not seen
	notes      string
}

var kinds = [16]flow.MessageKind{
	opText: flow.MessageText, opBinary: flow.MessageBinary,
	opClose: flow.MessageClose, opPing: flow.MessagePing, opPong: flow.MessagePong,
}

func (m *message) start(h header, c Config) {
	m.data.Reset()
	m.data.Limit = c.Limit
	*m = message{open: true, kind: kinds[h.op], data: m.data}
	switch {
	case h.control():
		m.data.Limit = maxControl
	case c.Params.Deflate && h.rsv&rsv1 != 0:
		m.compressed = true
		m.data.Limit = MaxCompressed + len(tail)
	}
}

func (m *message) note(s string) {
	switch {
	case m.notes == "":
		m.notes = s
	case !strings.Contains(m.notes, s):
		m.notes += "; " + s
	}
}

// finish gives a message to emit, decoded as far as that can be done.
func (t *Tap) finish(m *message, now flow.Nanos, emit func(*flow.Message)) {
	out := &t.out
	*out = flow.Message{
		Kind: m.kind, Dir: t.dir, Time: now, Wire: m.wire, Fragments: m.fragments,
		Size: m.data.Size(), Data: m.data.Bytes(), Encoded: m.encoded,
	}
	if m.compressed {
		t.decode(m, out)
	}
	out.Data = out.Data[:min(len(out.Data), t.conf.Limit)]
	if int64(len(out.Data)) < out.Size {
		m.note("only the first " + strconv.Itoa(len(out.Data)) + " bytes are kept")
	}
	if !out.Encoded {
		m.checkText(out)
	}
	out.Note = m.notes
	emit(out)
	out.Data = nil
	m.open = false
	m.data.Reset()
	t.decoded.Reset()
}

// decode puts the decompressed text into out, or leaves it as it was on the
// wire, and says why in a note.
func (t *Tap) decode(m *message, out *flow.Message) {
	decoded := false
	if t.lost {
		out.Encoded = true
		m.note("not decoded: it builds on an earlier message that was not")
	} else {
		decoded = t.inflate(m, out)
	}
	if t.keeps {
		t.lost = !decoded
	} else {
		t.window.clear()
	}
}

// inflate decodes m into out and reports whether all of it was decoded.
func (t *Tap) inflate(m *message, out *flow.Message) bool {
	out.Encoded = true
	switch {
	case m.encoded:
		return false // noted when it was seen
	case m.data.Size() > MaxCompressed:
		m.note("not decoded: more than " + strconv.Itoa(MaxCompressed) + " compressed bytes")
		return false
	case !m.cut:
		m.data.Write([]byte(tail))
	}
	err := t.window.inflate(m.data.Bytes(), t.conf.InflateLimit, &t.decoded)
	switch {
	case errors.Is(err, errInflateLimit):
		m.note("decoding stopped after " + strconv.FormatInt(t.conf.InflateLimit, 10) + " bytes")
	case err != nil && !m.cut:
		m.note("not decoded: the compressed data is damaged")
		return false
	}
	out.Encoded, out.Data, out.Size = false, t.decoded.Bytes(), t.decoded.Size()
	return err == nil
}

// checkText notes text that is not UTF-8 and impossible close frames
// (RFC 6455 §8.1 and §5.5.1).
func (m *message) checkText(out *flow.Message) {
	text := out.Data
	switch out.Kind {
	case flow.MessageClose:
		if len(text) == 1 {
			m.note("half a status code")
		}
		text = text[min(2, len(text)):]
	case flow.MessageText:
	default:
		return
	}
	if int64(len(out.Data)) < out.Size || m.cut {
		text = wholeRunes(text)
	}
	if !utf8.Valid(text) {
		m.note("not valid UTF-8")
	}
}

// wholeRunes takes an incomplete rune off the end.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
