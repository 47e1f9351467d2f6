package script

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

func TestMessages(t *testing.T) {
	for _, test := range []struct {
		name, do string
		ev       rule.Event
		want     string
		drop     bool
	}{
		{name: "text", do: `message.text += '!'`, ev: rule.Event{Kind: flow.MessageText, Data: []byte("a")}, want: "a!"},
		{name: "json", do: `message.json.n++`, ev: rule.Event{Kind: flow.MessageText, Data: []byte(`{"n":1}`)}, want: `{"n":2}`},
		{name: "bytes", do: `message.bytes[0] = 0xff`, ev: rule.Event{Kind: flow.MessageBinary, Data: []byte("a")}, want: "\xff"},
		{name: "bytes of text", do: `message.bytes[0] = 0xff`, ev: rule.Event{Kind: flow.MessageText, Data: []byte("a")}, want: "a"},
		{name: "dropped", do: `message.drop()`, ev: rule.Event{Kind: flow.MessageText, Data: []byte("a")}, want: "a", drop: true},
		{name: "event", do: `message.text = [message.kind, message.event, message.id, message.direction, message.fromClient].join()`,
			ev: rule.Event{Kind: flow.MessageEvent, Dir: flow.Response, Data: []byte("a"), Name: "tick", ID: "7"}, want: "event,tick,7,response,false"},
		{name: "grpc", do: `message.bytes = new Uint8Array([8, 1]); message.kind === 'grpc' && message.fromClient || message.drop()`, ev: rule.Event{Kind: flow.MessageGRPC, Data: []byte("a")}, want: "\x08\x01"},
		{name: "its exchange", do: `message.text = context.request.method + ' ' + context.request.path + ' ' + context.request.headers.get('accept') + context.exchange.id`, ev: rule.Event{Kind: flow.MessageText}, want: "GET /v1/me */*7"},
		{name: "returned", do: `return message`, ev: rule.Event{Kind: flow.MessageText, Data: []byte("a")}, want: "a"},
		{name: "returned else", do: `message.text = 'b'; return 'c'`, ev: rule.Event{Kind: flow.MessageText, Data: []byte("a")}, want: "a"},
	} {
		tr := &trial{t: t, src: "function onMessage(context, message) {" + test.do + "}"}
		ev := tr.event(&test.ev)
		if string(ev.Data) != test.want || ev.Dropped != test.drop {
			t.Errorf("%s: %q %v\n%s", test.name, ev.Data, ev.Dropped, tr.trace())
		}
	}
}

func TestMessagesHaveTheirState(t *testing.T) {
	tr := &trial{t: t, src: `let n = 0; function onMessage(context, message) { n++; message.text = n + ':' + context.local.update('n', (n = 0) => n + 1) }`}
	var got []string
	for range 3 {
		got = append(got, string(tr.message("x").Data))
	}
	if strings.Join(got, " ") != "1:1 1:2 1:3" {
		t.Errorf("%q\n%s", got, tr.trace())
	}
}
