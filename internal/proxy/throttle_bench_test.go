package proxy

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"rockxy/internal/rule/throttle"
	"rockxy/internal/testkit"
)

// BenchmarkThrottle measures what clients get through a throttling rule, on the
// real clock and over real connections with TLS on both sides: how far the rate is
// from the one asked for, in per cent; how much of the whole time the first of the
// bodies took, of which all are alike; and, of answers that are short, so that the origin
// is not busy with bodies, how much later than without the rule their heads are, less the
// latency, in milliseconds, in the middle and of the last. An operation is three
// seconds of traffic.
func BenchmarkThrottle(b *testing.B) {
	for _, rate := range []int64{64e3, 780e3, 10e6, 100e6} {
		for _, way := range []struct {
			name    string
			streams int
			h2, up  bool
		}{{"1", 1, false, false}, {"50connections", 50, false, false}, {"50streams", 50, true, false}, {"upload", 1, true, true}} {
			b.Run(fmt.Sprintf("%dkbit/%s", rate/1000, way.name), func(b *testing.B) {
				t := newThrottled(b, rate, way.h2)
				if b.ResetTimer(); way.up {
					t.upload(b)
				} else {
					t.download(b, way.streams)
				}
			})
		}
	}
}

const benchLatency = 100 * time.Millisecond

// throttled is a client behind a proxy with a rule.
type throttled struct {
	rate   int64
	rule   *throttle.Action
	url    string
	client *http.Client
}

func newThrottled(b *testing.B, rate int64, h2 bool) *throttled {
	o := testkit.NewOrigin(b, testkit.Options{})
	a := throttle.New(throttle.Profile{Down: rate, Up: rate, Latency: benchLatency})
	r := newRig(b, withRules(b, "", a), o.CA)
	c := r.client()
	tr := c.Transport.(*http.Transport)
	tr.Protocols, tr.MaxIdleConnsPerHost = &http.Protocols{}, 100
	tr.Protocols.SetHTTP1(!h2)
	tr.Protocols.SetHTTP2(h2)
	return &throttled{rate, a, proxied(o.Port()), c}
}

// get returns when the head was there and when the body was.
func (t *throttled) get(b *testing.B, octets int) (head, end time.Time) {
	resp, err := t.client.Get(fmt.Sprintf("%s/bytes/%d", t.url, octets))
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	head = time.Now()
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != int64(octets) {
		b.Errorf("%d octets, %v", n, err)
	}
	return head, time.Now()
}

func (t *throttled) download(b *testing.B, streams int) {
	each := int(3*t.rate/8) / streams
	t.rule.Switch(false)
	bare, _ := t.round(b, streams, 10)
	for range 5 { // the first ones make connections
		if again, _ := t.round(b, streams, 10); again[streams/2] < bare[streams/2] {
			bare = again
		}
	}
	t.rule.Switch(true)
	for b.Loop() {
		heads, _ := t.round(b, streams, 10)
		_, ends := t.round(b, streams, each)
		took := ends[streams-1] - benchLatency
		t.report(b, each*streams, took)
		late := func(i int) float64 { return float64(heads[i]-bare[i]-benchLatency) / 1e6 }
		b.ReportMetric(late(streams/2), "ms-late")
		b.ReportMetric(late(streams-1), "ms-last")
		b.ReportMetric(100*(ends[0]-benchLatency).Seconds()/took.Seconds(), "%first")
	}
}

// round gets some bodies at once, and returns when their heads and their ends were
// there, the earliest first.
func (t *throttled) round(b *testing.B, streams, octets int) (heads, ends []time.Duration) {
	heads, ends = make([]time.Duration, streams), make([]time.Duration, streams)
	start := time.Now()
	var all sync.WaitGroup
	for i := range streams {
		all.Go(func() {
			head, end := t.get(b, octets)
			heads[i], ends[i] = head.Sub(start), end.Sub(start)
		})
	}
	all.Wait()
	slices.Sort(heads)
	slices.Sort(ends)
	return heads, ends
}

func (t *throttled) upload(b *testing.B) {
	octets := int(3 * t.rate / 8)
	for b.Loop() {
		t.get(b, 10)
		start := time.Now()
		resp, err := t.client.Post(t.url+"/upload", "", io.LimitReader(zeros{}, int64(octets)))
		if err != nil {
			b.Fatal(err)
		}
		resp.Body.Close()
		t.report(b, octets, time.Since(start)-benchLatency)
	}
}

func (t *throttled) report(b *testing.B, octets int, took time.Duration) {
	b.ReportMetric(100*(float64(octets*8)/took.Seconds()/float64(t.rate)-1), "%off")
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
