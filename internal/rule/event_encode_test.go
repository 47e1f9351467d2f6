package rule

import (
	"testing"

	"rockxy/internal/flow"
)

func TestEncodeEvent(t *testing.T) {
	const from = ": c\nevent: tick\nid: 1\ndata: a\ndata: b\nretry: 5\n"
	for _, c := range []struct {
		name string
		ev   Event
		want string
	}{
		{"data", Event{Name: "tick", ID: "1", Data: []byte("x\ny\nz")}, ": c\nevent: tick\nid: 1\ndata: x\ndata: y\ndata: z\nretry: 5\n\n"},
		{"another name", Event{Name: "to\nck", ID: "1", Data: []byte("a")}, "event: tock\n: c\nid: 1\ndata: a\nretry: 5\n\n"},
		{"no name, another id", Event{ID: "2", Data: []byte("a")}, "id: 2\n: c\ndata: a\nretry: 5\n\n"},
	} {
		if got := string(encodeEvent(nil, &c.ev, &flow.Message{Data: []byte(from)})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
