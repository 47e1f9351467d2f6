package filter

// probe is one place that a condition looks at, and what it wants there. It
// has a column (with text, or a set of numbers), or looks at the details.
type probe struct {
	phase  Phase // from when on the answer stays
	column Column
	text   func(string) bool
	set    interval
	detail func(Details) bool
	parts  Part  // what detail reads
	needs  Plan  // what has to hold in the texts when the probe does
	keys   []Key // of which one has to hold when the probe does, as far as an index can find them
	loose  bool  // needs is enough of a plan, if there is any: the column is large
}

// holds asks the subject as it is now.
func (p *probe) holds(s Subject) bool {
	if p.column == 0 {
		d := s.Details()
		return d != nil && p.detail(d)
	}
	if p.text != nil {
		return p.text(s.Text(p.column))
	}
	n, ok := s.Number(p.column)
	return ok && p.set.lo <= n && n <= p.set.hi
}

// cost is the rank by which conditions are asked: columns first.
func (p *probe) cost() int {
	switch {
	case p.column != 0 && p.text == nil:
		return 0
	case p.column != 0:
		return 1
	case p.parts&^(heads|InTLS) == 0:
		return 2
	}
	return 3
}
