package throttle

import (
	"context"
	"fmt"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// wall is the clock of a synctest bubble.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

func (wall) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// much is a body of some octets in pieces of a size.
type much struct {
	left, piece int
	more        bool // all of it is there
}

func (m *much) Next(context.Context) (rule.Piece, error) {
	n := min(m.left, m.piece)
	m.left -= n
	return rule.Piece{Data: make([]byte, n), More: m.more && m.left > 0, End: m.left == 0}, nil
}

// drain reads a body to its end.
func drain(ctx context.Context, b rule.Body) (octets int, err error) {
	for {
		p, err := b.Next(ctx)
		octets += len(p.Data)
		if err != nil || p.End {
			return octets, err
		}
	}
}

// on is a body on the way down a line.
func on(l *line, from rule.Body) *paced {
	return &paced{from: from, line: l, lane: l.lanes[1], fate: newFate(&l.Profile, flow.Response, l.flows.Add(1)), clock: wall{}, name: "test"}
}

func rates() []int64 { return []int64{64e3, 780e3, 10e6, 100e6} }

// All that share a line together are as fast as it is, and each has its part.
func TestRate(t *testing.T) {
	for _, rate := range rates() {
		for _, flows := range []int{1, 50} {
			for _, piece := range []int{700, 32 << 10} {
				t.Run(fmt.Sprint(bits(float64(rate)/8), " in ", flows, " by ", piece), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { testRate(t, rate, flows, piece) })
				})
			}
		}
	}
}

// A clock that wakes late does not make the line slower.
func TestRateOfLateClock(t *testing.T) {
	for _, rate := range rates() {
		for _, flows := range []int{1, 50} {
			synctest.Test(t, func(t *testing.T) {
				l := newLine(Profile{Down: rate})
				each := int(10*rate/8) / flows
				start := time.Now()
				var all sync.WaitGroup
				for range flows {
					b := on(l, &much{left: each, piece: 32 << 10})
					b.clock = late{}
					all.Go(func() { _, _ = drain(t.Context(), b) })
				}
				all.Wait()
				if off := time.Since(start) - 10*time.Second; off.Abs() > 50*time.Millisecond {
					t.Errorf("%d bit/s, %d flows: %v off", rate, flows, off)
				}
			})
		}
	}
}

// late is a clock that wakes late.
type late struct{ wall }

func (late) Sleep(ctx context.Context, d time.Duration) error {
	return wall{}.Sleep(ctx, d+5*time.Millisecond)
}

func testRate(t *testing.T, rate int64, flows, piece int) {
	l := newLine(Profile{Down: rate})
	each := int(10*rate/8) / flows // ten seconds in all
	start := time.Now()
	first := make([]time.Duration, flows)
	var all sync.WaitGroup
	for i := range flows {
		all.Go(func() {
			if n, err := drain(t.Context(), on(l, &much{left: each, piece: piece, more: true})); n != each || err != nil {
				t.Errorf("%d octets of %d, %v", n, each, err)
			}
			first[i] = time.Since(start)
		})
	}
	all.Wait()
	took := time.Since(start).Seconds()
	want := float64(each*flows) / (float64(rate) / 8)
	if math.Abs(took-want) > 0.002 {
		t.Errorf("took %.4f s, want %.4f s", took, want)
	}
	for _, d := range first {
		if d.Seconds() < 0.9*want {
			t.Errorf("one of equals was through after %v of %v s", d, want)
		}
	}
}

// A large body does not hold up a small one.
func TestSmallBesideLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 1e6})
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 49 {
			all.Go(func() { _, _ = drain(ctx, on(l, &much{left: 100 << 20, piece: 32 << 10, more: true})) })
		}
		time.Sleep(time.Second)
		start := time.Now()
		if _, err := drain(ctx, on(l, &much{left: 1000, piece: 1000})); err != nil {
			t.Fatal(err)
		}
		if took, most := time.Since(start), 51*portionTime; took > most {
			t.Errorf("1000 octets beside 49 bodies took %v, want at most a round, %v", took, most)
		}
		cancel()
		all.Wait()
	})
}

// Many small pieces are worth as much as a few large ones.
func TestPiecesAreNotPreferred(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 8e6})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var got [2]int
		var all sync.WaitGroup
		for i, piece := range []int{100, 32 << 10} {
			all.Go(func() { got[i], _ = drain(ctx, on(l, &much{left: 100 << 20, piece: piece, more: true})) })
		}
		all.Wait()
		if ratio := float64(got[0]) / float64(got[1]); ratio < 0.95 || ratio > 1.05 {
			t.Errorf("the one with small pieces got %d octets, the other %d", got[0], got[1])
		}
	})
}

// Who leaves takes their place in the queue along.
func TestLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 64e3, MTU: 1000}) // 125 ms each
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() {
				if _, err := drain(ctx, on(l, &much{left: 5000, piece: 5000})); err != context.Canceled {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Second / 10)
		start := time.Now()
		cancel()
		all.Wait()
		if took := time.Since(start); took > 0 {
			t.Errorf("it took %v to leave", took)
		}
		if _, err := drain(t.Context(), on(l, &much{left: 1000, piece: 1000})); err != nil || time.Since(start) != 125*time.Millisecond {
			t.Errorf("the next one took %v, %v", time.Since(start), err)
		}
	})
}

// A sender that is idle saves nothing up.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 80e3, MTU: 1000})
		b := on(l, &much{left: 2000, piece: 1000})
		for range 2 {
			time.Sleep(time.Minute)
			start := time.Now()
			if _, err := b.Next(t.Context()); err != nil || time.Since(start) != 100*time.Millisecond {
				t.Errorf("took %v, %v", time.Since(start), err)
			}
		}
	})
}

func TestSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(Profile{Down: 64e3, Loss: 0.5})
		b := on(a.line, &much{left: 1 << 20, piece: 16 << 10})
		if _, err := b.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		a.Switch(false)
		start := time.Now()
		if _, err := drain(t.Context(), b); err != nil || time.Since(start) > 0 {
			t.Errorf("took %v, %v", time.Since(start), err)
		}
	})
}
