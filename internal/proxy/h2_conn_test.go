package proxy

import (
	"context"
	"testing"
	"testing/synctest"

	"golang.org/x/net/http2"

	"rockxy/internal/testkit"
)

func TestH2QueueKeepsItsOrder(t *testing.T) {
	var q h2queue
	streams := make([]*h2stream, 2000)
	for i := range streams {
		streams[i] = &h2stream{id: uint32(i)}
	}
	next, out := 0, 0
	for out < 1500 {
		for range 3 {
			if next < len(streams) {
				q.push(streams[next])
				next++
			}
		}
		if out == 700 {
			q.remove(streams[out])
			out++
		}
		if got := q.pop(); got != streams[out] {
			t.Fatalf("got %d, want %d", got.id, out)
		}
		out++
	}
	for q.len() > 0 {
		q.pop()
	}
	if q.head != 0 || len(q.items) != 0 {
		t.Errorf("%+v", q)
	}
}

// TestH2NothingIsKeptOfDeadStreams resets streams that wait for the
// connection's window, and for a writer that is stuck.
func TestH2NothingIsKeptOfDeadStreams(t *testing.T) {
	for name, window := range map[string]uint32{"starved": 0, "queued": 1 << 30} {
		bubble(t, name, func(t *testing.T) {
			far, near := testkit.PipeSize(1 << 10)
			s := newH2Server(near, h2Config{}, nil, func(_ uint32, d downstream) { servePage(d, make([]byte, 100<<10)) })
			ended := make(chan error, 1)
			go func() { ended <- s.Serve(context.Background()) }()
			p := newH2Peer(t, far, true, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 20})
			if window > 0 {
				p.fr.WriteWindowUpdate(0, window)
			}
			for i := range 50 {
				p.get(uint32(2*i + 1))
			}
			synctest.Wait()
			for i := range 50 {
				p.fr.WriteRSTStream(uint32(2*i+1), http2.ErrCodeCancel)
			}
			synctest.Wait()
			s.mu.Lock()
			if n, m, l := s.ready.len(), len(s.starved), len(s.live); n+m+l > 0 {
				t.Errorf("%d ready, %d starved, %d live", n, m, l)
			}
			s.mu.Unlock()
			s.Close()
			<-ended
			far.Close()
		})
	}
}
