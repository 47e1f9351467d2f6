package rewrite

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// skim goes over a text quickly to say where a match could be at all: the states of a
// deterministic automaton, made as they are needed, in which every assertion holds. What it finds is for
// the expression to judge. It belongs to one body.
type skim struct {
	p      *pending
	states map[string]*skimState
	resets int
	begins []int
}

type skimState struct {
	next [utf8.RuneSelf]*skimState
	wide map[rune]*skimState // next of some other characters
	set  bitset              // the steps that threads wait at
	ends bool                // a match may end here
}

// remember keeps the state after a character. Those of one text are few.
func (s *skimState) remember(r rune, next *skimState) {
	if len(s.wide) >= maxWide || s.wide == nil {
		s.wide = map[rune]*skimState{}
	}
	s.wide[r] = next
}

// Limits of what is kept, and of how often it is thrown away for nothing.
const (
	maxSteps  = 256 // of an expression
	maxStates = 128
	maxWide   = 64 // of a state
	maxResets = 64
)

// skimmer returns one, or nil for an expression that it would not speed up: one that
// begins with a fixed text is quick by itself, one that matches nothing at all does so everywhere,
// and the states of a large one are large.
func (x *expression) skimmer() *skim {
	if prefix, _ := x.re.LiteralPrefix(); prefix != "" || x.pending.empty || len(x.pending.steps) > maxSteps {
		return nil
	}
	return &skim{p: x.pending}
}

// first is the first place in b[from:] at which a match may begin, len(b) for none.
func (s *skim) first(b []byte, from int) int {
	if s == nil || s.resets > maxResets {
		return from
	}
	state := s.state(s.p.start, false)
	for i := from; i < len(b); {
		c, size := b[i], 1
		var next *skimState
		if c < utf8.RuneSelf {
			if next = state.next[c]; next == nil {
				next = s.step(state, s.p.ascii[c])
				state.next[c] = next
			}
		} else {
			var r rune
			r, size = utf8.DecodeRune(b[i:])
			if next = state.wide[r]; next == nil {
				next = s.step(state, s.p.reading(r))
				state.remember(r, next)
			}
		}
		if i += size; next.ends {
			s.begins = s.p.scan(s.begins[:0], b[:i], from, true)
			return s.begins[len(s.begins)-1]
		}
		state = next
	}
	return len(b)
}

// step is the state after a character that the steps of reads read.
func (s *skim) step(from *skimState, reads bitset) *skimState {
	set, ends := s.p.newSet(), false
	copy(set, s.p.start)
	for w := range reads {
		for word := from.set[w] & reads[w]; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			ends = ends || s.p.ends[i]
			for v, after := range s.p.after[i] {
				set[v] |= after
			}
		}
	}
	return s.state(set, ends)
}

func (s *skim) state(set bitset, ends bool) *skimState {
	key := make([]byte, 0, 64)
	for _, word := range set {
		key = binary.LittleEndian.AppendUint64(key, word)
	}
	if ends {
		key = append(key, 1)
	}
	if state := s.states[string(key)]; state != nil {
		return state
	}
	if len(s.states) >= maxStates || s.states == nil {
		s.states = map[string]*skimState{}
		s.resets++
	}
	state := &skimState{set: set, ends: ends}
	s.states[string(key)] = state
	return state
}
