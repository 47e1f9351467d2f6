// Package linediff says in lines how one text became another, as a person wants to
// see it: what went, what came, and a few lines around.
//
// Its answers are bounded, however large or different the texts are: what is very
// different is shown as one text that went and one that came, long lines around
// their differences only, and what is more than [Limits].Lines is counted.
// Carriage returns at the ends of lines do not count. It is pure, and
// makes nothing harmless: that is left to who prints.
package linediff

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Op is what became of a line.
type Op byte

const (
	Same  Op = ' '
	Gone  Op = '-'
	Came  Op = '+'
	Apart Op = '@' // lines are left out here; the text says how many
)

// Line is one line of the answer.
type Line struct {
	Op   Op
	Text string // without its line break
}

// Limits bound an answer. Zero values are replaced by the defaults.
type Limits struct {
	Context int // lines around a change; 3
	Lines   int // in all; 200
	Width   int // octets of a line; 240
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		v    *int
		unit int
	}{{&l.Context, 3}, {&l.Lines, 200}, {&l.Width, 240}} {
		if *d.v <= 0 {
			*d.v = d.unit
		}
	}
	return l
}

// Diff compares two texts. Nothing is returned when they have the same lines.
func Diff(before, after string, lim Limits) []Line {
	return Condense(Edits(split(before), split(after)), lim)
}

// Condense keeps of all lines what changed, and what is around. Nothing is returned when nothing
// did.
func Condense(all []Line, lim Limits) []Line {
	lim = lim.withDefaults()
	shown := around(all, lim.Context)
	shorten(shown, lim.Width)
	if n := len(shown) - lim.Lines; n > 0 {
		shown = append(shown[:lim.Lines:lim.Lines], Line{Apart, fmt.Sprintf("%d more lines", n)})
	}
	return shown
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}

// Texts beyond these are not compared line by line.
const (
	maxLines = 5000
	maxEdits = 400
)

// Edits is all lines of both texts, in order.
func Edits(a, b []string) []Line {
	pre := 0
	for pre < len(a) && pre < len(b) && a[pre] == b[pre] {
		pre++
	}
	post := 0
	for post < len(a)-pre && post < len(b)-pre && a[len(a)-1-post] == b[len(b)-1-post] {
		post++
	}
	var all []Line
	add := func(op Op, lines []string) {
		for _, l := range lines {
			all = append(all, Line{op, l})
		}
	}
	add(Same, a[:pre])
	tail := a[len(a)-post:]
	a, b = a[pre:len(a)-post], b[pre:len(b)-post]
	if middle, ok := myers(a, b); ok {
		all = append(all, middle...)
	} else {
		add(Gone, a)
		add(Came, b)
	}
	add(Same, tail)
	return all
}

// myers is the shortest script of edits (Myers 1986), if it is not too long.
func myers(a, b []string) ([]Line, bool) {
	if len(a) > maxLines || len(b) > maxLines {
		return nil, false
	}
	most := min(len(a)+len(b), maxEdits)
	v := make([]int, 2*most+3)
	at := func(k int) *int { return &v[k+most+1] }
	var trail [][]int
	for d := 0; d <= most; d++ {
		trail = append(trail, append([]int(nil), v...))
		for k := -d; k <= d; k += 2 {
			x := *at(k - 1) + 1
			if k == -d || k != d && *at(k - 1) < *at(k + 1) {
				x = *at(k + 1)
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			if *at(k) = x; x >= len(a) && y >= len(b) {
				return back(a, b, trail, most), true
			}
		}
	}
	return nil, false
}

// back follows the trail from the ends of both texts.
func back(a, b []string, trail [][]int, most int) []Line {
	var all []Line
	x, y := len(a), len(b)
	for d := len(trail) - 1; d >= 0; d-- {
		v := trail[d]
		at := func(k int) int { return v[k+most+1] }
		k := x - y
		before := k - 1
		if k == -d || k != d && at(k-1) < at(k+1) {
			before = k + 1
		}
		px := at(before)
		py := px - before
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			all = append(all, Line{Same, a[x]})
		}
		switch {
		case d == 0:
		case x > px:
			x--
			all = append(all, Line{Gone, a[x]})
		default:
			y--
			all = append(all, Line{Came, b[y]})
		}
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// around keeps what changed and n lines before and after each.
func around(all []Line, n int) (shown []Line) {
	keep := make([]bool, len(all))
	changed := false
	for i, l := range all {
		if l.Op == Same {
			continue
		}
		changed = true
		for j := max(0, i-n); j <= min(len(all)-1, i+n); j++ {
			keep[j] = true
		}
	}
	if !changed {
		return nil
	}
	for i := 0; i < len(all); {
		if keep[i] {
			shown = append(shown, all[i])
			i++
			continue
		}
		left := i
		for i < len(all) && !keep[i] {
			i++
		}
		what := "lines"
		if i-left == 1 {
			what = "line"
		}
		shown = append(shown, Line{Apart, fmt.Sprintf("%d %s", i-left, what)})
	}
	return shown
}

// shorten cuts long lines: one that went and the one that came for it around where
// they differ, others at their end.
func shorten(lines []Line, width int) {
	for i := range lines {
		if lines[i].Op != Gone {
			continue
		}
		gone := i
		for gone+1 < len(lines) && lines[gone+1].Op == Gone {
			gone++
		}
		if came := gone + 1 + pairOf(lines, i); came < len(lines) && lines[came].Op == Came {
			lines[i].Text, lines[came].Text = pair(lines[i].Text, lines[came].Text, width)
		}
	}
	for i := range lines {
		lines[i].Text = cut(lines[i].Text, 0, width+2*len(dots))
	}
}

// pairOf is the place of a line among those that went together.
func pairOf(lines []Line, i int) (n int) {
	for i-n > 0 && lines[i-n-1].Op == Gone {
		n++
	}
	return n
}

const dots = "…"

func pair(a, b string, width int) (string, string) {
	if len(a) <= width && len(b) <= width {
		return a, b
	}
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	from := max(0, same-width/4)
	return cut(a, from, width), cut(b, from, width)
}

// cut is a part of s with dots where something is left out; it keeps characters whole.
func cut(s string, from, width int) string {
	if from == 0 && len(s) <= width {
		return s
	}
	for from > 0 && from < len(s) && !utf8.RuneStart(s[from]) {
		from--
	}
	out := ""
	if from > 0 {
		out = dots
	}
	s = s[min(from, len(s)):]
	if len(s) <= width {
		return out + s
	}
	for width > 0 && !utf8.RuneStart(s[width]) {
		width--
	}
	return out + s[:width] + dots
}
