package app

import (
	"context"
	"testing"
	"time"
)

func TestMemoryIsGivenBackOncePerPause(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	ticks, looked, done := make(chan time.Time), make(chan uint64), make(chan struct{})
	released := 0
	go func() {
		defer close(done)
		giveBack(ctx, ticks, func() uint64 { return <-looked }, func() { released++ })
	}()
	counts := []uint64{0, 0, 5, 9, 9, 9, 10, 10, 10, 11} // two pauses after something was done
	for _, n := range counts {
		ticks <- time.Time{}
		looked <- n
	}
	cancel()
	<-done
	if released != 2 {
		t.Errorf("released %d times for %v, want 2", released, counts)
	}
}
