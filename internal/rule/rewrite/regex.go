package rewrite

import "unicode/utf8"

// regex is a rule.Stage that replaces what an expression matches, as
// regexp.ReplaceAll would in the whole body, as far as no match is longer than the expression's
// longest: such a one is left alone, or found in parts.
type regex struct {
	*expression
	with  template
	first bool // only the first match

	samples
	buf    []byte
	gone   int   // of buf, has been passed on, and is there for what looks behind
	start  int64 // where buf begins in the body
	last   int64 // where the last match ended
	begins []int
	skim   *skim
	done   bool
}

func (x *regex) Write(dst, p []byte, end bool) ([]byte, error) {
	if x.done {
		return append(dst, p...), nil
	}
	x.buf = append(x.buf, p...)
	x.begins = x.begins[:0]
	if !end {
		x.begins = x.pending.begins(x.begins, x.buf, max(x.gone, len(x.buf)-2*x.longest))
	}
	dst, at := x.replace(dst, end)
	if x.done {
		dst = append(dst, x.buf[x.gone:]...)
		x.buf = nil
		return dst, nil
	}
	upto := len(x.buf)
	if !end {
		upto = x.limit(max(at, x.gone), false)
	}
	dst = append(dst, x.buf[x.gone:upto]...)
	drop := max(0, upto-aroundMatch)
	x.buf = x.buf[:copy(x.buf, x.buf[drop:])]
	x.gone, x.start = upto-drop, x.start+int64(drop)
	return dst, nil
}

// replace goes through what can be decided by now. It returns where it would look
// on.
func (x *regex) replace(dst []byte, end bool) (out []byte, at int) {
	for at = x.gone; at <= len(x.buf); {
		m := x.find(x.buf, at, x.skim)
		if m == nil || m[0] >= x.limit(at, end) {
			break
		}
		ended := x.start + int64(m[1])
		switch {
		case m[1]-m[0] > x.longest:
			dst = append(dst, x.buf[x.gone:m[1]]...)
			x.gone = m[1]
		case ended > x.last || x.start+int64(m[0]) == 0:
			dst = append(dst, x.buf[x.gone:m[0]]...)
			n := len(dst)
			dst = x.with.appendTo(dst, x.buf, m)
			x.add(x.buf, m[0], m[1], dst[n:])
			x.gone = m[1]
			if x.first {
				x.done = true
				return dst, at
			}
		}
		x.last = ended
		_, size := utf8.DecodeRune(x.buf[min(at, len(x.buf)):])
		at = max(m[1], at+max(size, 1))
	}
	return dst, at
}

// limit is the first place from at on where a match may begin that needs more
// text to be decided.
func (x *regex) limit(at int, end bool) int {
	if end {
		return len(x.buf) + 1
	}
	n := len(x.begins)
	for n > 1 && x.begins[n-1] < at {
		n--
	}
	x.begins = x.begins[:n]
	return max(x.begins[n-1], at)
}
