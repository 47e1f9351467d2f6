package app

import (
	"context"
	"runtime/debug"
	"time"
)

// quietTick is how often it is looked whether traffic has paused.
const quietTick = time.Second

// giveBack returns memory to the system whenever traffic has paused after a
// burst: the collector alone would keep the burst's garbage until the next one.
// activity counts what the engine does. It runs until ctx ends.
func giveBack(ctx context.Context, tick <-chan time.Time, activity func() uint64, release func()) {
	var last, released uint64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		now := activity()
		if now == last && now != released {
			release()
			released = now
		}
		last = now
	}
}

func (a *App) startGivingBack(ctx context.Context) {
	a.serving.Add(1)
	go func() {
		defer a.serving.Done()
		t := time.NewTicker(quietTick)
		defer t.Stop()
		pace := newCollectorPace()
		giveBack(ctx, t.C, func() uint64 { pace.adjust(); return a.engine.Activity() }, func() {
			a.store.Trim()
			debug.FreeOSMemory()
		})
	}()
}
