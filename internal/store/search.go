package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"slices"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store/column"
)

// Result is what a search found.
type Result struct {
	Entries []Summary
	// Unsearched counts entries that were not looked into because the text index
	// does not have them yet (or cannot help) and there were too many, see
	// Query.Scan.
	Unsearched int
}

// search is one run of a query. Blocks narrow it down to candidates, then each
// candidate's row is read and the filter asked.
type search struct {
	r       *Reader
	q       *Query
	plan    filter.Plan
	needles *needles
	details bool            // the filter may ask for more than the summary
	firsts  []uint64        // the blocks, in the order of the query
	columns []filter.Column // to be read of each block
	byRow   bool            // blocks would not help
	tail    *tail           // what the index does not have yet
	x       *index

	scanned, unsearched int
}

// hit is an entry that a query selects.
type hit struct {
	sum Summary
	at  place
}

// begin prepares a search; end has to be called.
func (r *Reader) begin(ctx context.Context, q *Query) (*search, error) {
	return r.beginWith(ctx, q, r.lookUp)
}

// beginWith does so with what lookUp says that the text index knows.
func (r *Reader) beginWith(ctx context.Context, q *Query, lookUp func(*filter.Plan) (*needles, error)) (*search, error) {
	s := &search{r: r, q: q, needles: &needles{}}
	if q.From != nil && q.Order == ByNumber {
		q.goOn()
	}
	if q.Filter != nil {
		s.plan, s.details = q.Filter.Plan(), q.Filter.Needs() != 0
	}
	var err error
	if s.needles, err = lookUp(&s.plan); err != nil {
		return nil, err
	}
	if s.tail, err = r.tail(ctx); err != nil {
		return nil, err
	}
	s.x, err = r.raw.take()
	return s, err
}

func (s *search) end() { s.r.raw.give(s.x) }

// stretch is a run of numbers that is looked at at once: a block and what has
// changed in it, or what has no block.
type stretch struct {
	from, to uint64 // both included
	view     *blockView
	hits     column.Set // candidates of view
}

// each calls yield with each stretch in the order of numbers, until it returns
// an error.
func (s *search) each(ctx context.Context, yield func(*stretch) error) error {
	through := uint64(0)
	if s.r.blocks && !s.byRow {
		var err error
		if through, err = s.listBlocks(); err != nil {
			return err
		}
	}
	rest := &stretch{from: through + 1, to: 1<<63 - 1}
	if !s.q.Oldest && (s.q.Before == 0 || uint64(s.q.Before) > rest.from) {
		if err := yield(rest); err != nil {
			return err
		}
	}
	if through > 0 {
		if err := s.eachBlock(ctx, yield); err != nil {
			return err
		}
	}
	if s.q.Oldest && (s.q.Before == 0 || uint64(s.q.Before) > rest.from) {
		return yield(rest)
	}
	return nil
}

// evaluate finds the candidates of a block. Several blocks may be evaluated at
// the same time.
func (s *search) evaluate(st *stretch) (err error) {
	v := st.view
	if st.hits, err = v.eval(&s.plan, s.needles); err != nil {
		return err
	}
	st.hits.And(v.there)
	for c, want := range map[filter.Column]string{filter.Host: s.q.Host, filter.Kind: string(s.q.Kind)} {
		if want == "" || st.hits.Empty() {
			continue
		}
		t, err := v.text(c)
		if err != nil {
			return err
		}
		st.hits.And(t.Select(func(have string) bool { return have == want }))
	}
	if s.q.Before != 0 || s.q.After != 0 {
		st.hits.And(v.ids.Select(func(id int64, _ bool) bool { return s.q.within(uint64(id)) }))
	}
	if !s.exact() && !s.details && s.q.Match == nil {
		if err := s.verifyHere(st); err != nil {
			return err
		}
	}
	return s.preload(st)
}

