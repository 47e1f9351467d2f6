package throttle

import (
	"math"
	"math/rand/v2"
	"time"
)

// pipe is one direction of a line: octets take their time in it, one after the
// other. It reads no clock.
type pipe struct {
	rate    float64 // octets a second
	mtu     int
	weather weather

	start time.Time // periods of the weather are counted from here
	free  time.Time // what was taken before is through
}

// take puts n octets into the pipe that were there at a time, and returns when
// they are through.
func (p *pipe) take(at time.Time, n int) (through time.Time) {
	if at.After(p.free) {
		p.free = at
	}
	left := float64(n)
	for {
		rate := p.rate
		end := time.Duration(math.MaxInt64)
		if p.weather.stable < 1 {
			var quality float64
			quality, end = p.weather.at(p.free.Sub(p.start))
			rate *= quality
			end -= p.free.Sub(p.start)
		}
		takes := left / rate * float64(time.Second)
		if takes <= float64(end) {
			p.free = p.free.Add(time.Duration(math.Round(takes)))
			return p.free
		}
		p.free = p.free.Add(end)
		left -= end.Seconds() * rate
	}
}

// drop takes back what is not through at a time, because it does not come.
func (p *pipe) drop(now time.Time) {
	if p.free.After(now) {
		p.free = now
	}
}

const (
	portionTime  = 20 * time.Millisecond
	leastPortion = 128
	mostPortion  = 16 << 10
	tick         = time.Millisecond // the shortest wait
)

// portion is how many octets go in one turn: as many packets as there are in a
// tick, and one at least.
func (p *pipe) portion() int {
	inTick := p.rate * tick.Seconds()
	if p.mtu > 0 {
		return p.mtu * max(1, int(math.Ceil(inTick/float64(p.mtu))))
	}
	n := min(max(p.rate*portionTime.Seconds(), leastPortion), mostPortion)
	return int(math.Ceil(max(n, inTick)))
}

// weather says which periods are bad.
type weather struct {
	stable   float64
	from, to float64
	period   time.Duration
	seed     uint64
}

// at is the quality of the line at a time, and how long it stays like that: both
// since the start.
func (w *weather) at(since time.Duration) (quality float64, until time.Duration) {
	n := since / w.period
	r := random(w.seed, uint64(n), weatherStream)
	quality = 1
	if r.Float64() >= w.stable {
		quality = w.from + (w.to-w.from)*r.Float64()
	}
	return quality, (n + 1) * w.period
}

// What numbers are drawn for.
const (
	weatherStream = iota
	upStream
	downStream
)

// random is a source of numbers that depends on what it is for, and on nothing else.
func random(seed, n, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(mix(seed), mix(n)^mix(stream<<32)))
}

// mix spreads the bits of x (SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
