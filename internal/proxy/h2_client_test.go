package proxy

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// newRawOrigin returns our client side and the origin it talks to.
func newRawOrigin(t testing.TB, cfg h2Config, settings ...http2.Setting) (*h2Client, *h2peer) {
	t.Helper()
	far, near := testkit.Pipe()
	c, err := newH2Client(near, cfg, &flow.ServerConn{Target: "origin:443", TLS: &flow.TLS{}})
	if err != nil {
		t.Fatal(err)
	}
	p := newH2Peer(t, far, false, settings...)
	t.Cleanup(func() {
		c.Close()
		far.Close()
		<-c.Done()
	})
	return c, p
}

func open(t testing.TB, c *h2Client) *h2up {
	t.Helper()
	up, err := c.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return up.(*h2up)
}

// request opens a stream and sends a head.
func request(t testing.TB, c *h2Client, end bool) *h2up {
	t.Helper()
	u := open(t, c)
	h := &flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/"), Fields: []flow.Field{{Name: []byte("Host"), Value: []byte("a.test")}}}
	if !end {
		h.Method = []byte("POST")
	}
	if err := u.WriteHead(h, end); err != nil {
		t.Fatal(err)
	}
	u.Flush()
	return u
}

// rawHead is what the origin sees of request.
const rawHead = "HEADERS 1 end :method=GET :authority=a.test :scheme=https :path=/"

// wantFault checks that err is a fault of the origin with the code.
func wantFault(t *testing.T, err error, code string) {
	t.Helper()
	var f *flow.Fault
	if !errors.As(err, &f) || f.Code != code || f.Side != flow.SideOrigin {
		t.Errorf("got %v, want a fault %s", err, code)
	}
}

func TestH2OriginThatDidNotProcess(t *testing.T) {
	bubble(t, "refused", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		o.fr.WriteRSTStream(1, http2.ErrCodeRefusedStream)
		_, _, err := u.ReadHead()
		var r *ResetError
		if !errors.As(err, &r) || r.Code != 7 || !u.Refused() {
			t.Errorf("got %v, refused %v", err, u.Refused())
		}
		u.Release()
		if c.Closed() {
			t.Error("the connection should go on")
		}
	})
	bubble(t, "above the last stream of GOAWAY", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		gone := make(chan struct{})
		c.OnGone(func() { close(gone) })
		a, b := request(t, c, true), request(t, c, true)
		waiting := open(t, c)
		o.want(rawHead, strings.Replace(rawHead, "1", "3", 1))
		o.fr.WriteGoAway(1, http2.ErrCodeNo, nil)
		if _, _, err := b.ReadHead(); err == nil || !b.Refused() {
			t.Errorf("got %v, refused %v", err, b.Refused())
		}
		<-gone
		if err := waiting.WriteHead(&flow.Head{Proto: flow.HTTP11, Method: []byte("GET"), Target: []byte("/")}, true); err == nil || !waiting.Refused() {
			t.Errorf("a stream after GOAWAY: %v, refused %v", err, waiting.Refused())
		}
		if _, err := c.Open(context.Background()); !errors.Is(err, errConnGone) || !c.Closed() {
			t.Errorf("open: %v, closed %v", err, c.Closed())
		}
		o.headers(1, true, ":status", "200")
		if h, end, err := a.ReadHead(); err != nil || h.Status != 200 || !end {
			t.Errorf("the stream below: %v", err)
		}
		a.Release()
		b.Release()
		waiting.Release()
		o.want("end") // nothing is left to do
	})
}

