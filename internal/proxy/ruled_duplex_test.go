package proxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/testkit"
	"rockxy/internal/wire/ws"
)

// A long body in the place of a short one is sent while the answer comes: an origin that
// answers as it reads would else wait for us, and we for it.
func TestLongBodyInPlaceOfAShortOne(t *testing.T) {
	testkit.NoLeaks(t)
	const size = 24 << 20
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", size))
		if _, err := io.CopyN(p.Conn, p, size); err != nil {
			t.Error(err)
		}
	})
	r := newRig(t, withRules(t, "", on(rule.RequestBody, func(t *rule.Turn) error {
		t.Request.SetBody(make([]byte, size))
		return nil
	})))
	p := r.dial()
	p.Sendf("POST http://%s/ HTTP/1.1\r\nHost: %[1]s\r\nContent-Length: 1\r\n\r\na", o.Addr)
	wantStatus(t, p.WantHead(), 200)
	if n, err := io.CopyN(io.Discard, p, size); err != nil {
		t.Errorf("%d octets, %v", n, err)
	}
}

// A client that is left hanging is noticed to go although nobody wants its body.
func TestHangingClientWithABody(t *testing.T) {
	for _, sent := range []string{"", "abc"} {
		t.Run(sent, func(t *testing.T) {
			r, _, p := ruledRig(t, "", on(rule.RequestHead, func(*rule.Turn) error { return &rule.Cut{How: rule.CutHang, Why: "hang"} }))
			p.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n" + sent)
			p.Close()
			if n := r.book.wait(t, 1); string(n.body[flow.Request]) != sent {
				t.Errorf("recorded %q of %q", n.body[flow.Request], sent)
			}
		})
	}
}

// So is one of an upgraded connection.
func TestHangingAfterAnUpgrade(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" +
			string(ws.AppendMessage(nil, flow.MessageText, []byte("hi"), nil)))
		p.WantGone()
	})
	r := newRig(t, withRules(t, "", on(rule.Messages, func(*rule.Turn) error { return &rule.Cut{How: rule.CutHang, Why: "hang"} })))
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n", o.Addr)
	wantStatus(t, p.WantHead(), 101)
	p.Close()
	if n := r.book.wait(t, 1); n.x.Fault == nil || n.x.Fault.Code != flow.RuleBlocked {
		t.Errorf("%+v", n.x.Fault)
	}
}

// A client that has said all that it wanted to say waits for a response that a rule holds as it
// does for another.
func TestHalfClosedClientOfAHeldResponse(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
		p.SetReadDeadline(time.Now().Add(3 * watchEvery))
		if _, err := p.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "reset") {
			t.Errorf("the exchange ended: %v", err)
		}
		p.Send("cd")
	})
	r := newRig(t, withRules(t, "", act{rule.In(rule.ResponseBody), func(ctx context.Context, t *rule.Turn) error {
		b, err := t.Response.Whole(ctx)
		t.Response.SetBody(bytes.ToUpper(b))
		return err
	}}))
	p := r.dial()
	p.Sendf("GET http://%s/ HTTP/1.1\r\nHost: %[1]s\r\n\r\n", o.Addr)
	p.CloseWrite()
	wantStatus(t, p.WantHead(), 200)
	p.Want("ABCD")
}
