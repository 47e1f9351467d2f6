package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// phase gives each rule that matches its turn.
func (r *Run) phase(ctx context.Context, p Phase, m *Message) error {
	for i := range r.rules {
		e := &r.rules[i]
		if !r.applies(e, p) {
			continue
		}
		r.hit(e)
		for n, a := range e.Actions {
			if !a.Phases().Has(p) {
				continue
			}
			e.turns |= 1 << n
			if err := r.turn(ctx, e, a, p, m); err != nil {
				return err
			}
			if r.answer != nil && m.Dir == flow.Request {
				r.answered(e)
				return nil
			}
		}
		if e.final {
			r.last(i)
			return nil
		}
	}
	return nil
}

// last makes the i-th rule the last one: those after it that match are told.
func (r *Run) last(i int) {
	final := &r.rules[i]
	for j := i + 1; j < len(r.rules); j++ {
		if e := &r.rules[j]; e.truth == filter.Yes && !e.After {
			r.tell(flow.RuleStep{Rule: e.Name, Group: e.group, Why: fmt.Sprintf("the rule %q before it is final", final.Name)})
		}
	}
	r.pending.before(final.at)
	r.rules = r.rules[:i+1]
}

// answered tells the actions that would have had a turn, were the request not
// answered by a rule.
func (r *Run) answered(by *entrant) {
	for i := range r.rules {
		e := &r.rules[i]
		if e.truth != filter.Yes || e.After {
			continue
		}
		for n, a := range e.Actions {
			p := a.Phases()
			coming := responsePhases | In(Messages)
			if e.turns&(1<<n) != 0 || !r.answer.Final && p&coming != 0 {
				continue
			}
			r.tell(flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Why: fmt.Sprintf("the rule %q has answered", by.Name)})
		}
		if e.final {
			return
		}
	}
}

// turn lets an action do its work, and writes it down.
func (r *Run) turn(ctx context.Context, e *entrant, a Action, p Phase, m *Message) error {
	step := flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: p.String()}
	t := &Turn{Phase: p, Exchange: r.x, Client: r.x.Client, Rule: e.Rule, Group: e.group, Request: r.request, Response: r.response,
		Route: r.route, run: r, step: &step}
	r.lend(t)
	m.news, m.came = nil, nil
	before := r.snapshot(m)
	start := r.Clock.Now()
	err := contained(func() error { return a.Do(ctx, t) })
	step.Took = r.Clock.Now().Sub(start)
	err = r.conclude(ctx, t, err, func() { r.undo(m, before) })
	if m.Dir == flow.Request {
		r.answer = t.answer
	} else {
		t.drop()
	}
	r.compare(&step, m, before)
	if m.held {
		r.reported(&step, m)
	}
	if step.Did == "" && len(step.Changes) > 0 && step.Why == "" {
		step.Did = "changed the " + step.Changes[0].Part
	}
	if len(m.news) > 0 && !m.held {
		r.tellLater(step, later{part: m.Dir.String() + " body", passes: m.news})
	} else {
		r.tell(step)
	}
	return err
}

// conclude writes down how a turn ended and returns the error that ends the
// exchange, if it does. Of a turn that failed nothing stays.
func (r *Run) conclude(ctx context.Context, t *Turn, err error, undo func()) error {
	step := t.step
	var cut *Cut
	var skip *Skip
	switch {
	case err == nil:
	case errors.As(err, &cut):
		t.Did(cut.Why)
		t.drop()
	case errors.As(err, &skip):
		step.Why, err = skip.Why, nil
		t.drop()
	default:
		if step.Did, step.Why = "", "it failed: "+err.Error(); ctx.Err() != nil {
			step.Why = "the client has gone"
		} else {
			err = nil
		}
		step.Changes = nil
		undo()
		t.drop()
		return err
	}
	r.keepMarks(t)
	return err
}

// contained makes a panic of an action its error: a defect costs the action, not
// the traffic.
func contained(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a defect in Rockxy: %v", p)
		}
	}()
	return f()
}

// lend gives a turn what it may mark.
func (r *Run) lend(t *Turn) {
	r.events.Lock()
	defer r.events.Unlock()
	t.mark, t.marked = r.mark, r.mark
}

// keepMarks takes over what a turn marked.
func (r *Run) keepMarks(t *Turn) {
	r.events.Lock()
	defer r.events.Unlock()
	if t.mark.Colour != t.marked.Colour {
		r.mark.Colour = t.mark.Colour
	}
	if t.mark.Comment != t.marked.Comment {
		r.mark.Comment = t.mark.Comment
	}
	if t.mark.Pinned != t.marked.Pinned {
		r.mark.Pinned = t.mark.Pinned
	}
	r.hidden = r.hidden || t.hide
}

// seen is a message, and where it goes, before a turn.
type seen struct {
	message Message
	route   Route
}

func (r *Run) snapshot(m *Message) seen { return seen{message: *m, route: *r.route} }

// undo makes a message what it was. A body that was held stays held, since it
// cannot come again.
func (r *Run) undo(m *Message, before seen) {
	now := *m
	*m = before.message
	*r.route = before.route
	if m.body = now.body; now.held && !m.held {
		m.held, m.clear, m.trail = true, now.came, now.trail
		m.fresh, m.passes = m.fresh || len(m.passes) > 0, nil
	}
}

func (r *Run) compare(step *flow.RuleStep, m *Message, before seen) {
	was := &before.message
	if m.head != was.head {
		r.changed(step, m.Dir.String()+" head", was.head.Raw, m.head.Raw)
	}
	clear := was.clear
	if !was.held {
		clear = m.came
	}
	if m.fresh && !bytes.Equal(m.clear, clear) {
		r.changed(step, m.Dir.String()+" body", clear, m.clear)
	}
	if *r.route != before.route {
		r.changed(step, "route", []byte(before.route.String()), []byte(r.route.String()))
	}
}

// reported adds what the stages of a turn did to a body that was there. Their samples
// are wanted only where the comparison ends before the body does.
func (r *Run) reported(step *flow.RuleStep, m *Message) {
	n := len(step.Changes)
	part := m.Dir.String() + " body"
	for _, p := range m.news {
		p.tell(step, part, n == 0 || step.Changes[n-1].Cut)
	}
}
