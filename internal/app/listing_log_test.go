package app

import (
	"slices"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func TestChangeLog(t *testing.T) {
	var c changeLog
	c.begin(10)
	c.add(11, update{changed: []flow.ID{1, 2}})
	c.add(14, update{changed: []flow.ID{2, 3}, removed: 1})
	c.add(15, update{many: true, removed: 2})
	for _, w := range []struct {
		since   uint64
		changed []flow.ID
		many    bool
		removed int
		ok      bool
	}{
		{9, nil, false, 0, false},
		{10, []flow.ID{1, 2, 3}, true, 3, true},
		{11, []flow.ID{2, 3}, true, 3, true},
		{14, nil, true, 2, true},
		{15, nil, false, 0, true},
		{16, nil, false, 0, false},
	} {
		u, ok := c.since(w.since)
		slices.Sort(u.changed)
		if ok != w.ok || u.many != w.many || u.removed != w.removed || !slices.Equal(u.changed, w.changed) {
			t.Errorf("since %d: %+v, %v", w.since, u, ok)
		}
	}
	next := c.next.wait()
	for n := range uint64(2 * loggedMax) {
		c.add(20+n, update{changed: []flow.ID{flow.ID(n)}})
	}
	<-next
	if u, ok := c.since(19); !ok || !u.many {
		t.Errorf("what was forgotten is not told: %+v, %v", u, ok)
	}
	if u, ok := c.since(c.seq - 3); !ok || u.many || len(u.changed) != 3 {
		t.Errorf("%+v, %v", u, ok)
	}
	c.add(1000, update{changed: make([]flow.ID, 2*api.MaxChanged)})
	if u, _ := c.since(999); len(u.changed) > api.MaxChanged || !u.many {
		t.Errorf("%d changed", len(u.changed))
	}
}
