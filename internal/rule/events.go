package rule

import (
	"context"

	"rockxy/internal/flow"
)

// maxSteps bounds the trace of an exchange of many messages.
const maxSteps = 500

// Event gives the rules that match their turn at one message. ev is changed in
// place. The error is a *Cut, or ctx's. It may be called by one goroutine for each
// direction, after Response has returned.
func (r *Run) Event(ctx context.Context, ev *Event) error {
	for i := range r.rules {
		e := &r.rules[i]
		r.events.Lock()
		applies := r.applies(e, Messages)
		r.events.Unlock()
		if !applies {
			continue
		}
		for _, a := range e.Actions {
			if !a.Phases().Has(Messages) {
				continue
			}
			if err := r.eventTurn(ctx, e, a, ev); err != nil {
				return err
			}
			if ev.Dropped {
				return nil
			}
		}
		if e.final {
			return nil
		}
	}
	return nil
}

func (r *Run) eventTurn(ctx context.Context, e *entrant, a Action, ev *Event) error {
	step := flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: Messages.String()}
	t := &Turn{Phase: Messages, Exchange: r.x, Client: r.x.Client, Rule: e.Rule, Group: e.group, Request: r.request, Response: r.response,
		Event: ev, run: r, step: &step}
	before, changed := ev.Data, ev.Changed
	ev.Changed = false
	start := r.Clock.Now()
	err := contained(func() error { return a.Do(ctx, t) })
	step.Took = r.Clock.Now().Sub(start)
	switch {
	case ev.Dropped:
		t.Did("dropped a message")
	case ev.Changed:
		r.changed(&step, "message", before, ev.Data)
	}
	ev.Changed = ev.Changed || changed
	err = conclude(ctx, t, err)
	r.events.Lock()
	defer r.events.Unlock()
	r.tell(step)
	return err
}
