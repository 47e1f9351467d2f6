package app

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestLeases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l leases
		l.wait(t.Context()) // none: at once
		a, b := l.take(), l.take()
		done := make(chan struct{})
		go func() {
			l.wait(t.Context())
			close(done)
		}()
		a()
		a() // more than once is once
		synctest.Wait()
		select {
		case <-done:
			t.Error("waited for one of two")
		default:
		}
		if n := l.count(); n != 1 {
			t.Errorf("%d leases", n)
		}
		b()
		<-done
	})
}

func TestLeasesGiveUp(t *testing.T) {
	var l leases
	l.take()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l.wait(ctx)
}
