package render

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/view"
)

// Page renders one entry in full.
type Page struct {
	Style
	Zone *time.Location // of times; nil is the local one
	Full bool           // whole bodies and messages
	Log  Log            // messages
	// Sides are the directions to show, both when empty.
	Sides []flow.Direction
	// HeadersOnly leaves out bodies, messages, times and TLS.
	HeadersOnly bool
	Tokens      bool         // JSON Web Tokens are shown, not only mentioned
	View        view.Options // of the bodies and messages

	textLimit int64 // of one text, textShown when 0
}

// Render writes the text of an entry and its bodies. The error is that of w.
func (p Page) Render(w io.Writer, d *api.Detail, bodies [2]Content) error {
	b := bufio.NewWriter(w) // keeps the first error
	b.WriteString(p.title(d))
	b.WriteString(p.facts(d))
	b.WriteString(p.fault(briefly(d)))
	if d.Kind == "exchange" {
		for _, dir := range []flow.Direction{flow.Request, flow.Response} {
			if p.shows(dir) {
				p.side(b, d, dir, bodies[dir])
			}
		}
		if !p.HeadersOnly {
			p.messages(b, d)
		}
	} else {
		b.WriteString(p.tunnel(d))
	}
	if len(p.Sides) == 0 {
		b.WriteString(p.rules(d.Trace))
	}
	if len(p.Sides) == 0 && !p.HeadersOnly {
		b.WriteString(p.waterfall(d))
		b.WriteString(p.tls("TLS with the client", d.ClientTLS))
		b.WriteString(p.tls("TLS with the origin", d.ServerTLS))
	}
	if d.Incomplete != "" {
		b.WriteString("\n" + p.Paint(Yellow, "The record is not whole: "+Safe(d.Incomplete)+".") + "\n")
	}
	return b.Flush()
}

// Body writes one body and nothing else.
func (p Page) Body(w io.Writer, d *api.Detail, dir flow.Direction, c Content) error {
	b := bufio.NewWriter(w) // keeps the first error
	m := message(d, dir, c)
	p.body(b, &m, c, bodyOf(d, dir))
	if p.Tokens {
		p.tokens(b, &m)
	}
	return b.Flush()
}

func (p Page) shows(dir flow.Direction) bool {
	for _, s := range p.Sides {
		if s == dir {
			return true
		}
	}
	return len(p.Sides) == 0
}

func (p Page) heading(text string) string { return "\n" + p.Paint(Bold, text) + "\n" }

func (p Page) title(d *api.Detail) string {
	status, colour := statusText(&d.Flow)
	parts := []string{
		p.Paint(Dim, fmt.Sprintf("#%d", d.ID)), p.Paint(Bold, Safe(d.Method)), Safe(d.URL), p.Paint(colour, status),
	}
	return strings.Join(parts, " ") + "\n"
}

func (p Page) facts(d *api.Detail) string {
	var b strings.Builder
	line := func(label string, parts ...string) {
		var said []string
		for _, s := range parts {
			if s != "" {
				said = append(said, s)
			}
		}
		if len(said) > 0 {
			b.WriteString("  " + p.Paint(Dim, Left(label, 9)) + strings.Join(said, p.Paint(Dim, " · ")) + "\n")
		}
	}
	line("started", p.time(d.Started), p.took(d))
	line("client", Safe(d.Process), pid(d.ProcessID), Safe(d.Client), string(d.Entry))
	reused := ""
	if d.Reused {
		reused = "reused connection"
	}
	line("origin", Safe(d.Server), reused)
	line("protocol", protocols(d), Safe(d.Inside), stream(d.Stream))
	line("settings", settings("client", d.ClientSettings))
	line("", settings("origin", d.ServerSettings))
	b.WriteString(p.verdict(d))
	line("rules", Safe(strings.Join(d.Rules, ", ")))
	line("replay", replays(d)...)
	line("marked", mark(d)...)
	return b.String()
}

// replays says which entry it sends again, and which send it.
func replays(d *api.Detail) (said []string) {
	if d.ReplayOf != 0 {
		said = append(said, fmt.Sprintf("of entry %d", d.ReplayOf))
	}
	if len(d.Replays) > 0 {
		var all []string
		for _, id := range d.Replays {
			all = append(all, strconv.FormatUint(uint64(id), 10))
		}
		said = append(said, "sent again as "+strings.Join(all, ", "))
	}
	return said
}

