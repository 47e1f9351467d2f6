package proxy

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"

	"golang.org/x/net/http2"

	"rockxy/internal/testkit"
	"rockxy/internal/wire/h2"
)

// flood sends DATA on a stream as far as the windows that it is told permit,
// and returns how much that was when everything waits.
type h2flood struct {
	window, conn int
	sent         int
}

// send sends n octets, or what the windows permit of them.
func (f *h2flood) send(p *h2peer, id uint32, n int) {
	for n > 0 {
		k := min(n, 16384, f.window, f.conn)
		if k == 0 {
			return
		}
		p.fr.WriteData(id, false, make([]byte, k))
		f.window, f.conn, f.sent, n = f.window-k, f.conn-k, f.sent+k, n-k
	}
}

// windows reads what the peer has been granted, until everything waits.
func (p *h2peer) windows(id uint32, f *h2flood) {
	synctest.Wait()
	for p.nc.Buffered() > 0 {
		fr, err := p.fr.ReadFrame()
		if err != nil {
			p.t.Fatal(err)
		}
		switch fr := fr.(type) {
		case *http2.WindowUpdateFrame:
			switch fr.StreamID {
			case 0:
				f.conn += int(fr.Increment)
			case id:
				f.window += int(fr.Increment)
			}
		case *http2.SettingsFrame:
			if v, ok := fr.Value(http2.SettingInitialWindowSize); ok {
				f.window += int(v) - 65535
			}
			if !fr.IsAck() {
				p.fr.WriteSettingsAck()
			}
		}
		synctest.Wait()
	}
}

func TestH2SlowReaderSlowsTheSender(t *testing.T) {
	bubble(t, "a client that never opens its window", func(t *testing.T) {
		p := newRawPair(t, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1000})
		p.client.get(1)
		p.origin.want("HEADERS 1 end " + rawGet)
		p.origin.headers(1, false, ":status", "200")
		f := &h2flood{window: h2FirstWindow, conn: 10 * h2OpenWindow}
		for range 100 {
			p.origin.windows(1, f)
			f.send(p.origin, 1, 1<<20)
		}
		if f.sent > h2OpenWindow+h2PieceMax {
			t.Errorf("the origin could send %d octets that nobody reads", f.sent)
		}
		p.client.want("HEADERS 1 :status=200", "DATA 1 "+string(make([]byte, 1000)))
	})
	bubble(t, "an origin that never opens its window", func(t *testing.T) {
		p := newRawPair(t)
		p.client.post(1)
		f := &h2flood{window: 65535, conn: 65535}
		for range 100 {
			p.client.windows(1, f)
			f.send(p.client, 1, 1<<20)
		}
		// The origin's 65,535, what waits, and one piece on its way.
		if f.sent > 65535+h2ProtocolWindow+h2PieceMax {
			t.Errorf("the client could send %d octets that nobody reads", f.sent)
		}
	})
}

func TestH2MemoryIsBounded(t *testing.T) {
	bubble(t, "a thousand responses that nobody reads", func(t *testing.T) {
		const budget, streams = 4 << 20, 1000
		cfg := h2Config{Shared: newH2Shared(), Limits: h2.DefaultLimits()}
		cfg.Shared.growth.Store(budget)
		cfg.Limits.Streams = streams
		c, o := newRawOrigin(t, cfg)
		for i := range streams {
			u := request(t, c, true)
			defer u.Release()
			id := uint32(2*i + 1)
			o.headers(id, false, ":status", "200")
			f := &h2flood{window: h2FirstWindow, conn: 1 << 30}
			if i == 0 {
				f.window = 65535 // its SETTINGS are still to come
			}
			o.windows(id, f)
			f.send(o, id, 10<<20)
		}
		synctest.Wait()
		held := 0
		c.mu.Lock()
		for _, s := range c.live {
			held += s.body.size
		}
		c.mu.Unlock()
		if held > budget+streams*h2FirstWindow || held < streams*h2FirstWindow {
			t.Errorf("%d octets are held", held)
		}
	})
}

func TestH2WindowGrows(t *testing.T) {
	bubble(t, "while the reader keeps up", func(t *testing.T) {
		far, near := testkit.Pipe()
		s := newH2Server(near, h2Config{}, nil, func(_ uint32, d downstream) {
			pump(d.ReadPiece, func(Piece) error { return nil })
		})
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(context.Background()) }()
		p := newH2Peer(t, far, true)
		p.post(1)
		f := &h2flood{window: 65535, conn: 65535}
		largest := 0
		for range 2000 {
			p.windows(1, f)
			largest = max(largest, f.window)
			f.send(p, 1, 16384)
		}
		if largest < h2LastWindow-h2LastWindow/2 || largest > h2LastWindow {
			t.Errorf("the window grew to %d", largest)
		}
		if used := h2GrowthBudget - s.shared.growth.Load(); used != h2LastWindow-h2RequestWindow {
			t.Errorf("%d octets of the budget are taken", used)
		}
		far.Close()
		<-ended
		if s.shared.growth.Load() != h2GrowthBudget {
			t.Error("the budget was not given back")
		}
	})
}

func TestH2StreamsDoNotBlockEachOther(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		p := newRawPair(t)
		p.client.fr.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
		// Streams 1 to 39 get more than the client takes.
		for id := uint32(1); id < 40; id += 2 {
			p.client.get(id)
			p.origin.next()
			p.origin.headers(id, false, ":status", "200")
			p.origin.fr.WriteData(id, false, make([]byte, 16384))
			p.origin.fr.WriteData(id, false, make([]byte, 16384))
			p.origin.fr.WriteData(id, false, make([]byte, 16384))
			if got := p.client.next(); got[:7] != "HEADERS" {
				t.Fatal(got)
			}
		}
		// The client wants all of stream 41.
		p.client.get(41)
		p.client.fr.WriteWindowUpdate(41, 1<<20)
		p.origin.next()
		p.origin.headers(41, false, ":status", "200")
		p.origin.fr.WriteData(41, true, []byte("fast"))
		p.client.want("HEADERS 41 :status=200", "DATA 41 end fast")
		// And then stream 7.
		p.client.fr.WriteWindowUpdate(7, 4)
		p.client.want("DATA 7 \x00\x00\x00\x00")
	})
}

func TestH2BodyQueue(t *testing.T) {
	sh := newH2Shared()
	var b h2body
	var want, got bytes.Buffer
	for i := range 3000 {
		p := bytes.Repeat([]byte{byte(i)}, i*37%5000)
		want.Write(p)
		b.add(sh, p)
		if i%3 == 0 {
			got.Write(b.take())
			if i%2 == 0 { // data may arrive while a piece is lent
				want.WriteString("x")
				b.add(sh, []byte("x"))
			}
			b.give(sh)
		}
	}
	for b.size > 0 {
		got.Write(b.take())
		b.give(sh)
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) || b.first != nil || b.last != nil {
		t.Errorf("%d octets went in, %d came out", want.Len(), got.Len())
	}
	b.add(sh, []byte("abc"))
	b.take()
	b.add(sh, []byte("de"))
	if n := b.drop(sh); n != 5 {
		t.Errorf("dropped %d", n)
	}
}
