package filter

import (
	"testing"
	"time"
	_ "time/tzdata" // not every machine has the zones
)

func TestParseTime(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	now := time.Date(2026, 11, 23, 12, 30, 0, 0, berlin)
	for _, c := range []struct{ text, from, to string }{
		{"10:42", "2026-11-23T10:42:00+01:00", "2026-11-23T10:43:00+01:00"},
		{"10:42:07", "2026-11-23T10:42:07+01:00", "2026-11-23T10:42:08+01:00"},
		{"10:42:07.5", "2026-11-23T10:42:07.5+01:00", "2026-11-23T10:42:07.501+01:00"},
		{"2026-11-22", "2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"},
		{"2026-11-23t10:00", "2026-11-23T10:00:00+01:00", "2026-11-23T10:01:00+01:00"},
		{"2026-11-23T10:00:05Z", "2026-11-23T10:00:05Z", "2026-11-23T10:00:06Z"},
		{"today", "2026-11-23T00:00:00+01:00", "2026-11-24T00:00:00+01:00"},
		{"Yesterday", "2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"},
	} {
		from, errFrom := time.Parse(time.RFC3339, c.from)
		to, errTo := time.Parse(time.RFC3339, c.to)
		if errFrom != nil || errTo != nil {
			t.Fatal(errFrom, errTo)
		}
		if got, ok := parseTime(c.text, now); !ok || got != span(from, to) {
			t.Errorf("%s is %v to %v, %v", c.text, time.Unix(0, got.lo).In(berlin), time.Unix(0, got.hi).In(berlin), ok)
		}
	}
	for _, text := range []string{"", "24:00", "10", "10:4x", "2026-13-01", "0001-01-01", "9999-12-31", "tomorrow"} {
		if got, ok := parseTime(text, now); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestDaysAreAsLongAsTheyAre: the day on which the clocks go back has 25 hours.
func TestDaysAreAsLongAsTheyAre(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := parseTime("2026-11-01", time.Date(2026, 11, 23, 0, 0, 0, 0, newYork))
	if hours := time.Duration(got.hi + 1 - got.lo).Hours(); !ok || hours != 25 {
		t.Errorf("it has %v hours", hours)
	}
}