// settings is one line of an HTTP/2 SETTINGS frame, in its order.
func settings(side string, list []api.Setting) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(side)
	for _, s := range list {
		name := s.Name
		if name == "" {
			name = fmt.Sprintf("0x%x", s.ID)
		}
		fmt.Fprintf(&b, " %s=%d", name, s.Value)
	}
	return b.String()
}

func (p Page) time(t time.Time) string {
	zone := p.Zone
	if zone == nil {
		zone = time.Local
	}
	return t.In(zone).Format("2006-01-02 15:04:05.000 MST")
}

func (p Page) took(d *api.Detail) string {
	if d.State == flow.Active {
		return p.Paint(Yellow, "still going on")
	}
	return "took " + Duration(d.Duration())
}

func pid(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("process %d", n)
}

func stream(n uint32) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("stream %d", n)
}

func protocols(d *api.Detail) string {
	if d.UpstreamProtocol == "" || d.UpstreamProtocol == d.Protocol {
		return Safe(d.Protocol)
	}
	return Safe(d.Protocol) + " (to the origin " + Safe(d.UpstreamProtocol) + ")"
}

// fault says what went wrong, whose fault it is and what to do.
func (p Page) fault(f *api.Fault) string {
	if f == nil {
		return ""
	}
	out := "\n  " + p.Paint(BoldRed, "✗ "+Safe(f.Message)) + "\n    " + p.Paint(Dim, Safe(f.Code)+" · "+whose(f.Side)) + "\n"
	if f.Hint != "" {
		for text := range strings.SplitSeq(f.Hint, "\n") {
			out += "    " + Safe(text) + "\n"
		}
	}
	return out
}

func whose(s flow.Side) string {
	switch s {
	case flow.SideClient:
		return "the client's fault"
	case flow.SideOrigin:
		return "the origin's fault"
	case flow.SideRule:
		return "a rule's doing"
	}
	return "Rockxy's fault"
}

// side renders the heads and the body of one direction.
func (p Page) side(b *bufio.Writer, d *api.Detail, dir flow.Direction, c Content) {
	name := "Request"
	if dir == flow.Response {
		name = "Response"
	}
	var heads, trailers strings.Builder
	for i := range d.Heads {
		h := &d.Heads[i]
		switch {
		case h.Direction != dir.String():
		case h.Trailers:
			trailers.WriteString(p.head(h))
		default:
			if heads.Len() > 0 {
				heads.WriteByte('\n')
			}
			heads.WriteString(p.head(h))
		}
	}
	body := bodyOf(d, dir)
	if heads.Len() == 0 && body.Size == 0 {
		return
	}
	b.WriteString(p.heading(name) + heads.String())
	m := message(d, dir, c)
	if !p.HeadersOnly {
		p.sideBody(b, &m, c, body)
	}
	if trailers.Len() > 0 {
		b.WriteString("\n" + p.Paint(Dim, "trailers") + "\n" + trailers.String())
	}
	if p.Tokens || !p.HeadersOnly {
		p.tokens(b, &m)
	}
}

func (p Page) head(h *api.Head) string {
	var b strings.Builder
	if h.Start != "" {
		b.WriteString(p.Paint(Bold, Safe(h.Start)) + "\n")
	}
	for _, f := range h.Fields {
		colour := Cyan
		if strings.HasPrefix(f[0], ":") {
			colour = Magenta
		}
		b.WriteString(p.Paint(colour, Safe(f[0])) + ": " + Safe(f[1]) + "\n")
	}
	return b.String()
}

func bodyNote(b *api.Body) string {
	if b.Size == 0 {
		return ""
	}
	parts := []string{"body", Bytes(b.Size)}
	if b.Coding != "" {
		parts = append(parts, Safe(b.Coding))
	}
	if b.Chunked {
		parts = append(parts, "chunked")
	}
	return strings.Join(parts, " · ")
}

// tunnel renders what is known of a connection that was not read.
func (p Page) tunnel(d *api.Detail) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			b.WriteString("  " + p.Paint(Dim, Left(label, 9)) + Safe(text) + "\n")
		}
	}
	if d.Kind == "tunnel" {
		line("passed", Bytes(d.RequestBytes)+" up, "+Bytes(d.ResponseBytes)+" down")
	}
	line("SNI", d.SNI)
	line("JA4", d.JA4)
	line("ending", ending(d))
	if d.ClientCertificateAsked {
		line("origin", "asks for a client certificate")
	}
	return b.String()
}
