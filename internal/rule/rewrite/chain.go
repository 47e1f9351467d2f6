package rewrite

import "rockxy/internal/rule"

// chain is stages that follow each other, as one.
type chain struct {
	stages []rule.Stage
	bufs   [2][]byte
}

func (c *chain) Write(dst, p []byte, end bool) ([]byte, error) {
	for i, s := range c.stages {
		if i == len(c.stages)-1 {
			return s.Write(dst, p, end)
		}
		buf, err := s.Write(c.bufs[i&1][:0], p, end)
		if err != nil {
			return append(dst, buf...), err
		}
		c.bufs[i&1], p = buf, buf
	}
	return append(dst, p...), nil
}

// Report adds up what the stages did.
func (c *chain) Report() rule.Report {
	n := 0
	var all rule.Report
	for _, s := range c.stages {
		r := s.(interface{ sampled() *samples }).sampled()
		n += r.n
		all.Changes = append(all.Changes, r.kept[:min(len(r.kept), maxSamples-len(all.Changes))]...)
	}
	total := (&samples{n: n}).Report()
	all.Did, all.Why = total.Did, total.Why
	return all
}
