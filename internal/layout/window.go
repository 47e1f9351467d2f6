package layout

import (
	"fmt"
	"strconv"
	"strings"
)

// Closed says which blocks are folded: all that begin at some depth or deeper, except
// those of the rows in Other, of which the contrary holds. The zero value is none.
type Closed struct {
	Deep  bool // From counts
	From  int
	Other map[int]bool // rows where blocks begin
}

// maxOther is how many rows a Closed may name.
const maxOther = 10_000

// ParseClosed reads "d2,17,204": what begins at depth 2 or deeper, and the block of row 17, is
// closed, or open if it is one of those.
func ParseClosed(text string) (c Closed, err error) {
	if text == "" {
		return c, nil
	}
	c.Other = map[int]bool{}
	for part := range strings.SplitSeq(text, ",") {
		number, deep := strings.CutPrefix(part, "d")
		n, err := strconv.ParseUint(number, 10, 31)
		switch {
		case err != nil || deep && c.Deep || !deep && n == 0:
			return c, fmt.Errorf("%q is no fold: d2 is all from depth 2 on, 17 the one that begins in row 17", part)
		case deep:
			c.Deep, c.From = true, int(n)
		case c.Other[int(n)]:
			delete(c.Other, int(n))
		case len(c.Other) == maxOther:
			return c, fmt.Errorf("more than %d folds are named", maxOther)
		default:
			c.Other[int(n)] = true
		}
	}
	return c, nil
}

func (c Closed) none() bool { return !c.Deep && len(c.Other) == 0 }

// has says that a block is closed. One whose end is not known yet is open.
func (c Closed) has(f fold) bool {
	if f.end <= f.start {
		return false
	}
	return (c.Deep && f.depth >= c.From) != c.Other[f.start]
}

// run is rows that follow each other and are shown.
type run struct {
	at      int // place of the first among those that are shown, from 0
	row     int // its number
	n       int
	end     int // number of the row that the last one's closed block ends with, 0 if it has none
	folding int // the first fold that may begin in the rows
}

// runs goes through the rows that are shown, from a run on.
func (s *sheet) runs(st *state, c Closed, from run, yield func(run) bool) {
	r := from
	folds := s.folds(st.folds)
	i := r.folding
	for r.row <= st.rows {
		f, ok := folds.get(i)
		switch {
		case !ok || f.start > st.rows:
			r.n, r.end = st.rows-r.row+1, 0
			yield(r)
			return
		case f.start < r.row || !c.has(f) || f.end > st.rows:
			i++
			continue
		}
		r.n, r.end = f.start-r.row+1, f.end
		if !yield(r) {
			return
		}
		i = max(f.next, i+1)
		r = run{at: r.at + r.n, row: f.end + 1, folding: i}
	}
}

// first is where runs begin.
func first() run { return run{row: 1} }

// outline knows where some runs are, so that a window is found without going through all
// that come before it.
type outline struct {
	total int
	runs  []run
}

// outlineEvery is how many runs there are between two that are kept.
const outlineEvery = 2048

func (s *sheet) outline(st *state, c Closed) *outline {
	o := &outline{}
	n := 0
	s.runs(st, c, first(), func(r run) bool {
		if n%outlineEvery == 0 {
			o.runs = append(o.runs, r)
		}
		n++
		o.total = r.at + r.n
		return true
	})
	return o
}

// near is the last run that is kept of those for which before holds; it holds for all
// runs up to one.
func (o *outline) near(before func(run) bool) run {
	at := first()
	for _, r := range o.runs {
		if !before(r) {
			break
		}
		at = run{at: r.at, row: r.row, folding: r.folding}
	}
	return at
}

// window reads n rows that are shown, the first of them at a place among these.
func (s *sheet) window(st *state, c Closed, o *outline, from, n int) ([]Row, error) {
	if c.none() {
		return s.rowsOf(st, []run{{at: from, row: from + 1, n: max(0, min(n, st.rows-from))}})
	}
	var parts []run
	s.runs(st, c, o.near(func(r run) bool { return r.at <= from }), func(r run) bool {
		if skip := from - r.at; skip > 0 {
			if skip >= r.n {
				return true
			}
			r.at, r.row, r.n = r.at+skip, r.row+skip, r.n-skip
		}
		if r.n > n {
			r.n, r.end = n, 0
		}
		parts = append(parts, r)
		n -= r.n
		return n > 0
	})
	return s.rowsOf(st, parts)
}

// place is where a row is among those that are shown, or the one that hides it.
func (s *sheet) place(st *state, c Closed, o *outline, row int) int {
	row = min(row, st.rows)
	if c.none() {
		return max(0, row-1)
	}
	at := 0
	s.runs(st, c, o.near(func(r run) bool { return r.row <= row }), func(r run) bool {
		if r.row > row {
			return false // it was in the block before
		}
		at = r.at + min(row-r.row, r.n-1)
		return true
	})
	return at
}

// rowsOf reads runs, and where the blocks end that begin in them.
func (s *sheet) rowsOf(st *state, parts []run) (rows []Row, err error) {
	r := &reader{s: s, st: st}
	folds := s.folds(st.folds)
	for _, part := range parts {
		if part.n <= 0 {
			continue
		}
		if err := r.seek(part.row); err != nil {
			return rows, err
		}
		from := len(rows)
		for range part.n {
			row, err := r.read()
			if err != nil {
				return rows, err
			}
			rows = append(rows, row)
		}
		s.ends(st, folds, rows[from:])
		if part.end > 0 {
			rows[len(rows)-1].Closed = true
		}
	}
	return rows, nil
}

// ends fills in where blocks end. The rows follow each other.
func (s *sheet) ends(st *state, folds *foldReader, rows []Row) {
	low := rows[0].Number
	for i := int(st.marks[st.before(low)].folds); ; i++ {
		f, ok := folds.get(i)
		if !ok || f.start >= low+len(rows) {
			return
		}
		if f.start >= low && f.end > f.start && f.end <= st.rows {
			rows[f.start-low].End = f.end
		}
	}
}
