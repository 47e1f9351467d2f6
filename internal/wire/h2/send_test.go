package h2

import (
	"slices"
	"testing"

	"rockxy/internal/flow"
)

func TestMirror(t *testing.T) {
	ours := []flow.Setting{{ID: 2, Value: 0}, {ID: 4, Value: 16384}, {ID: 6, Value: 262144}}
	for _, x := range []struct{ theirs, want []flow.Setting }{
		{nil, ours},
		{[]flow.Setting{{ID: 6, Value: 1}, {ID: 4, Value: 1}}, []flow.Setting{ours[2], ours[1], ours[0]}},
		{[]flow.Setting{{ID: 1, Value: 1}, {ID: 4, Value: 1}, {ID: 4, Value: 2}}, []flow.Setting{ours[1], ours[0], ours[2]}},
	} {
		if got := Mirror(x.theirs, ours); !slices.Equal(got, x.want) {
			t.Errorf("Mirror(%v) = %v, want %v", x.theirs, got, x.want)
		}
	}
}

// TestControlOutputIsBounded: a peer that asks for answers and does not read
// them is cut off.
func TestControlOutputIsBounded(t *testing.T) {
	d := newDialogue(t, []string{"server", "noise=1000000"})
	d.send("SETTINGS")
	d.send("5000 * PING 12345678")
	if err := d.c.Err(); err == nil || !err.Flood {
		t.Fatalf("got %v", err)
	}
	if n := d.c.Pending(); n > DefaultLimits().ControlOut+1024 {
		t.Errorf("%d octets wait", n)
	}
}

// TestHeadsAreUsedAgain: what is given back is not kept when it is large.
func TestHeadsAreUsedAgain(t *testing.T) {
	c := New(Config{Role: Server, Limits: DefaultLimits()})
	h := c.newHead()
	h.Raw = append(h.Raw, "x"...)
	h.Fields = append(h.Fields, flow.Field{Name: h.Raw})
	h.Status = 200
	c.FreeHead(h)
	if again := c.newHead(); again != h || len(again.Raw) != 0 || len(again.Fields) != 0 || again.Status != 0 {
		t.Errorf("got %+v", again)
	}
	h.Raw = make([]byte, 0, 100<<10)
	c.FreeHead(h)
	if c.newHead() == h {
		t.Error("a large head was kept")
	}
}
