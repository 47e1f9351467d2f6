package render

import (
	"bufio"
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/view"
)

// Log is the log of messages of an exchange, read while it is written.
type Log struct {
	Count    int // all that there are
	Messages iter.Seq2[*api.Message, error]
	Left     int // the first so many are not among Messages
}

// How much of a message is shown unless everything is asked for.
const (
	messageText  = 4 << 10
	messageHex   = 128
	messageCells = 160 // of a line, where the width is not known
)

const messageMargin = "    "

func (p Page) messages(b *bufio.Writer, d *api.Detail) {
	if p.Log.Count == 0 {
		return
	}
	b.WriteString(p.heading(Plural(int64(p.Log.Count), "message")))
	if p.Log.Left > 0 {
		b.WriteString(p.Paint(Dim, "… "+Plural(int64(p.Log.Left), "message")+" before these: --messages all shows them") + "\n")
	}
	if p.Log.Messages == nil {
		return
	}
	for m, err := range p.Log.Messages {
		if err != nil {
			b.WriteString(p.Paint(Yellow, "(the next message cannot be read: "+Safe(err.Error())+")") + "\n")
			return
		}
		p.message(b, d, m)
		if _, err := b.WriteString(""); err != nil {
			return // nobody reads on
		}
	}
}

// message writes one on one line, or in a block below it when it is too long for
// that.
func (p Page) message(b *bufio.Writer, d *api.Detail, m *api.Message) {
	colour, arrow := Green, "↓"
	if m.Direction == "request" {
		colour, arrow = Cyan, "↑"
	}
	start := arrow + " " + Right("+"+Duration(m.Time.Sub(d.Started)), 8) + " " + Left(m.Kind, 6) + " " + Right(Bytes(m.Size), sizeCells)
	painted := p.Paint(colour, arrow) + start[len(arrow):]
	note := ""
	if m.Note != "" {
		note = " (" + Safe(m.Note) + ")"
	}
	room := messageCells
	if p.View.Width > 0 {
		room = max(0, p.View.Width-Width(start)-2)
	}
	v := p.openMessage(d, m)
	line, ok := p.oneLine(v, room)
	if !ok {
		line = p.Paint(Dim, strings.TrimPrefix(kindNote(v), " · "))
	}
	b.WriteString(strings.TrimRight(painted+"  "+line, " ") + p.Paint(Yellow, note) + "\n")
	if !ok {
		p.textLimit = messageText
		p.view(b, v, messageMargin)
	}
}

// openMessage looks at a message inside an exchange.
func (p Page) openMessage(d *api.Detail, m *api.Message) *view.View {
	o := p.View
	o.Width = max(0, o.Width-len(messageMargin))
	if !p.Full {
		o.Hex = messageHex
	}
	in := view.Message{Body: m.Base64, Response: m.Direction == "response", Method: d.Method, Target: d.URL}
	if m.Text != nil {
		in.Body = []byte(*m.Text)
	}
	in.Partial = int64(len(in.Body)) < m.Size
	return view.OpenInside(in, view.Inside{Kind: m.Kind, Call: d.Request.Type}, o)
}

// oneLine is a view without the end of its line, if it fits into so many cells.
func (p Page) oneLine(v *view.View, room int) (line string, ok bool) {
	if len(v.Parts) > 0 || v.Left > 0 {
		return "", false
	}
	var facts []string
	for _, f := range v.Facts {
		facts = append(facts, p.Paint(Dim, Safe(f.Name))+" "+Safe(f.Value))
		room -= Width(Safe(f.Name)) + Width(Safe(f.Value)) + 3
	}
	line = strings.Join(facts, p.Paint(Dim, " · "))
	for _, n := range v.Notes {
		room -= Width(Safe(n)) + 3
	}
	if v.Text != nil && room > 0 {
		plain, ok := flat(v, spans{}, room)
		if room -= Width(plain) + 7*strings.Count(plain, "\t"); !ok || room < 0 {
			return "", false
		}
		if p.Colours {
			plain, _ = flat(v, spans{p.Style}, room+len(plain))
		}
		line += strings.Repeat(" ", 2*min(1, len(facts))) + plain
	}
	for _, n := range v.Notes {
		line += " " + p.Paint(Yellow, "("+Safe(n)+")")
	}
	return line, room >= 0
}

// flat is the text of a view as one line, if it is short and may be one.
func flat(v *view.View, s view.Style, cells int) (text string, ok bool) {
	var out bytes.Buffer
	pr := view.NewPrinter(&out, s, int64(cells)*utf8.UTFMax)
	switch v.Kind {
	case view.JSON, view.NDJSON, view.Form, view.Protobuf, view.MsgPack, view.CBOR, view.Events, view.Hex:
		pr.Flat()
	}
	v.Text(pr)
	if pr.Close() != nil {
		return "", false // a Buffer has no errors
	}
	left, _ := pr.Left()
	text = strings.TrimSuffix(out.String(), "\n")
	return text, left == 0 && !strings.Contains(text, "\n")
}
