package filter

import (
	"strings"
	"time"
)

// moments are the ways to write a point in time, each with how long it lasts.
var moments = []struct {
	layout string
	lasts  time.Duration
	today  bool // it has no date
}{
	{"15:04", time.Minute, true},
	{"15:04:05", time.Second, true},
	{"2006-01-02", 24 * time.Hour, false},
	{"2006-01-02T15:04", time.Minute, false},
	{"2006-01-02T15:04:05", time.Second, false},
	{"2006-01-02T15:04Z07:00", time.Minute, false},
	{"2006-01-02T15:04:05Z07:00", time.Second, false},
}

// parseTime reads a time of today, a date, or both, in the zone of now. With a
// fraction of a second it lasts no longer than a millisecond.
func parseTime(text string, now time.Time) (interval, bool) {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(text) {
	case "today":
		return span(day, day.AddDate(0, 0, 1)), true
	case "yesterday":
		return span(day.AddDate(0, 0, -1), day), true
	}
	for _, m := range moments {
		t, err := time.ParseInLocation(m.layout, strings.ToUpper(text), now.Location())
		if err != nil || t.Year() < 1678 && !m.today || t.Year() > 2261 {
			continue
		}
		if m.today {
			t = time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
		}
		end := t.Add(m.lasts)
		switch {
		case m.lasts > time.Hour:
			end = t.AddDate(0, 0, 1)
		case t.Nanosecond() != 0:
			end = t.Add(time.Millisecond)
		}
		return span(t, end), true
	}
	return interval{}, false
}

func span(from, to time.Time) interval { return interval{from.UnixNano(), to.UnixNano() - 1} }
