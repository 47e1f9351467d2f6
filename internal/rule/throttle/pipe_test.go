package throttle

import (
	"math"
	"testing"
	"time"
)

func TestPipe(t *testing.T) {
	t0 := time.Unix(1e9, 0)
	after := func(d time.Duration) time.Time { return t0.Add(d) }
	p := &pipe{rate: 1000, weather: weather{stable: 1}, start: t0}
	for i, c := range []struct {
		at   time.Duration
		n    int
		want time.Duration
	}{
		{0, 500, 500 * time.Millisecond},
		{0, 250, 750 * time.Millisecond}, // after the one before
		{700 * time.Millisecond, 250, time.Second},
		{5 * time.Second, 1, 5001 * time.Millisecond}, // the pipe was empty
		{5 * time.Second, 0, 5001 * time.Millisecond},
	} {
		if got := p.take(after(c.at), c.n); !got.Equal(after(c.want)) {
			t.Errorf("%d: through after %v, want %v", i, got.Sub(t0), c.want)
		}
	}
	p.drop(after(5 * time.Second))
	if got := p.take(after(5*time.Second), 1000); !got.Equal(after(6 * time.Second)) {
		t.Errorf("what was dropped still takes time: %v", got.Sub(t0))
	}
}

// However the octets are cut, they are through at the same time, bad periods included.
func TestPipeAddsUp(t *testing.T) {
	t0 := time.Unix(1e9, 0)
	w := weather{stable: 0.5, from: 0.01, to: 0.5, period: time.Second, seed: 3}
	one, many := &pipe{rate: 1000, weather: w, start: t0}, &pipe{rate: 1000, weather: w, start: t0}
	want := one.take(t0, 100_000)
	var got time.Time
	for range 1000 {
		got = many.take(t0, 100)
	}
	if d := got.Sub(want).Abs(); d > time.Microsecond {
		t.Errorf("%v apart", d)
	}
}

func TestWeather(t *testing.T) {
	w := weather{stable: 0.8, from: 0.1, to: 0.5, period: time.Second, seed: 1}
	bad, sum := 0, 0.0
	const periods = 20_000
	for i := range periods {
		q, until := w.at(time.Duration(i)*time.Second + time.Second/2)
		if until != time.Duration(i+1)*time.Second {
			t.Fatal(until)
		}
		if q < 1 {
			bad++
			sum += q
			if q < 0.1 || q > 0.5 {
				t.Fatal(q)
			}
		}
	}
	if share := float64(bad) / periods; math.Abs(share-0.2) > 0.01 {
		t.Errorf("%.3f of the time is bad, want 0.2", share)
	}
	if mean := sum / float64(bad); math.Abs(mean-0.3) > 0.01 {
		t.Errorf("quality is %.3f, want 0.3", mean)
	}
}

func TestPortion(t *testing.T) {
	for _, c := range []struct {
		rate float64
		mtu  int
		want int
	}{
		{8000, 0, 160},           // 64 kbit/s: 20 ms
		{1000, 0, 128},           // no less
		{12.5e6, 0, 16 << 10},    // 100 Mbit/s: no more
		{125e6, 0, 125_000},      // 1 Gbit/s: a tick
		{8000, 1500, 1500},       // as asked
		{12.5e6, 1500, 9 * 1500}, // as many as pass in a tick
		{8000, 1, 8},
	} {
		if got := (&pipe{rate: c.rate, mtu: c.mtu}).portion(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
