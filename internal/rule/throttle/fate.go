package throttle

import (
	"math"
	"math/rand/v2"
	"time"

	"rockxy/internal/flow"
)

// fate is what becomes of the octets of one side of an exchange. It is known from
// the beginning and does not depend on the pieces in which they come.
type fate struct {
	rng     *rand.Rand
	line    *Profile
	at      int64 // octets so far
	fails   int64 // where it ends
	loses   int64 // a packet is lost here
	latency time.Duration
}

// message is what reliability is said of, in octets.
const message = 10 << 10

func newFate(p *Profile, dir flow.Direction, n uint64) *fate {
	stream := uint64(upStream)
	if dir == flow.Response {
		stream = downStream
	}
	f := &fate{rng: random(p.Seed, n, stream), line: p, fails: math.MaxInt64, loses: math.MaxInt64}
	f.latency = max(0, p.Latency+time.Duration((2*f.rng.Float64()-1)*float64(p.Jitter)))
	if u := f.unit(); p.Reliability < 1 {
		f.fails = int64(message * math.Log(u) / math.Log(p.Reliability))
	}
	f.nextLoss(0)
	return f
}

// unit is more than 0 and at most 1.
func (f *fate) unit() float64 { return 1 - f.rng.Float64() }

// nextLoss draws the next packet that is lost, from an octet on.
func (f *fate) nextLoss(from int64) {
	if f.line.Loss == 0 {
		return
	}
	packets := 0.0
	if f.line.Loss < 1 {
		packets = math.Floor(math.Log(f.unit()) / math.Log1p(-f.line.Loss))
	}
	f.loses = from + int64(packets)*int64(f.line.packet())
}

// clip is how many of n octets may go on; none means that this is the end.
func (f *fate) clip(n int) int { return int(min(int64(n), f.fails-f.at)) }

// most is how often in a row a packet is lost.
const most = 6

// pass lets n octets go on, and returns which timeouts they have to wait for. If
// it is most of them, they never arrive.
func (f *fate) pass(n int) (stalls []time.Duration, lost bool) {
	f.at += int64(n)
	for f.loses < f.at {
		timeout := f.line.timeout()
		for tries := 1; ; tries++ {
			if tries == most {
				return stalls, true
			}
			stalls = append(stalls, timeout)
			timeout *= 2
			if f.rng.Float64() >= f.line.Loss {
				break
			}
		}
		f.nextLoss(f.loses + int64(f.line.packet()))
	}
	return stalls, false
}
