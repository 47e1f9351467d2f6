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

	ended   []ended // to be printed, in the order in which they ended
	printed map[flow.ID]bool
	order   []flow.ID // of printed, oldest first
	skipped int
}

// ended is an entry that is over, and since when that is known.
type ended struct {
	f     *api.Flow
	since time.Time
}

const (
	// pendingAfter is how long an entry without a response is waited for before
	// it is shown as going on.
	pendingAfter = 400 * time.Millisecond
	// processAfter is how long the row of an entry that is over waits for the
	// name of its program, which is found out behind the traffic.
	processAfter = 250 * time.Millisecond
	// remembered is how many printed entries are remembered, so that what is
	// learned of them later does not print them again.
	remembered = 8192
)

// NewLive returns an empty list that shows at most rows running entries.
func NewLive(l List, rows int) *Live {
	return &Live{list: l, rows: rows, printed: map[flow.ID]bool{}}
}

// Resize says what the terminal's width and the number of rows for running
// entries are from now on.
func (l *Live) Resize(width, rows int) { l.list.Width, l.rows = width, rows }

// Add takes an event.
func (l *Live) Add(e api.Event, now time.Time) {
	l.skipped += e.Skipped
	if e.Gone != 0 {
		l.running = slices.DeleteFunc(l.running, func(r *api.Flow) bool { return r.ID == e.Gone })
	}
	f := e.Flow
	if f == nil || l.printed[f.ID] {
		return
	}
	i := slices.IndexFunc(l.running, func(r *api.Flow) bool { return r.ID == f.ID })
	if f.State == flow.Active {
		if i >= 0 {
			l.running[i] = f
		} else {
			l.running = append(l.running, f)
		}
		return
	}
	if i >= 0 {
		l.running = slices.Delete(l.running, i, i+1)
	}
	if j := slices.IndexFunc(l.ended, func(o ended) bool { return o.f.ID == f.ID }); j >= 0 {
		l.ended[j].f = f
		return
	}
	l.ended = append(l.ended, ended{f, now})
}

// Final returns the lines that are to be printed for good; with all, none waits
// any longer.
func (l *Live) Final(now time.Time, all bool) (lines []string) {
	n := 0
	for _, o := range l.ended {
		if !all && o.f.Process == "" && now.Sub(o.since) < processAfter {
			break
		}
		lines = append(lines, l.list.Row(o.f, now))
		l.remember(o.f.ID)
		n++
	}
	l.ended = slices.Delete(l.ended, 0, n)
	if l.skipped > 0 {
		lines = append(lines, l.list.Paint(Dim, fmt.Sprintf("… %s not shown: they came faster than they could be printed", Plural(int64(l.skipped), "change"))))
		l.skipped = 0
	}
	return lines
}

func (l *Live) remember(id flow.ID) {
	l.printed[id] = true
	if l.order = append(l.order, id); len(l.order) > remembered {
		for _, old := range l.order[:remembered/2] {
			delete(l.printed, old)
		}
		l.order = slices.Delete(l.order, 0, remembered/2)
	}
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
		lines = append(lines, l.list.Paint(Dim, fmt.Sprintf("… and %s more going on", Count(hidden))))
	}
	return lines
}
