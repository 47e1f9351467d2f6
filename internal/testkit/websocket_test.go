package testkit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
)

func wsDial(t *testing.T, o *Origin, query string, d ws.Dialer) *Peer {
	t.Helper()
	d.NetDial = o.Resolve
	c, br, _, err := d.Dial(t.Context(), "ws://localhost:"+o.Port()+"/ws"+query)
	if err != nil {
		t.Fatal(err)
	}
	if br != nil && br.Buffered() > 0 {
		t.Fatal("frames before the first message")
	}
	return NewPeer(t, c)
}

func exchange(t *testing.T, p *Peer, f ws.Frame) ws.Frame {
	t.Helper()
	if err := ws.WriteFrame(p.Conn, ws.MaskFrame(f)); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFrame(p)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWebSocketEcho(t *testing.T) {
	o := NewOrigin(t, Options{Plain: true})
	p := wsDial(t, o, "?fragment=3", ws.Dialer{})
	got := exchange(t, p, ws.NewTextFrame([]byte("hello")))
	rest, err := ReadFrame(p)
	if err != nil || got.Header.Fin || string(got.Payload) != "hel" || string(rest.Payload) != "lo" || !rest.Header.Fin {
		t.Errorf("frames %v %v, %v", got, rest, err)
	}
	if pong := exchange(t, p, ws.NewPingFrame([]byte("p"))); pong.Header.OpCode != ws.OpPong || string(pong.Payload) != "p" {
		t.Errorf("ping answered with %v", pong)
	}
	if end := exchange(t, p, ws.NewTextFrame([]byte("close"))); end.Header.OpCode != ws.OpClose {
		t.Errorf("close answered with %v", end)
	}
}

func TestWebSocketDeflateKeepsItsContext(t *testing.T) {
	o := NewOrigin(t, Options{Plain: true})
	p := wsDial(t, o, "", ws.Dialer{Extensions: []httphead.Option{httphead.NewOption("permessage-deflate", nil)}})
	client := newDeflater(httphead.Option{})
	text := fmt.Sprint(Pattern(600)) + strings.Repeat("z", 10)
	for round := range 3 {
		f := ws.NewFrame(ws.OpText, true, client.compress([]byte(text)))
		f.Header.Rsv = ws.Rsv(true, false, false)
		got := exchange(t, p, f)
		if !got.Header.Rsv1() || round > 0 && len(got.Payload) > 60 {
			t.Errorf("round %d: RSV1 %v, %d bytes: context is not kept", round, got.Header.Rsv1(), len(got.Payload))
		}
		b, err := client.decompress(got.Payload)
		if err != nil || string(b) != text {
			t.Fatalf("round %d: %d bytes, %v", round, len(b), err)
		}
	}
}

func TestWebSocketRefusesUnagreedCompression(t *testing.T) {
	o := NewOrigin(t, Options{Plain: true})
	p := wsDial(t, o, "", ws.Dialer{})
	f := ws.NewTextFrame([]byte("x"))
	f.Header.Rsv = ws.Rsv(true, false, false)
	if got := exchange(t, p, f); got.Header.OpCode != ws.OpClose {
		t.Errorf("answered with %v", got)
	}
}