func TestH2OriginThatGoesAway(t *testing.T) {
	bubble(t, "closed before an answer", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		a := request(t, c, true)
		o.want(rawHead)
		o.headers(1, true, ":status", "200")
		a.ReadHead()
		a.Release()
		u := request(t, c, true)
		o.nc.CloseWrite()
		_, _, err := u.ReadHead()
		wantFault(t, err, flow.UpstreamClosed)
		if !u.Unprocessed() || u.Refused() {
			t.Error("it may be sent again, if idempotent")
		}
		u.Release()
	})
	bubble(t, "reset before an answer", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		o.nc.Reset()
		_, _, err := u.ReadHead()
		wantFault(t, err, flow.UpstreamReset)
		u.Release()
	})
	bubble(t, "closed in the body", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		o.headers(1, false, ":status", "200")
		o.fr.WriteData(1, false, []byte("part"))
		o.nc.CloseWrite()
		u.ReadHead()
		if p, err := u.ReadPiece(); string(p.Data) != "part" || err != nil {
			t.Errorf("got %q, %v", p.Data, err)
		}
		_, err := u.ReadPiece()
		wantFault(t, err, flow.UpstreamTruncated)
		u.Release()
	})
}

func TestH2OriginThatBreaksTheRules(t *testing.T) {
	bubble(t, "malformed head", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		o.headers(1, false, ":status", "200", "Bad", "x")
		h, _, err := u.ReadHead()
		wantFault(t, err, flow.UpstreamProtocol)
		if h == nil || h.Status != 200 {
			t.Errorf("the head is to be shown: %+v", h)
		}
		o.want("RST_STREAM 1 PROTOCOL_ERROR")
		u.Release()
	})
	bubble(t, "a broken connection", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		o.fr.WriteData(0, false, nil)
		o.fr.AllowIllegalWrites = true
		o.fr.WriteRawFrame(http2.FrameData, 0, 0, []byte("x"))
		_, _, err := u.ReadHead()
		wantFault(t, err, flow.UpstreamProtocol)
		o.want("GOAWAY 0 PROTOCOL_ERROR", "end")
		u.Release()
	})
	bubble(t, "endless interim responses", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, true)
		o.want(rawHead)
		for range 100 {
			o.headers(1, false, ":status", "103")
		}
		o.want("RST_STREAM 1 ENHANCE_YOUR_CALM")
		for range h2Interim {
			if _, _, err := u.ReadHead(); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := u.ReadHead()
		wantFault(t, err, flow.UpstreamProtocol)
		u.Release()
	})
}

func TestH2ClientSlots(t *testing.T) {
	bubble(t, "the origin's limit", func(t *testing.T) {
		freed := make(chan struct{}, 10)
		c, o := newRawOrigin(t, h2Config{SlotFreed: func() { freed <- struct{}{} }}, http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 2})
		a := request(t, c, true)
		o.next()
		o.headers(1, true, ":status", "200") // by now its SETTINGS have arrived
		a.ReadHead()
		a.Release()
		<-freed
		open1, open2 := open(t, c), open(t, c)
		if _, err := c.Open(context.Background()); !errors.Is(err, errNoSlot) {
			t.Errorf("third stream: %v", err)
		}
		if n, _ := c.Idle(); n != 2 {
			t.Errorf("%d streams in use", n)
		}
		open1.Release()
		<-freed
		open(t, c).Release()
		open2.Release()
		if got := c.info.HTTP2.Load().Values; len(got) != 1 || got[0].Value != 2 {
			t.Errorf("settings %v", got)
		}
	})
	bubble(t, "what is left unfinished is reset", func(t *testing.T) {
		c, o := newRawOrigin(t, h2Config{})
		u := request(t, c, false)
		o.want("HEADERS 1 :method=POST :authority=a.test :scheme=https :path=/")
		u.Release()
		o.want("RST_STREAM 1 CANCEL")
	})
	bubble(t, "abort makes calls return", func(t *testing.T) {
		c, _ := newRawOrigin(t, h2Config{})
		u := request(t, c, false)
		done := make(chan error, 3)
		go func() { _, _, err := u.ReadHead(); done <- err }()
		go func() { done <- u.WritePiece(Piece{Data: make([]byte, 1<<20)}) }()
		u.Abort(codeCancel)
		for range 2 {
			if err := <-done; err == nil {
				t.Error("no error")
			}
		}
		u.Release()
	})
}
