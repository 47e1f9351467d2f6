package throttle

import (
	"errors"
	"math"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// happening is what a fate did, by the octet.
type happening struct {
	At     int64
	Stalls []time.Duration
	End    string
}

// live lets n octets go by in pieces.
func live(f *fate, n, piece int) (all []happening) {
	for left := n; left > 0; {
		k := min(piece, left)
		if f.clip(k) < k {
			return append(all, happening{At: f.fails, End: "fails"})
		}
		at := f.loses
		stalls, lost := f.pass(k)
		if len(stalls) > 0 {
			all = append(all, happening{At: at, Stalls: stalls})
		}
		if lost {
			return append(all, happening{At: at, End: "lost"})
		}
		left -= k
	}
	return all
}

// The same seed is the same run, however the octets come; another is another.
func TestFateIsKnown(t *testing.T) {
	p := Profile{Loss: 0.02, Reliability: 0.95, Latency: 50 * time.Millisecond, Jitter: 20 * time.Millisecond, Seed: 42}.withDefaults()
	for n := range uint64(50) {
		a, b := newFate(&p, flow.Response, n), newFate(&p, flow.Response, n)
		if a.latency != b.latency || a.fails != b.fails {
			t.Fatalf("flow %d: %+v, %+v", n, a, b)
		}
		one, hundred := live(a, 100_000, 1), live(b, 100_000, 100)
		if !reflect.DeepEqual(one, hundred) {
			t.Fatalf("flow %d: by the octet %v, by the hundred %v", n, one, hundred)
		}
	}
	q := p
	q.Seed = 43
	if reflect.DeepEqual(live(newFate(&p, 1, 1), 1e6, 1000), live(newFate(&q, 1, 1), 1e6, 1000)) {
		t.Error("two seeds, one run")
	}
}

// A message of 10 KiB gets through as often as reliability says, one of 20 KiB
// with its square.
func TestReliability(t *testing.T) {
	p := Profile{Reliability: 0.9}.withDefaults()
	const flows = 20_000
	for _, kib := range []int{1, 10, 20, 100} {
		through := 0
		for n := range uint64(flows) {
			if f := newFate(&p, flow.Response, n); f.clip(kib<<10) == kib<<10 {
				through++
			}
		}
		got, want := float64(through)/flows, math.Pow(0.9, float64(kib)/10)
		if math.Abs(got-want) > 0.015 {
			t.Errorf("%d KiB: %.3f get through, want %.3f", kib, got, want)
		}
	}
}

func TestLoss(t *testing.T) {
	for _, loss := range []float64{0.001, 0.05, 0.3} {
		p := Profile{Loss: loss, MTU: 1000, Latency: time.Second}.withDefaults()
		lost, packets := 0, 0
		for n := range uint64(200) {
			for _, h := range live(newFate(&p, flow.Response, n), 1e6, 1000) {
				if lost++; h.End == "" && h.Stalls[0] != time.Second {
					t.Fatalf("%+v", h)
				}
				for i, d := range h.Stalls {
					if d != time.Second<<i {
						t.Fatalf("timeouts do not double: %v", h.Stalls)
					}
				}
				if h.End != "" {
					lost--
					packets -= int(1e6-h.At) / 1000
				}
			}
			packets += 1000
		}
		if got := float64(lost) / float64(packets); math.Abs(got-loss) > 0.1*loss {
			t.Errorf("%.4f of the packets were lost, want %.4f", got, loss)
		}
	}
	p := Profile{Loss: 1}.withDefaults()
	if got := live(newFate(&p, flow.Request, 1), 10, 10); len(got) != 2 || got[1].End != "lost" || len(got[0].Stalls) != most-1 {
		t.Errorf("all lost: %+v", got)
	}
}

func TestJitter(t *testing.T) {
	p := Profile{Latency: 100 * time.Millisecond, Jitter: 40 * time.Millisecond}.withDefaults()
	least, highest, sum := time.Hour, time.Duration(0), time.Duration(0)
	for n := range uint64(5000) {
		d := newFate(&p, flow.Response, n).latency
		least, highest, sum = min(least, d), max(highest, d), sum+d
	}
	if mean := sum / 5000; least < 60*time.Millisecond || highest > 140*time.Millisecond || highest-least < 79*time.Millisecond ||
		(mean-100*time.Millisecond).Abs() > 2*time.Millisecond {
		t.Errorf("from %v to %v, %v in the middle", least, highest, mean)
	}
}

// What fails is a reset, and what came before it has arrived.
func TestFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 8e6, Reliability: 0.01})
		b := on(l, &much{left: 10 << 20, piece: 32 << 10})
		fails := b.fate.fails
		n, err := drain(t.Context(), b)
		var cut *rule.Cut
		if !errors.As(err, &cut) || cut.How != rule.CutReset || int64(n) != fails {
			t.Errorf("%d octets of %d, %v", n, fails, err)
		}
	})
}

// A stall takes the timeout, and the packet its time once more.
func TestStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(Profile{Down: 80e3, MTU: 1000, Loss: 1e-9, Latency: 300 * time.Millisecond})
		b := on(l, &much{left: 3000, piece: 3000})
		b.fate.loses = 1500
		start := time.Now()
		if _, err := drain(t.Context(), b); err != nil || time.Since(start) != 700*time.Millisecond {
			t.Errorf("took %v, %v; want 4 × 100 ms and 300 ms", time.Since(start), err)
		}
	})
}
