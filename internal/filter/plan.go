package filter

// Plan is what has to hold of a subject for the filter to match it: never more
// than that, so that a store can pass over what does not hold and ask Match of
// the rest.
type Plan struct {
	Op     PlanOp
	Kids   []Plan    // of PlanAnd and PlanOr, at least two
	Cond   Condition // of PlanCond
	Needle Needle    // of PlanNeedle
}

// PlanOp is what a Plan is.
type PlanOp uint8

const (
	PlanTrue   PlanOp = iota // nothing is known; the zero Plan
	PlanAnd                  // each of Kids
	PlanOr                   // one of Kids
	PlanCond                 // a condition on a column, exact
	PlanNeedle               // a text that has to occur
)

// Condition is a condition on one column.
type Condition struct {
	Column Column
	Not    bool
	text   func(string) bool
	set    interval
}

// Text asks a column of text.
func (c *Condition) Text(s string) bool { return c.text(s) != c.Not }

// Number asks a column of numbers; ok is false when there is no number.
func (c *Condition) Number(n int64, ok bool) bool {
	return (ok && c.set.lo <= n && n <= c.set.hi) != c.Not
}

// Range is the range of numbers, both ends included, outside of which (or with
// Not: inside of which) nothing holds.
func (c *Condition) Range() (lo, hi int64) { return c.set.lo, c.set.hi }

// Holds asks a subject.
func (c *Condition) Holds(s Subject) bool {
	if c.text != nil {
		return c.Text(s.Text(c.Column))
	}
	return c.Number(s.Number(c.Column))
}

// Needle is a text, folded by [AppendFold], of at least MinNeedle octets, that
// occurs in one of the parts when those are folded.
type Needle struct {
	Text  string
	Parts Part
}

// MinNeedle is the length in octets of the shortest needle in a Plan.
const MinNeedle = 3

// Holds asks a subject; needle is told which needles occur.
func (p *Plan) Holds(s Subject, needle func(Needle) bool) bool {
	switch p.Op {
	case PlanAnd:
		for i := range p.Kids {
			if !p.Kids[i].Holds(s, needle) {
				return false
			}
		}
	case PlanOr:
		for i := range p.Kids {
			if p.Kids[i].Holds(s, needle) {
				return true
			}
		}
		return false
	case PlanCond:
		return p.Cond.Holds(s)
	case PlanNeedle:
		return needle(p.Needle)
	}
	return true
}

// planOf is the plan of a node, or of its negation.
func planOf(n *node, not bool) Plan {
	switch n.op {
	case andNode, orNode:
		kids := make([]Plan, len(n.kids))
		for i := range n.kids {
			kids[i] = planOf(&n.kids[i], not)
		}
		if (n.op == andNode) != not {
			return planAnd(kids...)
		}
		return planOr(kids...)
	case notNode:
		return planOf(&n.kids[0], !not)
	case leafNode:
		kids := make([]Plan, len(n.probes))
		for i := range n.probes {
			kids[i] = n.probes[i].plan(not)
		}
		if not {
			return planAnd(kids...)
		}
		return planOr(kids...)
	}
	return Plan{}
}

func (p *probe) plan(not bool) Plan {
	if p.column == 0 {
		if not {
			return Plan{}
		}
		return p.needs
	}
	if p.loose && !not && p.needs.Op != PlanTrue {
		return p.needs
	}
	cond := Plan{Op: PlanCond, Cond: Condition{Column: p.column, Not: not, text: p.text, set: p.set}}
	if not {
		return cond
	}
	return planAnd(cond, p.needs)
}

// planAnd leaves out what is true.
func planAnd(kids ...Plan) Plan {
	var flat []Plan
	for _, k := range kids {
		switch k.Op {
		case PlanTrue:
		case PlanAnd:
			flat = append(flat, k.Kids...)
		default:
			flat = append(flat, k)
		}
	}
	switch len(flat) {
	case 0:
		return Plan{}
	case 1:
		return flat[0]
	}
	return Plan{Op: PlanAnd, Kids: flat}
}

// planOr is true when one of them is. The same needle in several parts becomes
// one.
func planOr(kids ...Plan) Plan {
	var flat []Plan
	for _, k := range kids {
		switch k.Op {
		case PlanTrue:
			return Plan{}
		case PlanOr:
			for _, kk := range k.Kids {
				flat = joinNeedle(flat, kk)
			}
		default:
			flat = joinNeedle(flat, k)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return Plan{Op: PlanOr, Kids: flat}
}

func joinNeedle(all []Plan, one Plan) []Plan {
	if one.Op == PlanNeedle {
		for i := range all {
			if all[i].Op == PlanNeedle && all[i].Needle.Text == one.Needle.Text {
				all[i].Needle.Parts |= one.Needle.Parts
				return all
			}
		}
	}
	return append(all, one)
}

func planNeedle(text string, parts Part) Plan {
	text = foldString(text)
	if len(text) < MinNeedle {
		return Plan{}
	}
	return Plan{Op: PlanNeedle, Needle: Needle{Text: text, Parts: parts}}
}
