package render

import (
	"bufio"
	"fmt"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/view"
)

// How much of a body is shown unless everything is asked for.
const (
	textShown = 64 << 10
	hexShown  = 1 << 10
)

// message is one side of an entry as package view looks at it.
func message(d *api.Detail, dir flow.Direction, c Content) view.Message {
	body := bodyOf(d, dir)
	m := view.Message{Type: body.Type, Body: c.Octets, Partial: body.Truncated || c.Cut, Response: dir == flow.Response, Method: d.Method, Target: d.URL}
	for i := range d.Heads {
		h := &d.Heads[i]
		if h.Direction != dir.String() {
			continue
		}
		fields := make([]view.Field, 0, len(h.Fields))
		for _, f := range h.Fields {
			fields = append(fields, view.Field{Name: f[0], Value: f[1]})
		}
		if h.Trailers {
			m.Trailers = append(m.Trailers, fields...)
		} else {
			m.Fields = fields // of the last head: the others were interim
		}
	}
	return m
}

func bodyOf(d *api.Detail, dir flow.Direction) *api.Body {
	if dir == flow.Response {
		return &d.Response
	}
	return &d.Request
}

// sideBody writes the body of one side with its heading, or what a message
// without a body says all the same.
func (p Page) sideBody(b *bufio.Writer, m *view.Message, c Content, body *api.Body) {
	if note := bodyNote(body); note != "" {
		b.WriteString("\n" + p.Paint(Dim, note) + "\n")
		p.body(b, m, c, body)
		return
	}
	if v := p.open(m, c); v.Kind != view.Raw && p.View.As == "" {
		b.WriteString("\n" + p.Paint(Dim, "no body · "+string(v.Kind)) + "\n")
		p.view(b, v, "")
	}
}

// body writes the content of a body.
func (p Page) body(b *bufio.Writer, m *view.Message, c Content, body *api.Body) {
	if body.Size > 0 {
		p.view(b, p.open(m, c), "")
	}
	if c.Note != "" {
		b.WriteString(p.Paint(Yellow, "("+Safe(c.Note)+")") + "\n")
	}
}

func (p Page) open(m *view.Message, c Content) *view.View {
	o := p.View
	if !p.Full {
		o.Hex = hexShown
	}
	if c.Encoded && o.As == "" {
		o.As = view.Hex // a type says nothing about encoded octets
		if isText(c.Octets) {
			o.As = view.Text
		}
	}
	return view.Open(*m, o)
}

func isText(b []byte) bool { return printable(string(b[:min(len(b), hexShown)]), "\r\n\t") }

// view writes facts, text, notes and parts.
func (p Page) view(b *bufio.Writer, v *view.View, margin string) {
	width := 0
	for _, f := range v.Facts {
		width = max(width, min(Width(Safe(f.Name)), 24))
	}
	for _, f := range v.Facts {
		b.WriteString(margin + "  " + p.Paint(Dim, Left(Safe(f.Name), width)+" ") + Safe(f.Value) + "\n")
	}
	if v.Text != nil {
		p.text(b, v, margin)
	}
	for _, n := range v.Notes {
		b.WriteString(margin + p.Paint(Yellow, "("+Safe(n)+")") + "\n")
	}
	for _, part := range v.Parts {
		b.WriteString(margin + p.Paint(Bold, Safe(part.Title)) + p.Paint(Dim, kindNote(part)) + "\n")
		p.view(b, part, margin+"  ")
	}
}

// kindNote names what a part is shown as, when it is not plain from its look.
func kindNote(v *view.View) string {
	if v.Kind == view.Text || v.Kind == view.Raw {
		return ""
	}
	return " · " + string(v.Kind)
}

func (p Page) text(b *bufio.Writer, v *view.View, margin string) {
	limit := p.textLimit
	switch {
	case p.Full:
		limit = 0
	case limit == 0:
		limit = textShown
	}
	pr := view.NewPrinter(b, spans{p.Style}, limit)
	pr.SetMargin(margin)
	v.Text(pr)
	if pr.Close() != nil {
		return // b keeps the error
	}
	left, more := pr.Left()
	left += int64(v.Left)
	switch {
	case more:
		b.WriteString(margin + p.Paint(Dim, fmt.Sprintf("… more than %s more: --full shows all", Bytes(left))) + "\n")
	case left > 0:
		b.WriteString(margin + p.Paint(Dim, fmt.Sprintf("… %s more: --full shows all", Bytes(left))) + "\n")
	}
}

// tokens shows the JSON Web Tokens of a message, or says that there are some.
func (p Page) tokens(b *bufio.Writer, m *view.Message) {
	found := view.Tokens(*m)
	if len(found) == 0 {
		return
	}
	if !p.Tokens {
		var where []string
		for _, t := range found {
			where = append(where, Safe(t.Where))
		}
		b.WriteString("\n" + p.Paint(Dim, Plural(int64(len(found)), "JSON Web Token")+" ("+Cut(strings.Join(where, ", "), messageCells)+"): --jwt shows what is in it") + "\n")
		return
	}
	for _, t := range found {
		v := view.OpenToken(t, p.View)
		b.WriteString("\n" + p.Paint(Bold, Safe(v.Title)) + "\n")
		p.view(b, v, "")
	}
}

// spans paints the text of views.
type spans struct{ Style }

// Append implements view.Style: what is not printable is made visible, tabs
// apart.
func (s spans) Append(dst []byte, c view.Class, text []byte) []byte {
	colour := Plain
	if s.Colours {
		colour = classColour(c)
	}
	if colour != Plain {
		dst = append(append(append(dst, "\x1b["...), colour...), 'm')
	}
	dst = appendSafe(dst, text, "\t")
	if colour != Plain {
		dst = append(dst, "\x1b[0m"...)
	}
	return dst
}

func classColour(c view.Class) Colour {
	switch c {
	case view.Key:
		return Cyan
	case view.String:
		return Green
	case view.Number:
		return Yellow
	case view.Literal, view.Tag:
		return Magenta
	case view.Mark, view.Comment:
		return Dim
	case view.Bad:
		return Red
	}
	return Plain
}
