package rule

import (
	"context"
	"errors"
	"slices"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// await holds the body of m when a rule cannot be decided without it, and
// decides. need is the phase of a filter at which that body is there.
func (r *Run) await(ctx context.Context, m *Message, need filter.Phase) error {
	wanted := false
	for i := range r.rules {
		wanted = wanted || r.rules[i].awaits(m.Dir)
	}
	if !wanted {
		return nil
	}
	clear, err := m.Whole(ctx)
	var skip *Skip
	switch {
	case errors.As(err, &skip):
		r.undecided(m.Dir, skip.Why)
		return nil
	case err != nil:
		return err
	}
	r.sub.body[m.Dir], r.sub.has[m.Dir], r.sub.trail[m.Dir] = clear, m.held, m.trail
	r.sub.phase = need
	r.decide()
	return nil
}

func (e *entrant) awaits(dir flow.Direction) bool {
	return e.bodies[dir] && (e.truth == filter.Unknown || e.After && e.truth != filter.No)
}

// byMessage reports whether the rule is decided for each message.
func (e *entrant) byMessage() bool {
	return e.messages && e.truth == filter.Unknown && !e.After
}

// decide asks the rules again that could not be decided.
func (r *Run) decide() {
	for i := range r.rules {
		e := &r.rules[i]
		if e.truth != filter.Unknown || e.After {
			continue
		}
		if e.truth = e.filter.Decide(r.sub); e.truth == filter.Yes && r.response != nil {
			r.tooLate(e)
		}
	}
}

// takePending asks the rules that waited for a response, and takes those in that
// match or may.
func (r *Run) takePending() {
	n := len(r.rules)
	r.pending.each(func(i int) {
		e := entrant{compiled: r.set.rules[i]}
		if e.truth = e.filter.Decide(r.sub); e.truth == filter.No {
			return
		}
		r.rules = append(r.rules, e)
		if e.truth == filter.Yes {
			r.tooLate(&e)
		}
	})
	r.pending = nil
	if len(r.rules) > n {
		slices.SortFunc(r.rules, func(a, b entrant) int { return a.at - b.at })
	}
}

// tooLate tells what a rule would have done to the request, had it been known in
// time that it matches.
func (r *Run) tooLate(e *entrant) {
	for _, a := range e.Actions {
		if p := a.Phases(); p&requestPhases != 0 && p&(responsePhases|In(Messages)) == 0 {
			r.tell(flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: ResponseHead.String(),
				Why: "that the rule matches was decided by the response, and this acts on the request"})
		}
	}
}

// undecided gives up the rules that needed a body which cannot be had.
func (r *Run) undecided(dir flow.Direction, why string) {
	for i := range r.rules {
		if e := &r.rules[i]; e.awaits(dir) && !e.byMessage() {
			e.truth = filter.No
			r.tell(flow.RuleStep{Rule: e.Name, Group: e.group, Why: "whether it matches cannot be decided: " + why})
		}
	}
}

// applies reports whether a rule has a turn in a phase.
func (r *Run) applies(e *entrant, p Phase) bool {
	if !e.After {
		return e.truth == filter.Yes
	}
	return e.truth != filter.No && e.phases.Has(p) && e.filter.Decide(r.changedSubject()) == filter.Yes
}

// changedSubject is the exchange as the rules so far have made it.
func (r *Run) changedSubject() *subject {
	s := *r.sub
	for _, m := range []*Message{r.request, r.response} {
		if m == nil {
			continue
		}
		s.heads[m.Dir] = m.head
		if m.held {
			s.body[m.Dir], s.has[m.Dir] = m.clear, true
		}
	}
	s.scheme, s.host, s.port = r.route.Scheme, r.route.Host, r.route.Port
	s.url = r.route.url(r.request.head)
	return &s
}
