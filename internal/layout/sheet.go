package layout

import (
	"context"
	"errors"
	"io"
	"sort"
	"sync"
)

// sheet is the rows of a text. One goroutine writes them, any may read what there is.
type sheet struct {
	octets *spill // rows, or the octets of a body
	blocks *spill // folds

	writing struct { // the writer's
		folds int
	}

	mu      sync.Mutex
	marks   []mark
	rows    int // that can be read
	nfolds  int
	done    bool
	err     error // why there is no more
	changed chan struct{}
}

// mark is where a row begins.
type mark struct {
	row   uint32
	lines uint32 // that begin in rows before it
	folds uint32 // likewise
	off   int64
}

func newSheet(dir string) *sheet {
	return &sheet{octets: &spill{dir: dir}, blocks: &spill{dir: dir}, changed: make(chan struct{})}
}

func (s *sheet) Close() error { return errors.Join(s.octets.Close(), s.blocks.Close()) }

// foldCount is how many there are; the writer alone calls it, and the next two.
func (s *sheet) foldCount() int { return s.writing.folds }

func (s *sheet) addFold(row, depth int) int {
	f := fold{start: row, depth: depth}
	_, _ = s.blocks.Write(f.append(nil)) // a fold that is missing is not offered
	s.writing.folds++
	return s.writing.folds - 1
}

func (s *sheet) endFold(o openFold, end int) {
	f := fold{start: o.start, end: end, depth: o.depth, next: s.writing.folds}
	_ = s.blocks.patch(f.append(nil), int64(o.index)*foldSize)
}

// publish lets rows be read.
func (s *sheet) publish(rows int, marks []mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows, s.nfolds = rows, s.writing.folds
	s.marks = append(s.marks, marks...)
	s.wake()
}

// wake is called with mu held.
func (s *sheet) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// end says that there is no more.
func (s *sheet) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done, s.err = true, err
	s.wake()
}

// state is what can be read at one moment.
type state struct {
	marks  []mark
	rows   int
	folds  int
	octets int64
	done   bool
	err    error
}

func (s *sheet) state() state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return state{s.marks, s.rows, s.nfolds, s.octets.Size(), s.done, s.err}
}

// wait returns when there is enough, or no more to come, or ctx ends.
func (s *sheet) wait(ctx context.Context, enough func(state) bool) state {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		now := s.state()
		if now.done || enough(now) {
			return now
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now
		}
	}
}

// before is the last mark that is not behind a row.
func (st *state) before(row int) int {
	return max(0, sort.Search(len(st.marks), func(i int) bool { return int(st.marks[i].row) > row })-1)
}

// reader reads rows one after the other.
type reader struct {
	s    *sheet
	st   *state
	rest []byte
	next int64 // octet behind rest
	row  int   // the next one
	line int   // of the row before
}

// readChunk is how much is read at once.
const readChunk = 64 << 10

// reader begins at a row, from 1.
func (s *sheet) reader(st *state, row int) (*reader, error) {
	r := &reader{s: s, st: st}
	if len(st.marks) == 0 || row > st.rows {
		r.row = row // behind all that there are, or of none
		return r, nil
	}
	return r, r.seek(row)
}

func (r *reader) seek(row int) error {
	m := r.st.marks[r.st.before(row)]
	if r.row > row || r.row < int(m.row) {
		r.rest, r.next, r.row, r.line = r.rest[:0], m.off, int(m.row), int(m.lines)
	}
	for r.row < row {
		if err := r.skip(); err != nil {
			return err
		}
	}
	return nil
}

// more reads on.
func (r *reader) more() error {
	had := len(r.rest)
	buf := make([]byte, had+readChunk)
	copy(buf, r.rest)
	n, err := r.s.octets.ReadAt(buf[had:], r.next)
	r.next += int64(n)
	r.rest = buf[:had+n]
	if n > 0 || err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return errRow
	}
	return err
}

func (r *reader) skip() error {
	for {
		rest, continued, err := skipRow(r.rest)
		if err == nil {
			r.rest = rest
			r.pass(continued)
			return nil
		}
		if err := r.more(); err != nil {
			return err
		}
	}
}

func (r *reader) pass(continued bool) {
	if !continued {
		r.line++
	}
	r.row++
}

// read returns the next row, without its fold.
func (r *reader) read() (Row, error) {
	for {
		rest, row, err := readRow(r.rest)
		if err == nil {
			r.rest = rest
			r.pass(row.Continued)
			row.Number, row.Line = r.row-1, r.line
			return row, nil
		}
		if err := r.more(); err != nil {
			return row, err
		}
	}
}
