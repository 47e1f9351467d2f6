package view

import (
	"net/url"
	"strings"
)

// openForm shows the fields of a form, decoded, in their order.
func openForm(m *Message, o *Options, _ int) (*View, string) {
	text, note := utf8Text(m)
	if !isText(m) {
		return nil, "it has octets that are no text"
	}
	if start := strings.TrimLeft(string(text[:min(len(text), 64)]), " \t\r\n"); strings.HasPrefix(start, "{") || strings.HasPrefix(start, "<") {
		return nil, "it does not look like fields"
	}
	v := &View{Kind: Form}
	v.note(note)
	v.Text = func(p *Printer) { printForm(p, strings.TrimRight(string(text), "\r\n")) }
	return v, ""
}

func printForm(p *Printer, text string) {
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		if p.Done() {
			return
		}
		name, value, ok := strings.Cut(pair, "=")
		formPart(p, Key, name)
		if ok {
			p.Span(Mark, " = ")
			p.In()
			formPart(p, String, value)
			p.Out()
		}
		p.Line()
	}
}

// formPart writes one half of a pair; an escape that is none leaves it encoded.
func formPart(p *Printer, c Class, encoded string) {
	text, err := url.QueryUnescape(encoded)
	if err != nil {
		p.Span(Bad, encoded)
		return
	}
	p.Lines(c, text)
}
