package sse

import "testing"

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Event
	}{
		{"", Event{}},
		{"data: a", Event{Data: "a", HasData: true}},
		{"data:a\ndata:  b\r\ndata", Event{Data: "a\n b\n", HasData: true}},
		{"event: add\rid: 7\rretry: 3000\rdata: {\"a\":1}", Event{Type: "add", ID: "7", HasID: true, Retry: "3000", Data: `{"a":1}`, HasData: true}},
		{": ping\n:pong", Event{Comment: "ping\npong"}},
		{"id\nretry: 3s\nother: x\nDATA: x", Event{HasID: true}},
		{"id: a\x00b", Event{}},
		{"event: a\nevent: b", Event{Type: "b"}},
	} {
		if got := Parse([]byte(c.in)); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.in, got, c.want)
		}
	}
}

func TestIsEventStream(t *testing.T) {
	for in, want := range map[string]bool{
		"text/event-stream": true, "Text/Event-Stream ; charset=utf-8": true, "text/event-streams": false, "": false, "text/plain": false,
	} {
		if IsEventStream([]byte(in)) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}
