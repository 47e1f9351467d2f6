package filter

// Truth is an answer in the logic of Kleene: what is not known yet makes an
// answer Unknown only when it matters.
type Truth uint8

const (
	No Truth = iota
	Unknown
	Yes
)

func (t Truth) String() string { return [...]string{"no", "unknown", "yes"}[min(t, Yes)] }

// Match reports whether the subject matches as it is now: what is not there
// (yet) is not equal to anything, so a condition on it does not hold, and its
// negation does. This is what lists are filtered with.
func (f *Filter) Match(s Subject) bool { return f.root.match(s) }

func (n *node) match(s Subject) bool {
	switch n.op {
	case andNode:
		for i := range n.kids {
			if !n.kids[i].match(s) {
				return false
			}
		}
		return true
	case orNode:
		for i := range n.kids {
			if n.kids[i].match(s) {
				return true
			}
		}
		return false
	case notNode:
		return !n.kids[0].match(s)
	case leafNode:
		for i := range n.probes {
			if n.probes[i].holds(s) {
				return true
			}
		}
		return false
	}
	return true
}

// Decide reports whether the subject matches and always will, does not and
// never will, or may still do either. This is what rules and breakpoints ask:
// at [Filter.Phase] and later it is never Unknown, and it agrees with Match.
func (f *Filter) Decide(s Subject) Truth { return f.root.decide(s, knowledge{phase: s.Phase()}) }

// DecideBy is Decide of a subject of which these columns are known and nothing
// else, such as a connection before its first request.
func (f *Filter) DecideBy(s Subject, columns ColumnSet) Truth {
	return f.root.decide(s, knowledge{columns: &columns})
}

// ColumnSet is a set of columns.
type ColumnSet [2]uint64

// SetOf makes a set.
func SetOf(columns ...Column) (s ColumnSet) {
	for _, c := range columns {
		s[c/64] |= 1 << (c % 64)
	}
	return s
}

// Has reports whether a column is in the set.
func (s *ColumnSet) Has(c Column) bool { return s[c/64]&(1<<(c%64)) != 0 }

// Awaits reports whether a phase brings something that the filter looks at, such
// as AtRequest the body.
func (f *Filter) Awaits(phase Phase) (yes bool) {
	f.root.visit(func(p *probe) { yes = yes || p.phase == phase })
	return yes
}

// Reads reports whether the filter looks at one of some columns.
func (f *Filter) Reads(columns ColumnSet) (yes bool) {
	f.root.visit(func(p *probe) { yes = yes || p.column != 0 && columns.Has(p.column) })
	return yes
}

// Earliest is the first phase at which Decide may decide.
func (f *Filter) Earliest() Phase {
	earliest := AtEnd
	f.root.visit(func(p *probe) { earliest = min(earliest, p.phase) })
	if f.root.op == trueNode {
		return AtRequestHead
	}
	return earliest
}

// knowledge is what is there of a subject: a phase, or some columns.
type knowledge struct {
	phase   Phase
	columns *ColumnSet
}

func (k knowledge) has(p *probe) bool {
	if k.columns != nil {
		return p.column != 0 && k.columns.Has(p.column)
	}
	return p.phase <= k.phase
}

func (n *node) decide(s Subject, k knowledge) Truth {
	switch n.op {
	case andNode:
		return n.fold(s, k, Yes, No)
	case orNode:
		return n.fold(s, k, No, Yes)
	case notNode:
		return Yes - n.kids[0].decide(s, k)
	case leafNode:
		answer := No
		for i := range n.probes {
			switch p := &n.probes[i]; {
			case !k.has(p):
				answer = Unknown
			case p.holds(s):
				return Yes
			}
		}
		return answer
	}
	return Yes
}

// fold starts at one answer and stops at the other.
func (n *node) fold(s Subject, k knowledge, start, stop Truth) Truth {
	answer := start
	for i := range n.kids {
		switch n.kids[i].decide(s, k) {
		case stop:
			return stop
		case Unknown:
			answer = Unknown
		}
	}
	return answer
}
