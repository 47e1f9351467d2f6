//go:build !race

// Under the race detector a sync.Pool, as package regexp has them, forgets what
// it is given now and then.

package filter

import "testing"

// TestSummaryFiltersAllocateNothing holds for every filter that needs no more
// than the summary.
func TestSummaryFiltersAllocateNothing(t *testing.T) {
	s := benchSubject()
	for _, text := range append(simple, "url:~a.p", "fault:upstream time:<5m id:5..20", `rule:"x" comment:y color:red`, "proto:h2 verdict:bypass ja4:t13*") {
		f := mustCompile(t, text)
		if f.Needs() != 0 {
			t.Errorf("%s needs %#x", text, f.Needs())
		}
		if n := testing.AllocsPerRun(100, func() { f.Match(s); f.Decide(s) }); n != 0 {
			t.Errorf("%s allocates %v times", text, n)
		}
	}
}
