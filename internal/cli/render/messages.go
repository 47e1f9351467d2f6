package render

import (
	"encoding/hex"
	"fmt"
	"strings"

	"rockxy/internal/api"
)

// How many messages, and how much of each, are shown unless everything is asked
// for.
const (
	messagesShown = 200
	messageCells  = 160
)

func (p Page) messages(d *api.Detail) string {
	if len(d.Log) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(p.heading(Plural(int64(len(d.Log)), "message")))
	for i := range d.Log {
		if !p.Full && i == messagesShown {
			b.WriteString(p.Paint(Dim, fmt.Sprintf("… %s more: --full shows all", Count(int64(len(d.Log)-i)))) + "\n")
			break
		}
		b.WriteString(p.message(d, &d.Log[i]))
	}
	return b.String()
}

func (p Page) message(d *api.Detail, m *api.Message) string {
	arrow := p.Paint(Green, "↓")
	if m.Direction == "request" {
		arrow = p.Paint(Cyan, "↑")
	}
	var text string
	switch {
	case m.Text != nil:
		text = *m.Text
	case len(m.Base64) > 0:
		text = hex.EncodeToString(m.Base64[:min(len(m.Base64), messageCells)])
	}
	if p.Full {
		text = strings.ReplaceAll(strings.TrimRight(SafeText(text), "\n"), "\n", "\n    ")
	} else {
		text = Cut(Safe(strings.TrimRight(text, "\r\n")), messageCells)
	}
	line := fmt.Sprintf("%s %s %s %s  %s", arrow, p.Paint(Dim, Right("+"+Duration(m.Time.Sub(d.Started)), 8)),
		Left(m.Kind, 6), p.Paint(Dim, Right(Bytes(m.Size), sizeCells)), text)
	if m.Note != "" {
		line += " " + p.Paint(Yellow, "("+Safe(m.Note)+")")
	}
	return strings.TrimRight(line, " ") + "\n"
}
