package rewrite

import (
	bits64 "math/bits"
	"regexp/syntax"
	"unicode/utf8"
)

// pending knows, of an expression, where in a text a match may have begun that
// the text ends in the middle of. It goes through the text from its end, with the
// set of those instructions that a thread would have to wait at to survive to the end. That
// is quick for most texts: nothing that an expression is looking for ends just there.
type pending struct {
	steps  []*syntax.Inst // those that read a character
	after  []bitset       // by step: the steps that can follow
	few    [][]int        // the same where they are few, else nil
	waits  []bool         // by step: an assertion can follow, which the end of the text leaves open
	ends   []bool         // by step: a match can end after it
	empty  bool           // a match can be empty
	start  bitset         // the steps that a match begins with
	open   bool           // a match can begin with an assertion
	ascii  [utf8.RuneSelf]bitset
	behind bool // the beginning of a match looks at what is before it
}

type bitset []uint64

func (b bitset) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitset) meets(c bitset) bool {
	for i := range b {
		if b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}

// few are the members when there are at most eight, else nil.
func (b bitset) few() []int {
	all := []int{}
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			if len(all) == 8 {
				return nil
			}
			all = append(all, w*64+bits64.TrailingZeros64(word))
		}
	}
	return all
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

func newPending(prog *syntax.Prog) *pending {
	p := &pending{}
	number := map[uint32]int{} // of steps
	for pc := range prog.Inst {
		switch prog.Inst[pc].Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			number[uint32(pc)] = len(p.steps)
			p.steps = append(p.steps, &prog.Inst[pc])
		}
	}
	w := walk{prog: prog, number: number}
	var flags syntax.EmptyOp
	p.start, flags = w.from(uint32(prog.Start), p.newSet())
	p.empty = w.matched
	p.open = flags != 0
	p.behind = flags&(syntax.EmptyBeginLine|syntax.EmptyBeginText|syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0
	for _, step := range p.steps {
		next, flags := w.from(step.Out, p.newSet())
		p.after, p.few, p.waits = append(p.after, next), append(p.few, next.few()), append(p.waits, flags != 0)
		p.ends = append(p.ends, w.matched)
	}
	for c := range p.ascii {
		p.ascii[c] = p.reading(rune(c))
	}
	return p
}

func (p *pending) newSet() bitset { return make(bitset, (len(p.steps)+63)/64) }

// reading is the set of steps that read a character.
func (p *pending) reading(r rune) bitset {
	set := p.newSet()
	for i, step := range p.steps {
		if step.MatchRune(r) {
			set.set(i)
		}
	}
	return set
}

// walk follows instructions that read nothing.
type walk struct {
	prog    *syntax.Prog
	number  map[uint32]int
	matched bool // a match ended on the way
}

// from adds the steps that are reached from pc to set, and says which assertions
// are on the way. All of them are taken to hold.
func (w *walk) from(pc uint32, set bitset) (bitset, syntax.EmptyOp) {
	var flags syntax.EmptyOp
	w.matched = false
	seen := map[uint32]bool{}
	for todo := []uint32{pc}; len(todo) > 0; {
		pc, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &w.prog.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			todo = append(todo, inst.Out, inst.Arg)
		case syntax.InstEmptyWidth:
			flags |= syntax.EmptyOp(inst.Arg)
			todo = append(todo, inst.Out)
		case syntax.InstCapture, syntax.InstNop:
			todo = append(todo, inst.Out)
		case syntax.InstMatch:
			w.matched = true
		case syntax.InstFail:
		default:
			set.set(w.number[pc])
		}
	}
	return set, flags
}

// begins lists where in b matches may have begun that need to see more, in falling order,
// from the end of b back to lowest; it appends to dst. The end of b itself is always one.
func (p *pending) begins(dst []int, b []byte, lowest int) []int {
	dst = append(dst, len(b))
	edge := len(b) - incomplete(b)
	if edge < len(b) {
		dst = append(dst, edge)
	}
	return p.scan(dst, b[:edge], lowest, false)
}

// scan lists where in b threads may have begun that reach its end; ended says that those
// count that match there.
func (p *pending) scan(dst []int, b []byte, lowest int, ended bool) []int {
	edge := len(b)
	alive, was := p.newSet(), p.newSet()
	for at := edge; at > lowest; {
		r, size := utf8.DecodeLastRune(b[:at])
		at -= size
		var reads bitset
		if r < utf8.RuneSelf {
			reads = p.ascii[r]
		} else {
			reads = p.reading(r)
		}
		alive, was = was, alive
		p.back(alive, was, reads, at+size == edge, ended)
		if alive.empty() {
			break
		}
		if alive.meets(p.start) {
			dst = append(dst, at)
		}
	}
	return dst
}

// back makes alive the steps of reads that lead to one of was; at the end of the
// text, to any, or to a match if those that ended count.
func (p *pending) back(alive, was, reads bitset, atEnd, ended bool) {
	for w := range alive {
		alive[w] = 0
		for bits := reads[w]; bits != 0; bits &= bits - 1 {
			i := w*64 + bits64.TrailingZeros64(bits)
			if atEnd && (p.waits[i] || !p.after[i].empty() || ended && p.ends[i]) || !atEnd && p.leads(i, was) {
				alive[w] |= bits & -bits
			}
		}
	}
}

// leads reports whether one of a set can follow a step.
func (p *pending) leads(i int, to bitset) bool {
	if p.few[i] == nil {
		return p.after[i].meets(to)
	}
	for _, j := range p.few[i] {
		if to.has(j) {
			return true
		}
	}
	return false
}

// incomplete is how many octets at the end of b may be the beginning of a
// character.
func incomplete(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
