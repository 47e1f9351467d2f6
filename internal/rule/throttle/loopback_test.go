package throttle

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"rockxy/internal/rule"
)

// BenchmarkLoopback measures what comes out of a real connection on the real
// clock: how far the rate is from the one asked for, in per cent, and how fair it
// was to the slowest. An operation is three seconds of traffic.
func BenchmarkLoopback(b *testing.B) {
	for _, rate := range rates() {
		for _, flows := range []int{1, 50} {
			b.Run(fmt.Sprintf("%dkbit/%d", rate/1000, flows), func(b *testing.B) {
				for b.Loop() {
					benchLoopback(b, rate, flows)
				}
			})
		}
	}
}

func benchLoopback(b *testing.B, rate int64, flows int) {
	l := newLine(Profile{Down: rate})
	each := int(3*rate/8) / flows
	ends := make([]time.Duration, flows)
	start := time.Now()
	var all sync.WaitGroup
	for i := range flows {
		near, far := connection(b)
		all.Go(func() {
			defer near.Close()
			body := on(l, &much{left: each, piece: 16 << 10, more: true})
			for {
				p, err := body.Next(context.Background())
				if err != nil {
					b.Error(err)
				}
				if _, err := near.Write(p.Data); err != nil || p.End {
					return
				}
			}
		})
		all.Go(func() {
			defer far.Close()
			if n, err := io.Copy(io.Discard, far); err != nil || n != int64(each) {
				b.Errorf("%d octets, %v", n, err)
			}
			ends[i] = time.Since(start)
		})
	}
	all.Wait()
	took := time.Since(start)
	got := float64(each*flows*8) / took.Seconds()
	b.ReportMetric(100*(got/float64(rate)-1), "%off")
	first := took
	for _, d := range ends {
		first = min(first, d)
	}
	b.ReportMetric(100*first.Seconds()/took.Seconds(), "%first")
}

// connection is both ends of one over the loopback interface.
func connection(b *testing.B) (near, far net.Conn) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	if far, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		b.Fatal(err)
	}
	if near, err = ln.Accept(); err != nil {
		b.Fatal(err)
	}
	return near, far
}

// BenchmarkPortion is what it costs to pass a portion on that has not to wait.
func BenchmarkPortion(b *testing.B) {
	l := newLine(Profile{Down: 1e12, Loss: 1e-12, Reliability: 0.999999999999})
	p := on(l, endless(make([]byte, 16<<10)))
	b.ReportAllocs()
	b.SetBytes(16 << 10)
	for b.Loop() {
		if _, err := p.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// endless is a body that is always there.
type endless []byte

func (e endless) Next(context.Context) (rule.Piece, error) { return rule.Piece{Data: e}, nil }
