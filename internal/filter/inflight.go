package filter

// NeverInFlight is a condition without which e cannot hold while an exchange is
// going on, and which is known when it has ended alone, such as took:>1s; nil when there is
// another way for e to hold. messages says that what is asked about messages is
// asked of each of them, when it passes.
func (e *Expr) NeverInFlight(messages bool) *Cond {
	if e == nil || e.root == nil {
		return nil
	}
	return lateness{compiler{inFlight: true}, messages}.never(e.root, true)
}

type lateness struct {
	compiler
	messages bool
}

// never is the condition because of which n is not known in time to have an
// answer, nil when it may be.
func (l lateness) never(n Node, answer bool) *Cond {
	switch n := n.(type) {
	case *And:
		return l.ofKids(n.Kids, answer, answer)
	case *Or:
		return l.ofKids(n.Kids, answer, !answer)
	case *Not:
		return l.never(n.Kid, !answer)
	case *Cond:
		if l.late(n, answer) {
			return n
		}
	}
	return nil
}

// ofKids is never of several: all of them have to have the answer, or one.
func (l lateness) ofKids(kids []Node, answer, all bool) (first *Cond) {
	for _, k := range kids {
		late := l.never(k, answer)
		if (late != nil) == all {
			return late
		}
		if first == nil {
			first = late
		}
	}
	return first
}

// late reports whether a condition cannot be known to hold before the end, or not
// to hold. One place where it is found is enough to hold; for not, all have to be known.
func (l lateness) late(c *Cond, holds bool) bool {
	probes := l.probes(c)
	for i := range probes {
		p := &probes[i]
		late := p.phase == AtEnd && (p.column != 0 || !l.messages)
		if late != holds {
			return late
		}
	}
	return holds && len(probes) > 0
}
