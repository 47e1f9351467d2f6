package proxy

import (
	"bytes"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
	"rockxy/internal/wire/ws"
)

// shout makes messages upper case, drops those that say drop, and notes the rest.
func shout() rule.Action {
	return on(rule.Messages, func(t *rule.Turn) error {
		if string(t.Event.Data) == "drop" {
			t.Event.Drop()
			return nil
		}
		t.Event.SetData(bytes.ToUpper(t.Event.Data))
		return nil
	})
}

func TestRulesOfWebSocketMessages(t *testing.T) {
	testkit.NoLeaks(t)
	text := func(s string, key *[4]byte) string {
		return string(ws.AppendMessage(nil, flow.MessageText, []byte(s), key))
	}
	key := &[4]byte{1, 2, 3, 4}
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.Want("GET /ws HTTP/1.1\r\nHost: " + p.LocalAddr().String() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n")
		p.Send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + text("hi", nil) + text("drop", nil) + text("ho", nil))
		p.WantN(6) // header and a key that nobody knows
		if data := p.WantN(5); len(data) != 5 {
			t.Errorf("%q", data)
		}
	})
	r := newRig(t, withRules(t, "", shout()))
	p := r.dial()
	p.Sendf("GET http://%s/ws HTTP/1.1\r\nHost: %[1]s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n"+
		"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 101)
	p.Want(text("HI", nil) + text("HO", nil))
	p.Send(text("drop", key) + text("hello", key))
	p.WantEnd()
	p.Close()
	n := r.book.wait(t, 1)
	if len(n.msgs) != 4 || string(n.msgs[0].Data) != "HI" || len(n.x.Trace) != 5 {
		t.Errorf("messages %+v, trace %+v", n.msgs, n.x.Trace)
	}
}

func TestRulesOfEvents(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
		p.Send("e\r\nid: 7\ndata: hi\r\n1\r\n\n\r\n")
		p.Send("1\r\n\n\r\n")
		p.Send("f\r\ndata: drop\n\n: c\r\n2\r\n\n\n\r\n0\r\n\r\n")
	})
	r := newRig(t, withRules(t, "", shout()))
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 200)
	p.Want("10\r\nid: 7\ndata: HI\n\n\r\n")
	p.Want("5\r\n: c\n\n\r\n0\r\n\r\n")
}

// Rules match by what the response makes of the exchange.
func TestRulesMatchByKind(t *testing.T) {
	for match, head := range map[string]string{
		"is:websocket": "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		"is:upgrade":   "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
		"is:sse":       "200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n",
		"is:grpc":      "200 OK\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n",
	} {
		testkit.NoLeaks(t)
		o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) { p.WantHead(); p.Send("HTTP/1.1 " + head) })
		r := newRig(t, withRules(t, match, on(rule.ResponseHead, func(t *rule.Turn) error { return t.Response.EditHead(add("X-Ruled", "yes")) })))
		p := r.dial()
		p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", o.Addr)
		if got := p.WantHead(); !strings.Contains(got, "X-Ruled") {
			t.Errorf("%s: %q", match, got)
		}
		p.Close()
		r.book.wait(t, 1)
	}
}
