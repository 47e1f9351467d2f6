package render

import (
	"strings"
	"time"

	"rockxy/internal/api"
)

const waterfallCells = 48

// waterfall draws the measured phases on one scale.
func (p Page) waterfall(d *api.Detail) string {
	if len(d.Phases) == 0 {
		return ""
	}
	from, to := d.Phases[0].Start, d.Phases[0].Start
	for _, ph := range d.Phases {
		if ph.Start.Before(from) {
			from = ph.Start
		}
		if end := ph.Start.Add(span(ph)); end.After(to) {
			to = end
		}
	}
	var b strings.Builder
	b.WriteString(p.heading("Time"))
	for _, ph := range d.Phases {
		b.WriteString("  " + p.Paint(Dim, Left(ph.Name, 9)) + p.bar(ph, from, to.Sub(from)) + " " + Right(Duration(span(ph)), spanCells) + "\n")
	}
	if d.Reused {
		b.WriteString("  " + p.Paint(Dim, "The connection to the origin was there already.") + "\n")
	}
	return b.String()
}

func span(ph api.Phase) time.Duration { return time.Duration(ph.Duration * float64(time.Millisecond)) }

// bar draws one phase; the shortest is one thin cell, so that it is seen.
func (p Page) bar(ph api.Phase, from time.Time, total time.Duration) string {
	scale := func(d time.Duration) int {
		if total <= 0 {
			return 0
		}
		return int(int64(d) * waterfallCells / int64(total))
	}
	start := min(scale(ph.Start.Sub(from)), waterfallCells-1)
	end := min(scale(ph.Start.Add(span(ph)).Sub(from)), waterfallCells)
	mark := strings.Repeat("█", max(end-start, 0))
	if mark == "" {
		mark, end = "▏", start+1
	}
	return strings.Repeat(" ", start) + p.Paint(phaseColour(ph.Name), mark) + strings.Repeat(" ", waterfallCells-end)
}

func phaseColour(name string) Colour {
	switch name {
	case "name", "connect", "TLS":
		return Magenta
	case "request":
		return Cyan
	case "wait":
		return Yellow
	}
	return Green
}
