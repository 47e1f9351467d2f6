package har

import (
	"math"
	"strings"
	"time"

	"rockxy/internal/flow"
)

// layouts are the forms in which tools write a date. A fraction of a second may
// follow the seconds in each.
var layouts = [...]string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05 Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02",
	time.RFC1123, time.RFC1123Z, time.ANSIC, "1/2/2006 3:04:05 PM", "Mon Jan 2 2006 15:04:05 GMT-0700",
}

// moment reads a date in any of its forms, or a number of milliseconds (or
// seconds) since 1970; a date without a zone is taken for UTC. 0 if it is none.
func (v *value) moment() flow.Nanos {
	if v.kind != text {
		return v.epoch()
	}
	s := strings.TrimSpace(v.string())
	if i := strings.Index(s, " ("); i > 0 { // "GMT+0200 (Central European …)"
		s = s[:i]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return nanos(t)
		}
	}
	return v.epoch()
}

func (v *value) epoch() flow.Nanos {
	const secondsFrom = 1e8 // less than it in milliseconds would be 1970
	ms, ok := v.number()
	if !ok || ms < secondsFrom || ms > 1e13 {
		return 0
	}
	places := 6
	if ms < 1e11 {
		places = 9
	}
	n, _ := v.fixed(places)
	return flow.Nanos(n)
}

// nanos is 0 outside of what 64 bits hold.
func nanos(t time.Time) flow.Nanos {
	if s := t.Unix(); s < math.MinInt64/int64(time.Second)+1 || s > math.MaxInt64/int64(time.Second)-1 {
		return 0
	}
	return flow.Nanos(t.UnixNano())
}
