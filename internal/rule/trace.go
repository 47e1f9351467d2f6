package rule

import (
	"bytes"
	"fmt"
	"slices"

	"rockxy/internal/flow"
)

// Bounds of the trace of one exchange.
const (
	maxSteps   = 500
	maxChanges = 1 << 20 // octets of before and after, of all steps
	maxLog     = 200     // lines of one step
	maxLogLine = 4 << 10 // octets
)

// tell adds a step to the trace, if it says something.
func (r *Run) tell(step flow.RuleStep) {
	if step.Did != "" || step.Why != "" || len(step.Log) > 0 {
		r.events.Lock()
		defer r.events.Unlock()
		r.add(step)
	}
}

// tellLater adds a step of which a body that has not passed yet will tell more.
func (r *Run) tellLater(step flow.RuleStep, l later) {
	r.events.Lock()
	defer r.events.Unlock()
	l.step = len(r.steps)
	if r.add(step) {
		r.later = append(r.later, l)
	}
}

func (r *Run) add(step flow.RuleStep) bool {
	if len(r.steps) >= maxSteps {
		r.unkept++
		return false
	}
	r.steps = append(r.steps, step)
	return true
}

// changed adds before and after to a step: from the first difference on, when
// they are long.
func (r *Run) changed(step *flow.RuleStep, part string, before, after []byte) {
	limit := r.set.limits.Diff
	c := flow.Change{Part: part}
	if len(before) > limit || len(after) > limit {
		c.From = startOf(before, after, limit)
	}
	before, after = before[c.From:], after[c.From:]
	c.Cut = len(before) > limit || len(after) > limit
	before, after = before[:min(limit, len(before))], after[:min(limit, len(after))]
	if r.room.Add(-int64(len(before)+len(after))) < 0 {
		before, after, c.Cut = nil, nil, true
	}
	c.Before, c.After = bytes.Clone(before), bytes.Clone(after)
	step.Changes = append(step.Changes, c)
}

// startOf is where a change is shown from: a line or some octets before the
// first difference, when that is far from the beginning.
func startOf(a, b []byte, limit int) int {
	n := min(len(a), len(b))
	same := 0
	for same < n && a[same] == b[same] {
		same++
	}
	if same <= limit/2 {
		return 0
	}
	const context = 256
	from := same - context
	if i := bytes.LastIndexByte(a[from:same], '\n'); i >= 0 {
		from += i + 1
	}
	return from
}

// Trace is what was done so far, in order. Of bodies that have not passed yet, it is
// what was done by now.
func (r *Run) Trace() []flow.RuleStep {
	r.events.Lock()
	defer r.events.Unlock()
	all := slices.Clone(r.steps)
	for _, l := range r.later {
		step := &all[l.step]
		step.Changes, step.Log = slices.Clone(step.Changes), slices.Clone(step.Log)
		for _, p := range l.passes {
			p.tell(step, l.part, true)
		}
	}
	all = slices.DeleteFunc(all, func(s flow.RuleStep) bool { return s.Did == "" && s.Why == "" && len(s.Log) == 0 })
	if r.unkept > 0 {
		all = append(all, flow.RuleStep{Why: fmt.Sprintf("%d more steps were not kept", r.unkept)})
	}
	return all
}
