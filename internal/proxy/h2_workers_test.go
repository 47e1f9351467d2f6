package proxy

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"rockxy/internal/testkit"
)

func TestH2WorkersEndWithTheLastConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newH2Shared()
		for range 3 {
			var conns sync.WaitGroup
			for range 4 {
				far, near := testkit.Pipe()
				s := newH2Server(near, h2Config{Shared: shared}, nil, func(_ uint32, d downstream) { servePage(d, nil) })
				conns.Go(func() { s.Serve(context.Background()) })
				p := newH2Peer(t, far, true)
				for i := range 200 {
					p.get(uint32(2*i + 1))
				}
				for range 400 {
					p.next()
				}
				synctest.Wait()
				shared.workers.mu.Lock()
				if n := len(shared.workers.idle); n == 0 || n > h2idleWorkers {
					t.Errorf("%d idle workers", n)
				}
				shared.workers.mu.Unlock()
				far.CloseWrite()
			}
			conns.Wait()
			if len(shared.workers.idle) != 0 || shared.workers.conns != 0 {
				t.Error("idle workers without a connection")
			}
		}
	})
}
