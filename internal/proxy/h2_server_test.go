package proxy

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// newRawClient returns our server side and a client of it.
func newRawClient(t testing.TB, cfg h2Config, serve func(uint32, downstream), settings ...http2.Setting) (*h2Server, *h2peer, chan error) {
	t.Helper()
	far, near := testkit.Pipe()
	s := newH2Server(near, cfg, nil, serve)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(context.Background()) }()
	p := newH2Peer(t, far, true, settings...)
	t.Cleanup(func() {
		far.Close()
		s.Close()
		synctest.Wait()
	})
	return s, p, ended
}

func TestH2ServerShutdown(t *testing.T) {
	bubble(t, "waits for what is under way", func(t *testing.T) {
		serving, finish := make(chan struct{}), make(chan struct{})
		s, p, ended := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			serving <- struct{}{}
			<-finish
			servePage(d, []byte("done"))
		})
		p.get(1)
		<-serving
		s.Shutdown()
		p.want("GOAWAY 2147483647 NO_ERROR")
		p.get(3) // was under way
		<-serving
		p.fr.WritePing(true, h2drainPing)
		p.want("GOAWAY 3 NO_ERROR")
		p.get(5) // is too late
		close(finish)
		for range 4 {
			if f := p.next(); !strings.HasPrefix(f, "HEADERS") && !strings.HasSuffix(f, "end done") {
				t.Errorf("got %q", f)
			}
		}
		p.want("end")
		<-ended
	})
	bubble(t, "ends an idle connection", func(t *testing.T) {
		s, p, ended := newRawClient(t, h2Config{}, nil)
		p.fr.WritePing(false, [8]byte{})
		s.Shutdown()
		p.want("GOAWAY 0 NO_ERROR", "end")
		<-ended
	})
	bubble(t, "a client that says goodbye", func(t *testing.T) {
		answer := make(chan struct{})
		_, p, ended := newRawClient(t, h2Config{}, func(_ uint32, d downstream) { <-answer; servePage(d, nil) })
		p.get(1)
		p.fr.WriteGoAway(0, http2.ErrCodeNo, nil)
		synctest.Wait()
		close(answer)
		p.want("GOAWAY 1 NO_ERROR", "HEADERS 1 :status=200 content-length=0", "DATA 1 end ", "end")
		<-ended
	})
}

func TestH2ServerEndsWithItsContext(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		far, near := testkit.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		told := make(chan *flow.Settings, 1)
		gone := make(chan uint32, 1)
		s := newH2Server(near, h2Config{}, func(st *flow.Settings) { told <- st }, func(_ uint32, d downstream) {
			d.Watch(func(r *ResetError) { gone <- r.Code })
			_, err := d.ReadPiece()
			if err == nil {
				t.Error("read a body that never came")
			}
		})
		p := newH2Peer(t, far, true, http2.Setting{ID: 3, Val: 7}, http2.Setting{ID: 999, Val: 1})
		p.post(1)
		go func() { (<-told).Values[0].Value++; cancel() }()
		s.Serve(ctx)
		if code := <-gone; code != codeCancel {
			t.Errorf("watched code %d", code)
		}
	})
}

func TestH2ServerRefusesHeads(t *testing.T) {
	bubble(t, "too large", func(t *testing.T) {
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			f := d.(*h2down).Fault()
			if f == nil || f.Code != flow.ClientHeadTooLarge || f.Side != flow.SideClient {
				t.Errorf("fault %v", f)
				return
			}
			d.WriteHead(&flow.Head{Proto: flow.HTTP11, Status: 431}, true)
		})
		var many []string
		for range 1001 {
			many = append(many, "a", "b")
		}
		p.post(1, many...)
		p.want("HEADERS 1 end :status=431", "RST_STREAM 1 NO_ERROR")
	})
	bubble(t, "malformed", func(t *testing.T) {
		faults := make(chan *flow.Fault, 1)
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			if err := d.WriteHead(&flow.Head{Proto: flow.HTTP11, Status: 400}, true); err == nil {
				t.Error("wrote to a stream that was reset")
			}
			faults <- d.(*h2down).Fault()
		})
		p.get(1, "Upper", "x")
		p.want("RST_STREAM 1 PROTOCOL_ERROR")
		if f := <-faults; f == nil || f.Code != flow.ClientProtocol {
			t.Errorf("fault %v", f)
		}
	})
}

