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
func (f *Filter) Decide(s Subject) Truth { return f.root.decide(s, s.Phase()) }

func (n *node) decide(s Subject, now Phase) Truth {
	switch n.op {
	case andNode:
		return n.fold(s, now, Yes, No)
	case orNode:
		return n.fold(s, now, No, Yes)
	case notNode:
		return Yes - n.kids[0].decide(s, now)
	case leafNode:
		answer := No
		for i := range n.probes {
			switch p := &n.probes[i]; {
			case p.phase > now:
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
func (n *node) fold(s Subject, now Phase, start, stop Truth) Truth {
	answer := start
	for i := range n.kids {
		switch n.kids[i].decide(s, now) {
		case stop:
			return stop
		case Unknown:
			answer = Unknown
		}
	}
	return answer
}
