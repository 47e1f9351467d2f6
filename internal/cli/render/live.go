package render

import (
	"fmt"
	"slices"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// Live is the state of a list that grows while one looks: finished entries
// scroll by, those that are going on stand below them and change in place. It
// is a function of the events and times that it is given; who owns the terminal
// writes what it returns.
type Live struct {
	list    List
	rows    int // at most so many entries that are going on are shown
	running []*api.Flow
}

// pendingAfter is how long an entry without a response is waited for before it
// is shown as going on.
const pendingAfter = 400 * time.Millisecond

// NewLive returns an empty list that shows at most rows running entries.
func NewLive(l List, rows int) *Live { return &Live{list: l, rows: rows} }

// Resize says what the terminal's width and the number of rows for running
// entries are from now on.
func (l *Live) Resize(width, rows int) { l.list.Width, l.rows = width, rows }

// Add takes an event and returns the lines that are final by it.
func (l *Live) Add(e api.Event, now time.Time) (final []string) {
	if e.Skipped > 0 {
		final = append(final, l.list.Paint(Dim, fmt.Sprintf("… %s not shown: they came faster than they could be printed", Plural(int64(e.Skipped), "change"))))
	}
	f := e.Flow
	if f == nil {
		return final
	}
	i := slices.IndexFunc(l.running, func(r *api.Flow) bool { return r.ID == f.ID })
	switch {
	case f.State != flow.Active:
		if i >= 0 {
			l.running = slices.Delete(l.running, i, i+1)
		}
		final = append(final, l.list.Row(f, now))
	case i >= 0:
		l.running[i] = f
	default:
		l.running = append(l.running, f)
	}
	return final
}

// Running returns the lines of what is going on, oldest first.
func (l *Live) Running(now time.Time) (lines []string) {
	var hidden int64
	for _, f := range l.running {
		if f.Status == 0 && f.Kind == "exchange" && now.Sub(f.Started) < pendingAfter {
			continue
		}
		if len(lines) >= l.rows {
			hidden++
			continue
		}
		lines = append(lines, l.list.Row(f, now))
	}
	if hidden > 0 {
		lines = append(lines, l.list.Paint(Dim, fmt.Sprintf("… and %s going on", Count(hidden)+" more")))
	}
	return lines
}