// preload reads columns that are wanted after the view has ended, of blocks with candidates.
func (s *search) preload(st *stretch) (err error) {
	if st.hits.Empty() {
		return nil
	}
	for _, c := range s.columns {
		if c.IsText() {
			_, err = st.view.text(c)
		} else {
			_, err = st.view.number(uint8(c))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rowIDs are the numbers of a stretch that have to be looked at by row whatever
// the block says, ascending.
func (st *stretch) rowIDs(s *search) []uint64 {
	var ids []uint64
	for _, id := range st.view.changed {
		if s.q.within(id) {
			ids = append(ids, id)
		}
	}
	from, _ := slices.BinarySearchFunc(s.tail.rows, st.from, func(r row, id uint64) int { return cmp.Compare(r.id, id) })
	for _, r := range s.tail.rows[from:] {
		if r.id > st.to {
			break
		}
		if s.q.within(r.id) {
			ids = append(ids, r.id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// row returns an entry as it is now, nil when it is gone.
func (s *search) row(id uint64) (*hit, error) {
	if s.tail.deleted(id) {
		return nil, nil
	}
	h := &hit{}
	var data []byte
	err := s.x.query("SELECT seg, off, len, summary FROM entry WHERE id = ?", []driver.Value{int64(id)}, func(v []driver.Value) error {
		seg, _ := v[0].(int64)
		off, _ := v[1].(int64)
		n, _ := v[2].(int64)
		h.at = place{uint32(seg), off, n}
		b, _ := v[3].([]byte)
		data = append(data, b...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r := s.tail.find(flow.ID(id)); r != nil && (h.at.none() || mark{h.at.Seg, h.at.Off}.before(mark{r.at.Seg, r.at.Off})) {
		h.at, data = r.at, s.tail.summary(r)
	}
	if h.at.none() {
		return nil, nil
	}
	return h, decodeSummary(data, &h.sum)
}

// selects asks the query about an entry, the filter included.
func (s *search) selects(h *hit) bool {
	if !s.q.within(uint64(h.sum.ID)) || !s.q.match(&h.sum) {
		return false
	}
	if s.q.Filter == nil {
		return true
	}
	covered := len(s.needles.found) > 0 && h.sum.State != flow.Active && s.needles.covers(mark{h.at.Seg, h.at.Off})
	sub := summarySubject{Summary: &h.sum}
	if covered && !s.plan.Holds(sub, func(n filter.Needle) bool { return s.needles.found[n.Text].has(uint64(h.sum.ID)) }) {
		return false
	}
	left := false
	sub.details = func() filter.Details {
		if !covered {
			if s.scanned >= s.q.scan() {
				left = true
				return nil
			}
			s.scanned++
		}
		d := s.r.details(h.at)
		sub.details = func() filter.Details { return d }
		return d
	}
	ok := s.q.Filter.Match(&sub)
	if left {
		s.unsearched++
		return false
	}
	return ok
}

// rowsEach looks at a stretch without a block, row by row.
func (s *search) rowsEach(ctx context.Context, st *stretch, yield func(*hit) error) error {
	return s.rowsIn(ctx, st, func(h *hit) error {
		if !s.selects(h) {
			return nil
		}
		return yield(h)
	})
}

// rowsIn calls yield with all rows of a stretch without a block.
func (s *search) rowsIn(ctx context.Context, st *stretch, yield func(*hit) error) error {
	q := Query{Oldest: s.q.Oldest, After: max(s.q.After, flow.ID(st.from-1)), Before: s.q.Before}
	if s.byRow {
		q.Limit = s.q.Limit
	}
	w := walk{q: q, c: s.tail.cursor(&q), yield: func(sum *Summary, at place) error {
		return yield(&hit{*sum, at})
	}}
	return s.r.walk(ctx, &w)
}

// byNumber calls yield with what the query selects, in the order of numbers.
func (s *search) byNumber(ctx context.Context, yield func(*hit) error) error {
	return s.each(ctx, func(st *stretch) error {
		if st.view == nil {
			return s.rowsEach(ctx, st, yield)
		}
		ids := st.rowIDs(s)
		for i := range st.hits.Each {
			ids = append(ids, st.view.id(i))
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if !s.q.Oldest {
			slices.Reverse(ids)
		}
		for _, id := range ids {
			if err := s.one(ctx, id, yield); err != nil {
				return err
			}
		}
		return nil
	})
}

// one looks at one entry.
func (s *search) one(ctx context.Context, id uint64, yield func(*hit) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	h, err := s.row(id)
	if err != nil || h == nil || !s.selects(h) {
		return err
	}
	return yield(h)
}

// Search returns the entries that q selects.
func (r *Reader) Search(ctx context.Context, q Query) (Result, error) {
	var res Result
	unsearched, err := r.each(ctx, &q, func(h *hit) error {
		res.Entries = append(res.Entries, h.sum)
		return nil
	})
	res.Unsearched = unsearched
	return res, err
}

// each runs a query to its limit.
func (r *Reader) each(ctx context.Context, q *Query, yield func(*hit) error) (unsearched int, err error) {
	s, err := r.begin(ctx, q)
	if err != nil {
		return 0, err
	}
	defer s.end()
	left := q.Limit
	limited := func(h *hit) error {
		if err := yield(h); err != nil {
			return err
		}
		if left--; left == 0 {
			return errStop
		}
		return nil
	}
	if c, sorted := q.Order.column(); sorted {
		s.columns = []filter.Column{c}
		err = s.sorted(ctx, limited)
	} else {
		s.byRow = q.plain()
		err = s.byNumber(ctx, limited)
	}
	if errors.Is(err, errStop) {
		err = nil
	}
	return s.unsearched, err
}
