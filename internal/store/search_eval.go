package store

import (
	"rockxy/internal/filter"
	"rockxy/internal/store/column"
)

// eval returns the entries of a block for which a plan may hold.
func (v *blockView) eval(p *filter.Plan, n *needles) (column.Set, error) {
	switch p.Op {
	case filter.PlanAnd:
		return v.evalAnd(p, n)
	case filter.PlanOr:
		s := column.NewSet(v.entries)
		for i := range p.Kids {
			k, err := v.eval(&p.Kids[i], n)
			if err != nil {
				return nil, err
			}
			s.Or(k)
		}
		return s, nil
	case filter.PlanCond:
		return v.cond(&p.Cond)
	case filter.PlanNeedle:
		return v.needle(p.Needle.Text, n)
	}
	return column.All(v.entries), nil
}

// evalAnd asks what costs less first, and stops when nothing is left.
func (v *blockView) evalAnd(p *filter.Plan, n *needles) (column.Set, error) {
	s := column.All(v.entries)
	for round := range 3 {
		for i := range p.Kids {
			k := &p.Kids[i]
			if costRound(k) != round {
				continue
			}
			if s.Empty() {
				return s, nil
			}
			part, err := v.eval(k, n)
			if err != nil {
				return nil, err
			}
			s.And(part)
		}
	}
	return s, nil
}

// costRound tells small columns and needles from what has a column of its own
// for nearly every entry.
func costRound(p *filter.Plan) int {
	switch {
	case p.Op == filter.PlanAnd || p.Op == filter.PlanOr:
		return 1
	case p.Op == filter.PlanCond && p.Cond.Column == filter.URL:
		return 2
	}
	return 0
}

func (v *blockView) cond(c *filter.Condition) (column.Set, error) {
	if c.Column.IsText() {
		t, err := v.text(c.Column)
		if err != nil {
			return nil, err
		}
		return t.Select(c.Text), nil
	}
	n, err := v.number(uint8(c.Column))
	if err != nil {
		return nil, err
	}
	if lo, hi := c.Range(); !c.Not {
		if lowest, greatest, some := n.Range(); !some || greatest < lo || lowest > hi {
			return column.NewSet(v.entries), nil
		}
	}
	return n.Select(c.Number), nil
}

func (v *blockView) needle(text string, n *needles) (column.Set, error) {
	s, err := v.uncovered(n.covered)
	if err != nil {
		return nil, err
	}
	if s == nil {
		s = column.NewSet(v.entries)
	}
	found := n.found[text]
	if found[v.first>>12] == nil && found[v.last>>12] == nil && v.first>>12+1 >= v.last>>12 {
		return s, nil
	}
	for i := range v.entries {
		if found.has(v.id(i)) {
			s.Add(i)
		}
	}
	return s, nil
}

// blockSubject is an entry of a block as a filter sees it that needs no
// details.
type blockSubject struct {
	v   *blockView
	i   int
	err error
}

func (s *blockSubject) Text(c filter.Column) string {
	t, err := s.v.text(c)
	if err != nil {
		s.err = err
		return ""
	}
	return t.At(s.i)
}

func (s *blockSubject) Number(c filter.Column) (int64, bool) {
	n, err := s.v.number(uint8(c))
	if err != nil {
		s.err = err
		return 0, false
	}
	return n.At(s.i)
}

func (s *blockSubject) Phase() filter.Phase     { return filter.AtEnd }
func (s *blockSubject) Details() filter.Details { return nil }
