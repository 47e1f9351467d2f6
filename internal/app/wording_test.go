package app

import (
	"testing"
	"time"
)

func TestLasts(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	for left, want := range map[time.Duration]string{
		time.Second: "until 2026-03-01 12:00 (1 s left)", 90 * time.Second: "until 2026-03-01 12:01 (90 s left)",
		59 * time.Minute: "until 2026-03-01 12:59 (59 min left)", 3 * time.Hour: "until 2026-03-01 15:00 (3 h left)",
		72 * time.Hour: "until 2026-03-04 12:00 (3 days left)", -time.Minute: "expired 2026-03-01 11:59",
	} {
		until := now.Add(left)
		if got := Lasts(&until, now); got != want {
			t.Errorf("%v: %s", left, got)
		}
	}
	if Lasts(nil, now) != "for good" || Lasts(&time.Time{}, now) != "for good" {
		t.Error("no end")
	}
}
