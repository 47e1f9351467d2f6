package rewrite

import (
	"fmt"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// What of replacements is kept for the trace.
const (
	maxSamples  = 20  // the first ones
	aroundMatch = 40  // octets on each side
	maxSampled  = 200 // octets of a match, and of what it became
)

// samples counts replacements and keeps the first of them.
type samples struct {
	n    int
	kept []flow.Change
}

// add tells of a replacement of b[from:to].
func (s *samples) add(b []byte, from, to int, with []byte) {
	if s.n++; len(s.kept) >= maxSamples {
		return
	}
	head, tail := b[max(0, from-aroundMatch):from], b[to:min(len(b), to+aroundMatch)]
	c := flow.Change{Cut: true}
	c.Before = excerpt(head, b[from:to], tail)
	c.After = excerpt(head, with, tail)
	s.kept = append(s.kept, c)
}

func excerpt(head, middle, tail []byte) []byte {
	out := make([]byte, 0, len(head)+len(tail)+min(len(middle), maxSampled))
	out = append(append(out, head...), middle[:min(len(middle), maxSampled)]...)
	return append(out, tail...)
}

func (s *samples) sampled() *samples { return s }

// Report implements rule.Reporter.
func (s *samples) Report() rule.Report {
	if s.n == 0 {
		return rule.Report{Why: "it was not found"}
	}
	return rule.Report{Did: "replaced " + times(s.n), Changes: s.kept}
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
