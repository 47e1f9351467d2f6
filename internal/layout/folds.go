package layout

import (
	"encoding/binary"
)

// A fold in a file: the rows where it begins and ends (0: it is not known yet), the depth of
// the line that it begins with, and the number of the first fold behind all that are in it.
const foldSize = 16

type fold struct {
	start, end int
	depth      int
	next       int
}

func (f *fold) append(dst []byte) []byte {
	for _, n := range []int{f.start, f.end, f.depth, f.next} {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(n))
	}
	return dst
}

func readFold(b []byte) fold {
	n := func(i int) int { return int(binary.LittleEndian.Uint32(b[4*i:])) }
	return fold{n(0), n(1), n(2), n(3)}
}

// foldReader reads folds one after the other.
type foldReader struct {
	s    *sheet
	n    int // that there are
	buf  []byte
	at   int // number of the first in buf
	have int
}

func (s *sheet) folds(n int) *foldReader { return &foldReader{s: s, n: n} }

// foldChunk is how many are read at once, and foldPeek where one jumps.
const (
	foldChunk = 2048
	foldPeek  = 64
)

// get reads fold i, ok is false behind the last.
func (r *foldReader) get(i int) (f fold, ok bool) {
	if i >= r.n {
		return f, false
	}
	if i < r.at || i >= r.at+r.have {
		many := foldChunk
		if i != r.at+r.have { // a jump: the next one may be far again
			many = foldPeek
		}
		many = min(many, r.n-i)
		if cap(r.buf) < many*foldSize {
			r.buf = make([]byte, foldChunk*foldSize)
		}
		n, _ := r.s.blocks.ReadAt(r.buf[:many*foldSize], int64(i)*foldSize)
		if r.at, r.have = i, n/foldSize; r.have == 0 {
			return f, false
		}
	}
	return readFold(r.buf[(i-r.at)*foldSize:]), true
}
