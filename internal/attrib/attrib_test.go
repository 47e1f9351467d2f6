package attrib

import (
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
)

var (
	ours   = netip.MustParseAddrPort("127.0.0.1:9090")
	theirs = netip.MustParseAddrPort("127.0.0.1:40000")
)

// fake takes some time for a batch and finds the client's port as a pid.
type fake struct {
	cost    time.Duration
	worked  time.Duration
	batches []int
	closed  bool
}

func (r *fake) resolve(batch []query) []*flow.Process {
	time.Sleep(r.cost) // virtual time
	r.worked += r.cost
	r.batches = append(r.batches, len(batch))
	found := make([]*flow.Process, len(batch))
	for i, q := range batch {
		if port := q.client.Port(); port%2 == 0 {
			found[i] = &flow.Process{PID: int(port)}
		}
	}
	return found
}

func (r *fake) close() { r.closed = true }

func from(port int) netip.AddrPort { return netip.AddrPortFrom(theirs.Addr(), uint16(port)) }

func TestFindAnswersAtOnceAfterARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fake{cost: 5 * time.Millisecond}
		f := start(r)
		defer f.Close()
		for range 10 {
			began := time.Now()
			var took time.Duration
			f.Find(ours, theirs, func(p *flow.Process) { took = time.Since(began) })
			time.Sleep(time.Second)
			synctest.Wait()
			if took != r.cost {
				t.Fatalf("answered after %v", took)
			}
		}
	})
}

// TestFindUnderLoad asks all the time for a minute: the work stays within its
// share, and asking never waits.
func TestFindUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fake{cost: 10 * time.Millisecond}
		f := start(r)
		var answers atomic.Int64
		began := time.Now()
		for time.Since(began) < time.Minute {
			for port := range 100 {
				asked := time.Now()
				f.Find(ours, from(port), func(*flow.Process) { answers.Add(1) })
				if time.Since(asked) != 0 {
					t.Fatal("Find waited")
				}
			}
			time.Sleep(10 * time.Millisecond)
		}
		f.Close()
		if limit := time.Minute/share + burst + r.cost; r.worked > limit {
			t.Errorf("worked %v in a minute, more than %v", r.worked, limit)
		}
		if answers.Load() < 1000 {
			t.Errorf("only %d answers", answers.Load())
		}
	})
}

func TestFindDropsWhatIsTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fake{cost: time.Hour}
		f := start(r)
		f.Find(ours, from(2), func(*flow.Process) {})
		synctest.Wait() // the worker is busy now
		var answers atomic.Int64
		for range 2 * maxQueue {
			f.Find(ours, from(4), func(*flow.Process) { answers.Add(1) })
		}
		time.Sleep(10000 * time.Hour)
		f.Close()
		if n := answers.Load(); n != maxQueue {
			t.Errorf("%d answers, want %d", n, maxQueue)
		}
		for _, n := range r.batches {
			if n > maxBatch {
				t.Errorf("a batch of %d", n)
			}
		}
	})
}

func TestFindNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fake{}
		f := start(r)
		found := func(*flow.Process) { t.Error("found") }
		f.Find(ours, from(3), found) // the fake does not know odd ports
		f.Find(ours, netip.MustParseAddrPort("192.0.2.1:40000"), found)
		f.Find(netip.AddrPort{}, netip.AddrPort{}, found)
		synctest.Wait()
		f.Close()
		if len(r.batches) != 1 || r.batches[0] != 1 {
			t.Errorf("looked up %v", r.batches)
		}
	})
}

func TestFindUnmaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := start(&fake{})
		defer f.Close()
		found := 0
		f.Find(netip.MustParseAddrPort("[::ffff:127.0.0.1]:9090"), netip.MustParseAddrPort("[::ffff:127.0.0.1]:40000"), func(*flow.Process) { found++ })
		f.Find(netip.MustParseAddrPort("192.0.2.1:9090"), netip.MustParseAddrPort("192.0.2.1:40000"), func(*flow.Process) { found++ })
		f.Find(netip.MustParseAddrPort("[::1]:9090"), netip.MustParseAddrPort("[::1]:40000"), func(*flow.Process) { found++ })
		synctest.Wait()
		if found != 3 {
			t.Errorf("found %d of 3", found)
		}
	})
}

func TestCloseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fake{cost: time.Minute}
		f := start(r)
		answered := false
		f.Find(ours, theirs, func(*flow.Process) { answered = true })
		synctest.Wait()
		began := time.Now()
		f.Close()
		if !answered || !r.closed || time.Since(began) != time.Minute {
			t.Errorf("answered %v, closed %v, after %v", answered, r.closed, time.Since(began))
		}
		f.Close()
		for range 2 * maxQueue {
			f.Find(ours, theirs, func(*flow.Process) { t.Error("found after Close") })
		}
	})
}

func TestCloseWhileResting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := start(&fake{cost: time.Hour})
		f.Find(ours, theirs, func(*flow.Process) {})
		time.Sleep(2 * time.Hour)
		began := time.Now()
		f.Close()
		if d := time.Since(began); d != 0 {
			t.Errorf("Close took %v", d)
		}
	})
}

func TestNotAvailable(t *testing.T) {
	f := start(nil)
	f.Find(ours, theirs, func(*flow.Process) { t.Error("found") })
	f.Close()
	if f.Available() {
		t.Error("available without a resolver")
	}
}
