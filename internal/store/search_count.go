package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"rockxy/internal/filter"
	"rockxy/internal/store/column"
)

// exact reports whether blocks alone say which entries the query selects.
func (s *search) exact() bool {
	return s.q.Match == nil && (s.q.Filter == nil || !s.details && allConditions(&s.plan))
}

// allConditions reports whether a plan is conditions on columns, which are
// exact, and nothing else.
func allConditions(p *filter.Plan) bool {
	for i := range p.Kids {
		if !allConditions(&p.Kids[i]) {
			return false
		}
	}
	return p.Op != filter.PlanTrue && p.Op != filter.PlanNeedle
}

// selected calls block with the entries of each block that the query selects,
// and row with those that are not looked at in a block.
func (s *search) selected(ctx context.Context, block func(*blockView, column.Set) error, row func(*hit) error) error {
	return s.each(ctx, func(st *stretch) error {
		if st.view == nil {
			return s.rowsEach(ctx, st, row)
		}
		for _, id := range st.rowIDs(s) {
			if i, ok := st.view.ids.Find(int64(id)); ok {
				st.hits.Remove(i)
			}
			if err := s.one(ctx, id, row); err != nil {
				return err
			}
		}
		if s.details || s.q.Match != nil {
			if err := s.verify(ctx, st); err != nil {
				return err
			}
		}
		return block(st.view, st.hits)
	})
}

// verifyHere removes candidates that the filter does not match, by the columns
// of their block.
func (s *search) verifyHere(st *stretch) error {
	if s.q.Filter == nil {
		return nil
	}
	for i := range st.hits.Each {
		sub := &blockSubject{v: st.view, i: i}
		if !s.q.Filter.Match(sub) {
			st.hits.Remove(i)
		}
		if sub.err != nil {
			return sub.err
		}
	}
	return nil
}

// verify removes candidates that the query does not select, by their rows.
func (s *search) verify(ctx context.Context, st *stretch) error {
	for i := range st.hits.Each {
		ok := false
		err := s.one(ctx, st.view.id(i), func(*hit) error { ok = true; return nil })
		if err != nil {
			return err
		}
		if !ok {
			st.hits.Remove(i)
		}
	}
	return nil
}

// Counted is how many entries a query selects, see Result for Unsearched.
type Counted struct {
	Entries    int
	Unsearched int
}

// Count counts what q selects; Limit and Order do not matter.
func (r *Reader) Count(ctx context.Context, q Query) (Counted, error) {
	var n Counted
	s, err := r.begin(ctx, &q)
	if err != nil {
		return n, err
	}
	defer s.end()
	err = s.selected(ctx, func(_ *blockView, hits column.Set) error {
		n.Entries += hits.Len()
		return nil
	}, func(*hit) error {
		n.Entries++
		return nil
	})
	n.Unsearched = s.unsearched
	return n, err
}

// Facet is a value of a column and how many of the entries have it.
type Facet struct {
	Value string // of a column of numbers: in decimal; empty when there is none
	Count int
}

// Facets counts the values of columns among the entries that q selects, the
// most frequent first, at most limit of each column (0: all).
func (r *Reader) Facets(ctx context.Context, q Query, columns []filter.Column, limit int) (map[filter.Column][]Facet, error) {
	counts := make(map[filter.Column]map[string]int, len(columns))
	for _, c := range columns {
		counts[c] = map[string]int{}
	}
	s, err := r.begin(ctx, &q)
	if err != nil {
		return nil, err
	}
	defer s.end()
	s.columns = columns
	err = s.selected(ctx, func(v *blockView, hits column.Set) error {
		for c, m := range counts {
			if err := v.count(c, hits, m); err != nil {
				return err
			}
		}
		return nil
	}, func(h *hit) error {
		for c, m := range counts {
			if c.IsText() {
				m[h.sum.text(c)]++
			} else {
				m[facetNumber(h.sum.number(c))]++
			}
		}
		return nil
	})
	all := make(map[filter.Column][]Facet, len(columns))
	for c, m := range counts {
		all[c] = mostFrequent(m, limit)
	}
	return all, err
}

// count adds the values of a column.
func (v *blockView) count(c filter.Column, hits column.Set, m map[string]int) error {
	if hits.Empty() {
		return nil
	}
	if c.IsText() {
		t, err := v.text(c)
		if err != nil {
			return err
		}
		n := make([]int, len(t.Values()))
		for i := range hits.Each {
			n[t.Code(i)]++
		}
		for code, k := range n {
			if k > 0 {
				m[t.Values()[code]] += k
			}
		}
		return nil
	}
	numbers, err := v.number(uint8(c))
	if err != nil {
		return err
	}
	type value struct {
		n  int64
		ok bool
	}
	n := map[value]int{}
	for i := range hits.Each {
		v, ok := numbers.At(i)
		n[value{v, ok}]++
	}
	for v, k := range n {
		m[facetNumber(v.n, v.ok)] += k
	}
	return nil
}

func facetNumber(n int64, ok bool) string {
	if !ok {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func mostFrequent(m map[string]int, limit int) []Facet {
	all := make([]Facet, 0, len(m))
	for v, n := range m {
		all = append(all, Facet{v, n})
	}
	slices.SortFunc(all, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all
}