func TestH2ServerLeavesNothingOpen(t *testing.T) {
	bubble(t, "no response", func(t *testing.T) {
		_, p, _ := newRawClient(t, h2Config{}, func(uint32, downstream) {})
		p.get(1)
		p.want("RST_STREAM 1 INTERNAL_ERROR")
	})
	bubble(t, "half a response", func(t *testing.T) {
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			d.WriteHead(&flow.Head{Proto: flow.HTTP11, Status: 200}, false)
			d.WritePiece(Piece{Data: []byte("x")})
		})
		p.get(1)
		p.want("HEADERS 1 :status=200", "DATA 1 x", "RST_STREAM 1 INTERNAL_ERROR")
	})
	bubble(t, "a request that was not read", func(t *testing.T) {
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			d.WriteHead(&flow.Head{Proto: flow.HTTP11, Status: 401}, true)
		})
		p.post(1)
		p.want("HEADERS 1 end :status=401", "RST_STREAM 1 NO_ERROR")
	})
}

func TestH2WatchIsDoneWhenUnregistered(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		var running, after atomic.Int32
		entered, unwatched := make(chan struct{}), make(chan struct{})
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			d.Watch(func(*ResetError) {
				close(entered)
				time.Sleep(time.Second) // of the bubble's time
				running.Store(1)
			})
			<-entered
			d.Watch(nil)
			after.Store(running.Load())
			close(unwatched)
		})
		p.get(1)
		p.fr.WriteRSTStream(1, http2.ErrCodeCancel)
		<-unwatched
		if after.Load() != 1 {
			t.Error("Watch(nil) returned while the function ran")
		}
	})
	bubble(t, "registered too late", func(t *testing.T) {
		called := make(chan uint32, 1)
		reset := make(chan struct{})
		_, p, _ := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
			<-reset
			d.Watch(func(r *ResetError) { called <- r.Code })
		})
		p.get(1)
		p.fr.WriteRSTStream(1, http2.ErrCode(42))
		synctest.Wait()
		close(reset)
		if code := <-called; code != 42 {
			t.Errorf("code %d", code)
		}
	})
}

func TestH2FloodsAreBounded(t *testing.T) {
	floods := map[string]func(p *h2peer, i int){
		"rapid reset": func(p *h2peer, i int) {
			p.get(uint32(2*i + 1))
			p.fr.WriteRSTStream(uint32(2*i+1), http2.ErrCodeCancel)
		},
		"malformed requests": func(p *h2peer, i int) { p.get(uint32(2*i+1), "Bad", "x") },
		"ping":               func(p *h2peer, i int) { p.fr.WritePing(false, [8]byte{byte(i)}) },
		"settings":           func(p *h2peer, i int) { p.fr.WriteSettings() },
		"window updates":     func(p *h2peer, i int) { p.fr.WriteWindowUpdate(0, 1) },
		"priority":           func(p *h2peer, i int) { p.fr.WritePriority(1, http2.PriorityParam{StreamDep: 3}) },
	}
	for name, send := range floods {
		bubble(t, name, func(t *testing.T) {
			var most, now atomic.Int32
			_, p, ended := newRawClient(t, h2Config{}, func(_ uint32, d downstream) {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				gone := make(chan struct{})
				d.Watch(func(*ResetError) { close(gone) })
				<-gone
			})
			p.flooding = true
			go func() {
				for i := 0; i < 3000 && !p.broken(); i++ {
					send(p, i)
				}
			}()
			last := ""
			for f := p.next(); f != "end"; f = p.next() {
				last = f
			}
			if !strings.Contains(last, "GOAWAY") || !strings.Contains(last, "ENHANCE_YOUR_CALM") {
				t.Errorf("the last frame is %q", last)
			}
			<-ended
			if n := most.Load(); n > 500 {
				t.Errorf("%d requests served at once", n)
			}
		})
	}
}

// broken reports whether the connection takes no more.
func (p *h2peer) broken() bool {
	_, err := p.nc.Write(nil)
	return err != nil
}

func TestH2PeerThatDoesNotRead(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		far, near := testkit.PipeSize(1 << 10)
		s := newH2Server(near, h2Config{}, nil, func(_ uint32, d downstream) { servePage(d, make([]byte, 100<<10)) })
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(context.Background()) }()
		p := newH2Peer(t, far, true, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 30})
		p.fr.WriteWindowUpdate(0, 1<<30)
		for i := range 100 {
			p.get(uint32(2*i + 1))
		}
		synctest.Wait()
		s.mu.Lock()
		if n := s.m.Pending(); n > 2*h2OutputHigh {
			t.Errorf("%d octets wait for a peer that does not read", n)
		}
		s.mu.Unlock()
		if n, _ := s.Idle(); n < 98 {
			t.Errorf("%d streams wait", n)
		}
		s.Close()
		<-ended
		far.Close()
	})
}
