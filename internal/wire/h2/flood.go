package h2

import "time"

// bucket is a token bucket that is refilled by time and by good behaviour.
type bucket struct {
	size   int
	rate   int // a second
	tokens int
	last   time.Time
}

func newBucket(size, rate int) bucket { return bucket{size: size, rate: rate, tokens: size} }

// take removes n tokens and reports whether there were as many.
func (b *bucket) take(now time.Time, n int) bool {
	if b.last.IsZero() {
		b.last = now
	}
	if b.tokens < n {
		since := min(now.Sub(b.last), time.Hour)
		if more := int(since.Seconds() * float64(b.rate)); more > 0 {
			b.last = now
			b.refund(more)
		}
	}
	if b.tokens < n {
		return false
	}
	b.tokens -= n
	return true
}

// refund adds n tokens.
func (b *bucket) refund(n int) { b.tokens = min(b.tokens+n, b.size) }
