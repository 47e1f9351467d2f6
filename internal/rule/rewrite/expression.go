package rewrite

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"
)

// expression is a regular expression that is looked for in a text of which only a
// part is there. It does not change.
type expression struct {
	re      *regexp.Regexp
	pending *pending
	longest int // octets of a match

	// Of an expression whose matches look at what is before them, such as \bfoo. In text
	// that begins one character before the place in question: a match at that place, and the first one
	// after it, which is group 1. Nil when they do not.
	here, beyond *regexp.Regexp
}

// maxInstructions bounds what an expression costs for each octet.
const maxInstructions = 4000

// DefaultLongest is the longest match, in octets, unless a rule says otherwise.
const DefaultLongest = 4 << 10

func newExpression(source string, longest int) (*expression, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	if len(prog.Inst) > maxInstructions {
		return nil, errors.New("the expression is too large; expected smaller numbers of repetitions")
	}
	x := &expression{re: re, pending: newPending(prog), longest: longest}
	if x.pending.behind {
		if x.here, err = regexp.Compile(`\A(?s:.)(?:` + source + `)`); err != nil {
			return nil, err
		}
		x.beyond, err = regexp.Compile(`\A(?s:.)(?s:.+?)(` + source + `)`)
	}
	return x, err
}

// find returns the first match in b that begins at from or later, as of
// FindSubmatchIndex. b begins where the text does, or there is a character of it before
// from. It looks at b in parts, since an expression may look at all of the rest each time
// before it says no.
func (x *expression) find(b []byte, from int, over *skim) []int {
	for {
		to := len(b)
		if view := 4*x.longest + 64; to-from > view {
			to = from + view
		}
		var m []int
		if at := over.first(b[:to], from); at < to || over == nil {
			m = x.search(b[:to], at)
		}
		if to == len(b) || m != nil && m[0] < to-x.longest {
			return m
		}
		from = to - x.longest
		for !utf8.RuneStart(b[from]) && from > to-x.longest-utf8.UTFMax {
			from--
		}
	}
}

func (x *expression) search(b []byte, from int) []int {
	if !x.pending.behind || from == 0 {
		return shift(x.re.FindSubmatchIndex(b[from:]), from)
	}
	_, size := utf8.DecodeLastRune(b[:from])
	before := from - size
	if m := shift(x.here.FindSubmatchIndex(b[before:]), before); m != nil {
		m[0] = from
		return m
	}
	m := shift(x.re.FindSubmatchIndex(b[from:]), from)
	if m == nil || m[0] > from {
		return m
	}
	// It begins there only as long as nothing is before it.
	if m = shift(x.beyond.FindSubmatchIndex(b[before:]), before); m != nil {
		m = m[2:]
	}
	return m
}

// shift moves a match.
func shift(m []int, by int) []int {
	for i := range m {
		if m[i] >= 0 {
			m[i] += by
		}
	}
	return m
}
