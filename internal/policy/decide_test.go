package policy

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// decideSlowly is Decide by the letter of its contract: every entry in order,
// without an index.
func decideSlowly(f File, q Query, now time.Time) (Action, *Entry, bool) {
	h := readHost(q.Host)
	q.Client = q.Client.Unmap()
	a, e := slowName(f, h, q, now)
	n := readHost(q.SNI)
	if q.SNI == "" || n.name == h.name {
		return a, e, false
	}
	b, g := slowName(f, n, q, now)
	switch {
	case e == nil && h.addr.IsValid():
		return b, g, true
	case a == Bypass && (b != Bypass || e != nil):
		return a, e, true
	case b == Bypass || e == nil:
		return b, g, true
	}
	return a, e, true
}

func slowName(f File, h host, q Query, now time.Time) (Action, *Entry) {
	for _, list := range [][]Entry{f.Bypass, f.Intercept} {
		for i := range list {
			e := &list[i]
			if e.expired(now) || !e.Pattern.matchesHost(h) || !e.Pattern.accepts(&q, false) {
				continue
			}
			if !e.Pattern.exempt {
				return e.Action, e
			}
			break
		}
	}
	return f.Default, nil
}

func drawFile(t *rapid.T) File {
	f := File{Default: Action(rapid.IntRange(0, 1).Draw(t, "default"))}
	for _, list := range []struct {
		action  Action
		entries *[]Entry
	}{{Bypass, &f.Bypass}, {Intercept, &f.Intercept}} {
		for line := range rapid.SampledFrom([]int{0, 3, 12, 60}).Draw(t, "entries") {
			e := Entry{Action: list.action, Pattern: drawPattern(t), Line: line + 1}
			if rapid.IntRange(0, 3).Draw(t, "expires") == 0 {
				e.Until = time.Unix(int64(rapid.IntRange(1, 4).Draw(t, "until")), 0)
			}
			*list.entries = append(*list.entries, e)
		}
	}
	return f
}

func TestTheIndexAgreesWithTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFile(t)
		s := Compile(f)
		for range 8 {
			q, now := drawQuery(t), time.Unix(int64(rapid.IntRange(0, 5).Draw(t, "now")), 0)
			got := s.Decide(q, now)
			action, entry, differ := decideSlowly(f, q, now)
			if got.Action != action || got.Differ != differ || (got.Entry == nil) != (entry == nil) || entry != nil && *got.Entry != *entry {
				t.Fatalf("%+v\n%+v at %v:\n got %v\nwant %v %+v", f, q, now, got, action, entry)
			}
			if got.Reason() == "" || got.Matched != q.Host && got.Matched != q.SNI {
				t.Fatalf("%+v", got)
			}
		}
	})
}

// TestNeedsAppMissesNothing: where it says no, no application changes the decision.
func TestNeedsAppMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compile(drawFile(t))
		q, now := drawQuery(t), time.Unix(int64(rapid.IntRange(0, 5).Draw(t, "now")), 0)
		q.App, q.AppPath = "", ""
		if s.NeedsApp(q, now) {
			return
		}
		want := s.Decide(q, now).Action
		for _, app := range []string{"curl", "cat", "two words", "other"} {
			for _, path := range []string{"", "/usr/bin/curl", "/usr/bin/x", "/opt/curl"} {
				q.App, q.AppPath = app, path
				if got := s.Decide(q, now).Action; got != want {
					t.Fatalf("%+v: %v, without the application %v", q, got, want)
				}
			}
		}
	})
}

// TestNeedsSNIMissesNothing: a bypass that needs no SNI stays one.
func TestNeedsSNIMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compile(drawFile(t))
		q := drawQuery(t)
		q.SNI = ""
		if s.Decide(q, time.Time{}).Action != Bypass || s.NeedsSNI(q, time.Time{}) {
			return
		}
		q.SNI = drawHost(t)
		if d := s.Decide(q, time.Time{}); d.Action != Bypass {
			t.Fatalf("%+v: %v", q, d)
		}
	})
}

func TestNextChange(t *testing.T) {
	at := func(n int64) time.Time { return time.Unix(n, 0) }
	s := Compile(File{
		Bypass:     []Entry{{Pattern: pattern(t, "a"), Until: at(5)}, {Pattern: pattern(t, "b")}},
		Intercept:  []Entry{{Pattern: pattern(t, "c"), Until: at(3)}},
		Exceptions: []Exception{{Host: "d", Until: at(7)}, {Host: "e", Until: at(3)}},
	})
	for _, test := range []struct {
		now  time.Time
		want time.Time
	}{{at(0), at(3)}, {at(2), at(3)}, {at(3), at(5)}, {at(4), at(5)}, {at(5), at(7)}, {at(6), at(7)}, {at(7), time.Time{}}, {at(8), time.Time{}}} {
		if got := s.NextChange(test.now); !got.Equal(test.want) {
			t.Errorf("after %v: got %v, want %v", test.now, got, test.want)
		}
	}
	if got := (*Set)(nil).NextChange(at(0)); !got.IsZero() {
		t.Errorf("nil: %v", got)
	}
}
