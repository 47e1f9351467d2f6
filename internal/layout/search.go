package layout

import (
	"context"
	"time"
	"unicode/utf8"
)

// Search is what is looked for.
type Search struct {
	Text  string
	Regex bool // Text is a regular expression (RE2)
	Case  bool // capital letters count
	From  int  // rows that are passed over
}

// Match is a place in a text. Columns and lengths are in UTF-16 code units.
type Match struct {
	Row    int // number
	Column int // from 0
	Length int // it may reach into rows that continue the line
}

// Found is what a search came to.
type Found struct {
	Matches  []Match // at most MaxMatches
	Total    int
	Next     int  // rows that were passed over or searched, when not all were; else 0
	Complete bool // there will be no more rows, and all were searched
}

// MaxMatches is how many places are told of; the others are counted.
const MaxMatches = 1000

// maxPiece is how much of one line is looked at as a whole, and pieceShared how much of it is
// looked at again with what follows, so that a match at the seam is found.
const (
	maxPiece    = 64 << 10
	pieceShared = 4 << 10
)

// finder tells of the matches in a piece of a line that begin at from or later, until yield
// returns false.
type finder func(text []byte, from int, yield func(from, to int) bool)

// searchPatience is how long a search waits for rows that are to come.
const searchPatience = time.Second

// Search goes through all rows. While there are more to come it waits for them, for some time:
// Next says where to go on. The error says why the text cannot be looked for, or is that of
// reading. When ctx ends, what was found so far is returned.
func (l *Layout) Search(ctx context.Context, q Search) (*Found, error) {
	select {
	case <-l.looked:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f, err := newFinder(q)
	if err != nil {
		return nil, err
	}
	patience, stop := context.WithTimeout(ctx, searchPatience)
	defer stop()
	if l.octets {
		return l.searchOctets(ctx, patience, q, f)
	}
	s := searching{find: f, byLine: q.Regex, found: &Found{}}
	return s.found, s.all(ctx, patience, l.sheet, q.From+1)
}

// all searches what there is, and what comes in time.
func (s *searching) all(ctx, patience context.Context, sheet *sheet, from int) error {
	st := sheet.wait(patience, func(st state) bool { return st.rows >= from })
	r, err := sheet.reader(&st, from)
	if err != nil {
		return err
	}
	for {
		if err := s.rows(ctx, r); err != nil {
			return err
		}
		s.found.Complete = st.done && ctx.Err() == nil
		if s.found.Complete || patience.Err() != nil {
			break
		}
		st = sheet.wait(patience, func(now state) bool { return now.rows > st.rows })
	}
	if s.found.Complete {
		s.piece(0)
	} else {
		s.found.Next = s.give(min(r.row, st.rows+1)) - 1
	}
	return nil
}

// searching is a search that is going on.
type searching struct {
	find   finder
	byLine bool // each line is looked at by itself, else line feeds are between them
	found  *Found

	text   []byte // of the piece
	starts []start
	line   int // the start of the line that may go on, or of what is kept of it
	passed int // octets of the piece that belong to the one before
}

// start is where a row begins in a piece.
type start struct{ at, row int }

// rows searches the rows that r has, and keeps what a line may go on with.
func (s *searching) rows(ctx context.Context, r *reader) error {
	for n := 1; r.row <= r.st.rows; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil
		}
		continued, err := r.continues()
		if err != nil {
			return err
		}
		switch {
		case continued && len(s.text) > maxPiece:
			s.piece(pieceShared)
		case continued || len(s.text) == 0:
		case s.byLine || len(s.text) > maxPiece:
			s.piece(0)
		default:
			s.text = append(s.text, '\n')
		}
		if !continued {
			s.line = len(s.starts)
		}
		s.starts = append(s.starts, start{at: len(s.text), row: r.row})
		if s.text, err = r.text(s.text, continued); err != nil {
			return err
		}
	}
	return nil
}

// give searches the lines that are whole, and returns the row that comes after them; next is
// the one that was not read.
func (s *searching) give(next int) int {
	if len(s.starts) == 0 {
		return next
	}
	line := s.starts[s.line]
	s.text = s.text[:line.at]
	s.piece(0)
	return line.row
}

// piece searches what there is, and keeps the last octets of it: what begins there is found
// with what follows.
func (s *searching) piece(keep int) {
	end := len(s.text)
	if keep > 0 {
		end = s.starts[s.rowAt(end-keep)].at
	}
	if len(s.text) > 0 {
		s.find(s.text, s.passed, func(from, to int) bool {
			if keep > 0 && from >= end {
				return false
			}
			if to > from {
				s.add(from, to)
				s.passed = to
			}
			return true
		})
	}
	if keep == 0 {
		s.text, s.starts, s.line, s.passed = s.text[:0], s.starts[:0], 0, 0
		return
	}
	s.cut(end)
}

// cut forgets the rows of a piece before one.
func (s *searching) cut(at int) {
	i := s.rowAt(at)
	s.starts = append(s.starts[:0], s.starts[i:]...)
	for i := range s.starts {
		s.starts[i].at -= at
	}
	s.line = 0
	s.passed = max(0, s.passed-at)
	s.text = append(s.text[:0], s.text[at:]...)
}

func (s *searching) rowAt(at int) int {
	i := len(s.starts) - 1
	for i > 0 && s.starts[i].at > at {
		i--
	}
	return i
}

func (s *searching) add(from, to int) {
	s.found.Total++
	if len(s.found.Matches) == MaxMatches {
		return
	}
	row := s.starts[s.rowAt(from)]
	s.found.Matches = append(s.found.Matches, Match{Row: row.row, Column: units(s.text[row.at:from]), Length: units(s.text[from:to])})
}

// units is how many UTF-16 code units a text has.
func units(text []byte) (n int) {
	for len(text) > 0 {
		c, size := rune(text[0]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(text)
		}
		if n++; c > 0xffff {
			n++
		}
		text = text[size:]
	}
	return n
}

// continues says whether the next row continues a line.
func (r *reader) continues() (bool, error) {
	for {
		if _, _, continued, err := rowHead(r.rest); err == nil {
			return continued, nil
		}
		if err := r.more(); err != nil {
			return false, err
		}
	}
}

// text appends the text of the next row, of which it is known whether it continues a line.
func (r *reader) text(dst []byte, continued bool) ([]byte, error) {
	had := len(dst)
	for {
		rest, _, _, err := rowHead(r.rest)
		for err == nil {
			var text []byte
			if rest, text, _, err = nextSpan(rest); text == nil {
				break
			}
			dst = append(dst, text...)
		}
		if err == nil {
			r.rest = rest
			r.pass(continued)
			return dst, nil
		}
		dst = dst[:had]
		if err := r.more(); err != nil {
			return dst, err
		}
	}
}
