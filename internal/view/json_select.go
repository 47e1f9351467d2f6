package view

import (
	"encoding/json"
	"io"
	"strconv"

	"rockxy/internal/filter"
)

// SelectJSON is a view of the values that a path leads to, each with where it is; many says
// that several JSON texts follow each other. open reads all of the body, from its start at
// each call. Of a value that is in another one that is shown, nothing more is shown.
func SelectJSON(path []filter.PathStep, many bool, open func() (io.Reader, error)) *View {
	v := &View{Kind: JSON}
	if many {
		v.Kind = NDJSON
	}
	v.Text = func(p *Printer) {
		s := selection{steps: path, p: p, match: -1}
		if s.fromEnd() {
			if err := s.measure(many, open); err != nil {
				v.note("it cannot be read: " + err.Error())
				return
			}
		}
		all, err := open()
		if err != nil {
			v.note("it cannot be read: " + err.Error())
			return
		}
		j := jsonText{r: all, many: many, sel: &s}
		depth := p.depth
		if err := j.run(); err != nil {
			v.note("what follows is not looked at: " + err.Error())
		}
		p.depth = depth
		if len(s.items) == maxMeasured {
			v.note("there are too many arrays for an index from the end: not all were looked at")
		}
		v.fact("values", strconv.Itoa(s.found))
		if s.found == 0 {
			v.note("there is nothing at that path")
		}
	}
	return v
}

// maxMeasured bounds the arrays whose items are counted for indexes from their end.
const maxMeasured = 1 << 20

// selection finds the values that a path leads to while JSON is read. A set of steps is
// one bit each: those that may be next. The bit behind the last is a value that is
// wanted.
type selection struct {
	steps []filter.PathStep
	p     *Printer
	found int
	match int // how many levels there were where the value began that is written, -1 for none

	levels []level // what is open
	states uint64  // of the value that was begun last

	// items has how many items an array has, by where it begins, for indexes from the end.
	// While they are counted, such an index is any.
	items    map[int64]int
	counting bool
}

// level is an array or object that is open.
type level struct {
	states uint64
	array  bool
	start  int64
	index  int // of the item, or member
	count  int // of items, when it is known
	key    []byte
}

func (s *selection) fromEnd() bool {
	for _, st := range s.steps {
		if st.Kind == filter.PathItem && st.Index < 0 {
			return true
		}
	}
	return false
}

// measure reads the text once to count items.
func (s *selection) measure(many bool, open func() (io.Reader, error)) error {
	all, err := open()
	if err != nil {
		return err
	}
	s.items, s.counting = map[int64]int{}, true
	j := jsonText{r: all, many: many, sel: s}
	_ = j.run() // damage is told of by the second reading
	s.counting, s.levels, s.match = false, nil, -1
	return nil
}

// begin is told of each value before it is read.
func (s *selection) begin(j *jsonText) {
	s.states = 1
	if n := len(s.levels); n > 0 {
		l := &s.levels[n-1]
		if l.array {
			l.index++
		}
		s.states = s.after(l)
	}
	if s.counting || s.match >= 0 || s.states&(1<<len(s.steps)) == 0 {
		return
	}
	if s.found > 0 {
		s.p.Line()
	}
	s.found++
	s.match = len(s.levels)
	s.p.Span(Comment, s.place())
	s.p.Span(Mark, ": ")
	j.p = s.p
}

// after is what may be next in a member or item of l.
func (s *selection) after(l *level) (next uint64) {
	for i, st := range s.steps {
		if l.states&(1<<i) == 0 {
			continue
		}
		if s.takes(st, l) {
			next |= 1 << (i + 1)
		}
		if st.Kind == filter.PathDeep {
			next |= 1 << i
		}
	}
	return next
}

func (s *selection) takes(st filter.PathStep, l *level) bool {
	switch st.Kind {
	case filter.PathMember:
		return !l.array && named(l.key, st.Name)
	case filter.PathItem:
		return l.array && (l.index == st.Index || st.Index < 0 && (s.counting || l.index == l.count+st.Index))
	case filter.PathDeep:
		return st.Name == "*" || !l.array && named(l.key, st.Name)
	}
	return true
}

// named compares the name of a member, as it is written, with another.
func named(written []byte, name string) bool {
	if len(written) < 2 {
		return false
	}
	if string(written[1:len(written)-1]) == name {
		return true
	}
	for _, c := range written {
		if c == '\\' {
			var s string
			return json.Unmarshal(written, &s) == nil && s == name
		}
	}
	return false
}

// push is told of an array or object that was opened.
func (s *selection) push(c byte, at int64) {
	l := level{states: s.states, array: c == '[', start: at, index: -1}
	if !s.counting && s.items != nil {
		l.count = s.items[at]
	}
	s.levels = append(s.levels, l)
}

// pop is told when it was closed.
func (s *selection) pop() {
	l := &s.levels[len(s.levels)-1]
	if s.counting && l.array && l.states != 0 && len(s.items) < maxMeasured {
		s.items[l.start] = l.index + 1
	}
	s.levels = s.levels[:len(s.levels)-1]
}

// end is told of each value that was read.
func (s *selection) end(j *jsonText) {
	if s.match == len(s.levels) {
		s.match, j.p = -1, nil
	}
}

// key is told of the name of a member, as it is written.
func (s *selection) key(written []byte) {
	l := &s.levels[len(s.levels)-1]
	l.key = append(l.key[:0], written...)
}

// maxPlace is how long the name of a member is that is written into a path.
const maxPlace = 200

// place is the path of the value that begins.
func (s *selection) place() string {
	out := []byte{'$'}
	for i := range s.levels {
		l := &s.levels[i]
		if l.array {
			out = append(strconv.AppendInt(append(out, '['), int64(l.index), 10), ']')
			continue
		}
		key := l.key[1 : len(l.key)-1]
		if plainName(key) {
			out = append(append(out, '.'), key...)
			continue
		}
		if len(key) > maxPlace {
			key = append(append([]byte(nil), key[:wholeRunes(key[:maxPlace])]...), "…"...)
		}
		out = append(append(append(out, `["`...), key...), `"]`...)
	}
	return string(out)
}

func plainName(key []byte) bool {
	for i, c := range key {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return len(key) > 0 && len(key) <= maxPlace
}
