package rule

import (
	"context"
	"unicode/utf8"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// talk is what Event works with: copies, since the owner of the exchange goes on.
type talk struct {
	x                 *flow.Exchange
	rules             []entrant // those with something to do with messages, or final
	sub, changed      subject
	request, response *Message
	route             Route
}

// publish makes what is known by now known to Event.
func (r *Run) publish() {
	if !r.WantsMessages() {
		r.talk.Store(nil)
		return
	}
	x := *r.x
	t := &talk{x: &x, sub: *r.sub, changed: *r.changedSubject(), request: copyOf(r.request), response: copyOf(r.response), route: *r.route}
	t.sub.x, t.changed.x = &x, &x
	for _, e := range r.rules {
		if e.phases.Has(Messages) || e.final {
			t.rules = append(t.rules, e)
		}
	}
	r.talk.Store(t)
}

func copyOf(m *Message) *Message {
	if m == nil {
		return nil
	}
	c := *m
	return &c
}

// applies reports whether a rule has a turn at a message. A match that looks at
// messages looks at this one.
func (t *talk) applies(e *entrant, ev *Event) bool {
	sub := &t.sub
	switch {
	case e.After && e.truth != filter.No && e.phases.Has(Messages):
		sub = &t.changed
	case !e.byMessage():
		return e.truth == filter.Yes
	}
	s := *sub
	s.event = ev
	return e.filter.Match(&s)
}

// Messages yields the message that is asked about.
func (s *subject) Messages(yield func(flow.Direction, []byte) bool) {
	if s.event != nil && utf8.Valid(s.event.Data) {
		yield(s.event.Dir, s.event.Data)
	}
}

// Event gives the rules that match their turn at one message. ev is changed in
// place. The error is a *Cut, or ctx's. It may be called by one goroutine for each
// direction, once Request has returned.
func (r *Run) Event(ctx context.Context, ev *Event) error {
	t := r.talk.Load()
	if t == nil {
		return nil
	}
	for i := range t.rules {
		e := &t.rules[i]
		if !t.applies(e, ev) {
			continue
		}
		if !e.counted && e.count != nil {
			r.hitOnce(e.compiled)
		}
		for _, a := range e.Actions {
			if !a.Phases().Has(Messages) {
				continue
			}
			if err := r.eventTurn(ctx, t, e, a, ev); err != nil {
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

func (r *Run) eventTurn(ctx context.Context, k *talk, e *entrant, a Action, ev *Event) error {
	step := flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: Messages.String()}
	route := k.route
	t := &Turn{Phase: Messages, Exchange: k.x, Client: k.x.Client, Rule: e.Rule, Group: e.group, Request: k.request, Response: k.response,
		Route: &route, Event: ev, run: r, step: &step}
	r.lend(t)
	before := *ev
	ev.Changed = false
	start := r.Clock.Now()
	err := contained(func() error { return a.Do(ctx, t) })
	step.Took = r.Clock.Now().Sub(start)
	err = r.conclude(ctx, t, err, func() { *ev = before })
	t.drop()
	switch {
	case ev.Dropped:
		t.Did("dropped a message")
	case ev.Changed && !before.Changed || ev.Changed && string(ev.Data) != string(before.Data):
		r.changed(&step, "message", before.Data, ev.Data)
	}
	if step.Did == "" && len(step.Changes) > 0 && step.Why == "" {
		step.Did = "changed the message"
	}
	ev.Changed = ev.Changed || before.Changed
	r.tell(step)
	return err
}
