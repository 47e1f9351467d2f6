package view

import (
	"bytes"
	"strings"
)

// openLines shows JSON values that follow each other (NDJSON, RFC 7464).
func openLines(m *Message, _ *Options, _ int) (*View, string) {
	body, note := utf8Text(m)
	v := &View{Kind: NDJSON}
	v.note(note)
	if err := checkJSON(body, true); err != nil {
		if err.Offset == 0 {
			return nil, err.Error()
		}
		if !m.Partial || !err.early {
			v.note("it is damaged, and shown as it is from there on: " + err.Error())
		}
	}
	v.Text = func(p *Printer) { _ = printJSON(p, bytes.NewReader(body), true) } // said above
	return v, ""
}

// openEvents shows server-sent events as they are, with their fields marked and
// JSON in their data laid out.
func openEvents(m *Message, _ *Options, _ int) (*View, string) {
	text, note := utf8Text(m)
	v := &View{Kind: Events}
	v.note(note)
	v.Text = func(p *Printer) {
		all := strings.ReplaceAll(string(text), "\r\n", "\n")
		for line := range strings.SplitSeq(strings.TrimRight(all, "\n"), "\n") {
			if p.Done() {
				return
			}
			eventLine(p, line)
			p.Line()
		}
	}
	return v, ""
}

func eventLine(p *Printer, line string) {
	field, value, ok := strings.Cut(line, ":")
	switch {
	case !ok:
		p.Span(Plain, line)
		return
	case field == "":
		p.Span(Comment, line)
		return
	}
	p.Span(Key, field)
	p.Span(Mark, ":")
	trimmed := strings.TrimPrefix(value, " ")
	p.Span(Plain, value[:len(value)-len(trimmed)])
	if field == "data" && len(trimmed) > 1 && (trimmed[0] == '{' || trimmed[0] == '[') && checkJSON([]byte(trimmed), false) == nil {
		p.In()
		_ = printJSON(p, strings.NewReader(trimmed), false) // was checked
		p.Out()
		return
	}
	p.Span(String, value[len(value)-len(trimmed):])
}
