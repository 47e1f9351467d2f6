package render

import (
	"strconv"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// List renders rows of a list.
type List struct {
	Style
	// Width is that of the terminal; 0 means that rows may be of any length.
	Width int
	// IDs puts the number of each entry first.
	IDs bool
	// Zone is that of times; nil is the local one.
	Zone *time.Location
}

// The columns that have a fixed width, in cells.
const (
	idCells      = 6
	timeCells    = 8
	processCells = 10
	methodCells  = 7
	protoCells   = 4
	statusCells  = 3
	sizeCells    = 6
	spanCells    = 6
	minURLCells  = 16

	plainURLCells = 60 // where rows may be of any length, longer URLs push the rest
)

// Row renders one entry on one line, without a line break. now is for entries
// that are still going on: they show how long they have been so far.
func (l List) Row(f *api.Flow, now time.Time) string {
	var cols []string
	if l.IDs {
		cols = append(cols, l.Paint(Dim, Right(strconv.FormatUint(uint64(f.ID), 10), idCells)))
	}
	cols = append(cols, l.Paint(Dim, l.clock(f.Started)))
	if !l.narrow() {
		cols = append(cols, l.Paint(Cyan, Left(Safe(f.Process), processCells)))
	}
	cols = append(cols, l.method(f), l.Paint(Dim, Left(proto(f), protoCells)))
	marks, cells := l.marks(f)
	used := l.fixed() + cells
	end := l.end(f, now) + l.remark(f)
	if f.Fault != nil {
		return strings.TrimRight(strings.Join(append(cols, marks+l.failed(f, used)), " "), " ") + l.remark(f)
	}
	url, room := Safe(f.URL), plainURLCells
	if f.Verdict == flow.VerdictException {
		url = "! " + url // the origin did not verify
	}
	if l.Width > 0 {
		room = max(l.Width-used-1-endCells, minURLCells)
		url = Middle(url, room)
	}
	passed := l.passed(f, room-Width(url))
	pad := strings.Repeat(" ", max(0, room-Width(url)-Width(passed)))
	return strings.TrimRight(strings.Join(append(cols, marks+l.url(url)+l.Paint(Blue, passed)+pad, end), " "), " ")
}

const endCells = statusCells + 1 + sizeCells + 1 + spanCells

func (l List) narrow() bool { return l.Width > 0 && l.Width < 90 }

// fixed is how many cells the columns before the URL take, blanks included.
func (l List) fixed() int {
	n := timeCells + 1 + methodCells + 1 + protoCells + 1
	if l.IDs {
		n += idCells + 1
	}
	if !l.narrow() {
		n += processCells + 1
	}
	return n
}

func (l List) clock(t time.Time) string {
	return l.format(t, time.TimeOnly)
}

func (l List) method(f *api.Flow) string {
	text := Left(Safe(f.Method), methodCells)
	switch {
	case f.Kind != "exchange":
		return l.Paint(Dim, text)
	case f.Method == "GET" || f.Method == "HEAD" || f.Method == "OPTIONS":
		return text
	}
	return l.Paint(Bold, text)
}

// proto is what is spoken, in four cells.
func proto(f *api.Flow) string {
	switch {
	case f.Inside == "websocket":
		return "ws"
	case f.Inside != "" && f.Inside != "upgrade":
		return Safe(f.Inside)
	case strings.HasPrefix(f.Protocol, "http/1"):
		return "h1"
	}
	return Safe(f.Protocol)
}

// end is status, size and time.
func (l List) end(f *api.Flow, now time.Time) string {
	status, colour := statusText(f)
	size := ""
	if f.ResponseBytes > 0 || f.State != flow.Active {
		size = Bytes(f.ResponseBytes)
	}
	span, spanColour := Duration(f.Duration()), Plain
	if f.State == flow.Active {
		span, spanColour = Duration(max(now.Sub(f.Started), 0)), Yellow
	}
	return l.Paint(colour, Left(status, statusCells)) + " " + Right(size, sizeCells) + " " + l.Paint(spanColour, Right(span, spanCells))
}

func statusText(f *api.Flow) (string, Colour) {
	switch s := f.Status; {
	case s == 0 && f.State == flow.Active && f.Kind == "exchange":
		return "···", Yellow
	case s == 0 && f.Kind == "tunnel":
		return "raw", Blue
	case s == 0:
		return "–", Dim
	case s < 200:
		return strconv.Itoa(s), Blue
	case s < 300:
		return strconv.Itoa(s), Green
	case s < 400:
		return strconv.Itoa(s), Cyan
	case s < 500:
		return strconv.Itoa(s), Yellow
	default:
		return strconv.Itoa(s), Red
	}
}

// failed is the rest of a row whose entry has a fault: URL, status, and what
// went wrong in words.
func (l List) failed(f *api.Flow, used int) string {
	url, words := Safe(f.URL), Safe(f.Fault.Message)
	status := "✗"
	if f.Status != 0 {
		status = strconv.Itoa(f.Status) + " ✗"
	}
	if l.Width > 0 {
		room := l.Width - used - 1 - Width(status) - 1
		if Width(url)+Width(words) > room {
			words = faultWords(f.Fault)
			if f.Kind == "handshake-failure" && f.Verdict != "" {
				words = VerdictWords(f.Verdict)
			}
		}
		// The words come first: the URL gets what they leave, but half at least.
		url = Middle(url, max(room-Width(words), room/2, minURLCells))
		words = Cut(words, max(room-Width(url), 0))
	}
	return l.url(url) + " " + l.Paint(BoldRed, status) + " " + l.Paint(Red, words)
}

// url dims the scheme and the query, so that host and path stand out.
func (l List) url(u string) string {
	if !l.Colours {
		return u
	}
	scheme, rest := "", u
	if i := strings.Index(u, "://"); i > 0 {
		scheme, rest = u[:i+3], u[i+3:]
	}
	path, query := rest, ""
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		path, query = rest[:i], rest[i:]
	}
	return l.Paint(Dim, scheme) + path + l.Paint(Dim, query)
}
