package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// Column is one of a list whose columns were chosen.
type Column struct {
	Name  string
	cells int  // of its width on a terminal; 0: what the others leave
	right bool // aligned
	text  func(l List, f *api.Flow, now time.Time) (string, Colour)
}

// columns are all that there are, in the order in which they are named.
func columns() []Column {
	plain := func(get func(f *api.Flow) string) func(List, *api.Flow, time.Time) (string, Colour) {
		return func(_ List, f *api.Flow, _ time.Time) (string, Colour) { return get(f), Plain }
	}
	number := func(get func(f *api.Flow) int64) func(List, *api.Flow, time.Time) (string, Colour) {
		return func(l List, f *api.Flow, _ time.Time) (string, Colour) {
			if l.Width == 0 {
				return strconv.FormatInt(get(f), 10), Plain
			}
			return Bytes(get(f)), Plain
		}
	}
	return []Column{
		{"id", idCells, true, func(_ List, f *api.Flow, _ time.Time) (string, Colour) {
			return strconv.FormatUint(uint64(f.ID), 10), Dim
		}},
		{"date", 10, false, func(l List, f *api.Flow, _ time.Time) (string, Colour) {
			return l.format(f.Started, time.DateOnly), Dim
		}},
		{"time", timeCells, false, func(l List, f *api.Flow, _ time.Time) (string, Colour) { return l.clock(f.Started), Dim }},
		{"kind", 17, false, plain(func(f *api.Flow) string { return f.Kind })},
		{"app", processCells, false, func(_ List, f *api.Flow, _ time.Time) (string, Colour) { return f.Process, Cyan }},
		{"pid", 7, true, plain(func(f *api.Flow) string { return positive(f.ProcessID) })},
		{"client", 21, false, plain(func(f *api.Flow) string { return f.Client })},
		{"method", methodCells, false, plain(func(f *api.Flow) string { return f.Method })},
		{"proto", protoCells, false, func(_ List, f *api.Flow, _ time.Time) (string, Colour) { return proto(f), Dim }},
		{"host", 28, false, plain(func(f *api.Flow) string { return f.Host })},
		{"url", 0, false, plain(func(f *api.Flow) string { return f.URL })},
		{"path", 0, false, plain(path)},
		{"status", 6, false, func(l List, f *api.Flow, _ time.Time) (string, Colour) {
			if l.Width == 0 {
				return positive(f.Status), Plain
			}
			return statusText(f)
		}},
		{"type", 24, false, plain(func(f *api.Flow) string { return f.ContentType })},
		{"size", sizeCells, true, number(func(f *api.Flow) int64 { return f.RequestBytes + f.ResponseBytes })},
		{"req", sizeCells, true, number(func(f *api.Flow) int64 { return f.RequestBytes })},
		{"res", sizeCells, true, number(func(f *api.Flow) int64 { return f.ResponseBytes })},
		{"messages", 8, true, plain(func(f *api.Flow) string { return positive(f.Messages) })},
		{"took", spanCells, true, took},
		{"state", 8, false, plain(func(f *api.Flow) string { return string(f.State) })},
		{"verdict", 18, false, plain(func(f *api.Flow) string { return string(f.Verdict) })},
		{"fault", 24, false, faultCode},
		{"rules", 20, false, plain(func(f *api.Flow) string { return strings.Join(f.Rules, ", ") })},
		{"comment", 24, false, plain(func(f *api.Flow) string { return f.Comment })},
		{"colour", 6, false, func(_ List, f *api.Flow, _ time.Time) (string, Colour) { return string(f.Colour), markColour(f.Colour) }},
		{"pinned", 6, false, plain(func(f *api.Flow) string {
			if f.Pinned {
				return "pinned"
			}
			return ""
		})},
		{"imported", 24, false, plain(func(f *api.Flow) string { return f.Imported })},
	}
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// path is the URL from its path on.
func path(f *api.Flow) string {
	rest := f.URL
	if i := strings.Index(rest, "://"); i > 0 {
		rest = rest[i+3:]
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		return rest[i:]
	}
	return ""
}

func took(l List, f *api.Flow, now time.Time) (string, Colour) {
	d, colour := f.Duration(), Plain
	if f.State == flow.Active {
		d, colour = max(now.Sub(f.Started), 0), Yellow
	}
	if l.Width == 0 {
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64), Plain
	}
	return Duration(d), colour
}

func faultCode(_ List, f *api.Flow, _ time.Time) (string, Colour) {
	if f.Fault == nil {
		return "", Plain
	}
	return f.Fault.Code, Red
}

// ColumnNames are the names that ParseColumns knows.
func ColumnNames() []string {
	var all []string
	for _, c := range columns() {
		all = append(all, c.Name)
	}
	return all
}

// ParseColumns reads names separated by commas; nil for an empty text.
func ParseColumns(text string) ([]Column, error) {
	if text == "" {
		return nil, nil
	}
	known := columns()
	var all []Column
	for name := range strings.SplitSeq(text, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		i := slices.IndexFunc(known, func(c Column) bool { return c.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no column %q; there are %s", name, strings.Join(ColumnNames(), ", "))
		}
		all = append(all, known[i])
	}
	return all, nil
}

// Columns renders the chosen columns of an entry on one line. Where lines may be
// of any length, it is for programs: values are separated by tabs, octets and
// milliseconds are numbers.
func (l List) Columns(chosen []Column, f *api.Flow, now time.Time) string {
	cells := make([]string, len(chosen))
	for i := range chosen {
		text, colour := chosen[i].text(l, f, now)
		cells[i] = l.cell(chosen, i, Safe(text), colour)
	}
	return l.join(cells)
}

// Titles are the names of the columns, above them.
func (l List) Titles(chosen []Column) string {
	cells := make([]string, len(chosen))
	for i := range chosen {
		cells[i] = l.cell(chosen, i, chosen[i].Name, Dim)
	}
	return l.join(cells)
}

func (l List) join(cells []string) string {
	if l.Width == 0 {
		return strings.Join(cells, "\t")
	}
	return strings.TrimRight(strings.Join(cells, " "), " ")
}

func (l List) cell(chosen []Column, i int, text string, colour Colour) string {
	c := &chosen[i]
	if l.Width == 0 {
		return text
	}
	width := c.cells
	if width == 0 {
		width = l.flexible(chosen)
		text = Middle(text, width)
	}
	if c.right {
		return l.Paint(colour, Right(text, width))
	}
	return l.Paint(colour, Left(text, width))
}

// flexible is the width of each column that takes what the others leave.
func (l List) flexible(chosen []Column) int {
	room, n := l.Width-len(chosen)+1, 0
	for i := range chosen {
		room -= chosen[i].cells
		if chosen[i].cells == 0 {
			n++
		}
	}
	return max(room/max(n, 1), minURLCells)
}

func (l List) format(t time.Time, layout string) string {
	zone := l.Zone
	if zone == nil {
		zone = time.Local
	}
	return t.In(zone).Format(layout)
}
