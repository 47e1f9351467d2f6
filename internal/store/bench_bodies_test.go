//go:build unix

package store

import (
	"encoding/binary"
	"fmt"
	"testing"

	"rockxy/internal/flow"
)

// BenchmarkBodies records bodies of several sizes that are all different, and
// such that are all the same, in pieces of 32 KiB as they are relayed.
func BenchmarkBodies(b *testing.B) {
	for _, kind := range []string{"different", "same"} {
		for _, size := range []int{32 << 10, 64 << 10, 256 << 10, 4 << 20} {
			b.Run(fmt.Sprintf("%s/%d", kind, size>>10), func(b *testing.B) {
				s := openStore(b, b.TempDir(), Options{})
				smp, body := newSample(), noise(size)
				b.SetBytes(int64(size))
				start := cpu()
				for i := 0; b.Loop(); i++ {
					if kind == "different" {
						binary.LittleEndian.PutUint64(body, uint64(i))
						body = body[:size-i%1024]
					}
					x := smp.exchange()
					t := s.Open(x)
					t.Head(flow.Request, smp.request)
					for off := 0; off < size; off += 32 << 10 {
						t.Body(flow.Response, body[off:min(off+32<<10, len(body))])
					}
					t.Done()
				}
				if err := s.Sync(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(cpu()-start)/float64(b.N)/1000, "cpu-µs/op")
				b.ReportMetric(float64(s.Status().Bytes)/float64(b.N)/1024, "KiB-disk/op")
			})
		}
	}
}
