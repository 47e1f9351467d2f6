package filter

import (
	"fmt"
	"strings"
)

// String is for people who want to know what a store looks for.
func (p *Plan) String() string {
	switch p.Op {
	case PlanAnd, PlanOr:
		kids := make([]string, len(p.Kids))
		for i := range p.Kids {
			kids[i] = p.Kids[i].String()
		}
		return "(" + strings.Join(kids, map[PlanOp]string{PlanAnd: " and ", PlanOr: " or "}[p.Op]) + ")"
	case PlanCond:
		not := ""
		if p.Cond.Not {
			not = "not "
		}
		if p.Cond.text != nil {
			return fmt.Sprintf("%scolumn %d", not, p.Cond.Column)
		}
		return fmt.Sprintf("%scolumn %d in %d..%d", not, p.Cond.Column, p.Cond.set.lo, p.Cond.set.hi)
	case PlanNeedle:
		return fmt.Sprintf("%q in %#x", p.Needle.Text, p.Needle.Parts)
	}
	return "anything"
}
