package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Run is what the rules do to one exchange. Its methods are called by the
// goroutine that owns the exchange, in the order of the phases; Event may be
// called by one goroutine for each direction.
type Run struct {
	// Dry and Clock may be set before the first call.
	Dry   bool
	Clock Clock

	set   *Set
	x     *flow.Exchange
	sub   *subject
	rules []entrant
	steps []flow.RuleStep
	later []later

	request, response *Message
	route             *Route
	answer            *Answer
	mark              flow.Mark
	hidden            bool
	ended             bool // a final rule or answer: no further turns
	passed            bool // see Turn.Pass

	events sync.Mutex // steps, rules and kept, while there are messages
	kept   map[any]any
}

// entrant is a rule that matches, or may.
type entrant struct {
	*compiled
	truth filter.Truth
	told  bool // that it can do nothing any more
}

// Outcome is how an exchange goes on after the request's phases.
type Outcome struct {
	Head *flow.Head
	Body Body // nil for none
	// Route is another one when the rules changed it, else nil.
	Route *Route
	// Answer is what the client gets instead of the origin's response, or nil.
	Answer *Answer
}

// Request runs the request's phases. body is nil for none. The error is a *Cut, or that
// of the client's side or ctx.
func (r *Run) Request(ctx context.Context, head *flow.Head, body Body, route Route) (Outcome, error) {
	m := &Message{Dir: flow.Request, head: head, body: body, limit: r.set.limits.Body}
	before := route
	r.request, r.route = m, &route
	if err := r.askForAll(m); err != nil {
		return Outcome{}, err
	}
	if err := r.await(ctx, m, filter.AtRequest, requestPhases|In(Connect)); err != nil {
		return Outcome{}, err
	}
	for _, p := range []Phase{Connect, RequestHead, RequestBody} {
		if err := r.phase(ctx, p, m); err != nil {
			return Outcome{}, err
		}
		if r.answer != nil {
			break
		}
	}
	out := Outcome{Answer: r.answer}
	err := r.throughMessages(ctx, m)
	if err != nil {
		return Outcome{}, err
	}
	if out.Head, out.Body, err = m.finish(); err != nil {
		return Outcome{}, err
	}
	if route != before {
		out.Route = &route
	}
	return out, nil
}

// Response runs the response's phases; x.Status and the like are as the origin
// has them. body is nil for none.
func (r *Run) Response(ctx context.Context, head *flow.Head, body Body) (*flow.Head, Body, error) {
	m := &Message{Dir: flow.Response, head: head, body: body, limit: r.set.limits.Body,
		toHEAD: string(r.sub.heads[flow.Request].Method) == "HEAD"}
	r.response = m
	r.sub.heads[flow.Response] = head
	r.sub.phase = filter.AtResponseHead
	if r.answer != nil && r.answer.Final {
		return head, body, nil
	}
	r.decide()
	if err := r.await(ctx, m, filter.AtResponse, responsePhases); err != nil {
		return nil, nil, err
	}
	for _, p := range []Phase{ResponseHead, ResponseBody} {
		if err := r.phase(ctx, p, m); err != nil {
			return nil, nil, err
		}
	}
	if err := r.throughMessages(ctx, m); err != nil {
		return nil, nil, err
	}
	return m.finish()
}

// throughMessages gives the messages in a body their turn.
func (r *Run) throughMessages(ctx context.Context, m *Message) error {
	st := r.MessageStage(ctx, m.Dir, m.head)
	if st == nil {
		return nil
	}
	var skip *Skip
	err := m.Through(ctx, st)
	if errors.As(err, &skip) {
		r.tell(flow.RuleStep{Phase: Messages.String(), Why: skip.Why})
		return nil
	}
	return err
}

// await holds the body of m when a rule that wants a turn in one of the phases
// cannot be decided without it, and decides.
func (r *Run) await(ctx context.Context, m *Message, need filter.Phase, phases Phases) error {
	wanted := false
	for i := range r.rules {
		e := &r.rules[i]
		wanted = wanted || e.truth == filter.Unknown && !e.After && e.phases&phases != 0 && e.filter.Phase() <= need
	}
	if !wanted {
		return nil
	}
	clear, err := m.Whole(ctx)
	var skip *Skip
	switch {
	case errors.As(err, &skip):
		r.undecided(need, phases, skip.Why)
		return nil
	case err != nil:
		return err
	}
	r.sub.body[m.Dir], r.sub.has[m.Dir], r.sub.trail[m.Dir] = clear, true, m.trail
	r.sub.phase = need
	r.decide()
	return nil
}

// decide asks the rules again that could not be decided.
func (r *Run) decide() {
	for i := range r.rules {
		if e := &r.rules[i]; e.truth == filter.Unknown && !e.After {
			e.truth = e.filter.Decide(r.sub)
		}
	}
}

func (r *Run) undecided(need filter.Phase, phases Phases, why string) {
	for i := range r.rules {
		if e := &r.rules[i]; e.truth == filter.Unknown && e.phases&phases != 0 && e.filter.Phase() <= need {
			r.steps = append(r.steps, flow.RuleStep{Rule: e.Name, Group: e.group, Why: "its match cannot be decided: " + why})
			e.truth = filter.No
		}
	}
}

// phase gives each rule that matches its turn.
func (r *Run) phase(ctx context.Context, p Phase, m *Message) error {
	if r.ended {
		return nil
	}
	for i := range r.rules {
		e := &r.rules[i]
		if !r.applies(e, p) {
			continue
		}
		for _, a := range e.Actions {
			if !a.Phases().Has(p) {
				continue
			}
			if err := r.turn(ctx, e, a, p, m); err != nil {
				return err
			}
			if r.answer != nil && m.Dir == flow.Request {
				return nil
			}
		}
		if e.final {
			r.rules = r.rules[:i+1]
			break
		}
	}
	return nil
}

// applies reports whether a rule has a turn in a phase.
func (r *Run) applies(e *entrant, p Phase) bool {
	switch {
	case e.After && e.phases.Has(p):
		return e.filter.Match(r.changedSubject())
	case e.truth == filter.Unknown && e.phases.Has(p) && !e.told:
		e.told = true
		r.steps = append(r.steps, flow.RuleStep{Rule: e.Name, Group: e.group, Phase: p.String(), Why: "its match needs what comes later"})
	}
	return e.truth == filter.Yes
}

// changedSubject is the exchange as the rules so far have made it.
func (r *Run) changedSubject() *subject {
	s := *r.sub
	s.heads[flow.Request] = r.request.head
	if r.response != nil {
		s.heads[flow.Response] = r.response.head
	}
	s.host, s.port = r.route.Host, r.route.Port
	s.url = r.route.url(r.request.head)
	return &s
}

// turn lets an action do its work, and writes it down.
func (r *Run) turn(ctx context.Context, e *entrant, a Action, p Phase, m *Message) error {
	step := flow.RuleStep{Rule: e.Name, Group: e.group, Action: a.Kind(), Phase: p.String()}
	t := &Turn{Phase: p, Exchange: r.x, Client: r.x.Client, Rule: e.Rule, Group: e.group, Request: r.request, Response: r.response,
		Route: r.route, run: r, step: &step}
	before := r.snapshot(m)
	m.news, m.came = nil, nil
	start := r.Clock.Now()
	err := contained(func() error { return a.Do(ctx, t) })
	step.Took = r.Clock.Now().Sub(start)
	r.compare(&step, m, before)
	if m.held {
		r.reported(&step, m)
	}
	err = conclude(ctx, t, err)
	if len(m.news) > 0 && !m.held && len(r.steps) < maxSteps {
		r.later = append(r.later, later{step: len(r.steps), part: m.Dir.String() + " body", passes: m.news})
		r.steps = append(r.steps, step)
	} else {
		r.tell(step)
	}
	return err
}

// conclude writes down how a turn ended and returns the error that ends the
// exchange, if it does.
func conclude(ctx context.Context, t *Turn, err error) error {
	step := t.step
	var cut *Cut
	var skip *Skip
	switch {
	case errors.As(err, &cut):
		t.Did(cut.Why)
	case errors.As(err, &skip):
		step.Why, err = skip.Why, nil
	case err != nil && ctx.Err() != nil:
		step.Why = "the client has gone"
	case err != nil:
		step.Why, err = "it failed: "+err.Error(), nil
	}
	if step.Did == "" && len(step.Changes) > 0 && step.Why == "" {
		step.Did = "changed the " + step.Changes[0].Part
	}
	return err
}

// tell adds a step to the trace, if it says something.
func (r *Run) tell(step flow.RuleStep) {
	if (step.Did != "" || step.Why != "" || len(step.Log) > 0) && len(r.steps) < maxSteps {
		r.steps = append(r.steps, step)
	}
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

// seen is what of a message is compared.
type seen struct {
	head  *flow.Head
	clear []byte
	held  bool
	route Route
}

func (r *Run) snapshot(m *Message) seen {
	s := seen{head: m.head, clear: m.clear, held: m.held}
	if r.route != nil {
		s.route = *r.route
	}
	return s
}

func (r *Run) compare(step *flow.RuleStep, m *Message, before seen) {
	if m.head != before.head {
		r.changed(step, m.Dir.String()+" head", before.head.Raw, m.head.Raw)
	}
	if !before.held {
		before.clear = m.came
	}
	if m.fresh && !bytes.Equal(m.clear, before.clear) {
		r.changed(step, m.Dir.String()+" body", before.clear, m.clear)
	}
	if r.route != nil && *r.route != before.route {
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

func (r *Run) changed(step *flow.RuleStep, part string, before, after []byte) {
	n := r.set.limits.Diff
	c := flow.Change{Part: part, Cut: len(before) > n || len(after) > n}
	c.Before, c.After = bytes.Clone(before[:min(n, len(before))]), bytes.Clone(after[:min(n, len(after))])
	step.Changes = append(step.Changes, c)
}

// Trace is what was done so far, in order. Of bodies that have not passed yet, it is
// what was done by now.
func (r *Run) Trace() []flow.RuleStep {
	r.events.Lock()
	all := slices.Clone(r.steps)
	r.events.Unlock()
	for _, l := range r.later {
		step := &all[l.step]
		step.Changes, step.Log = slices.Clone(step.Changes), slices.Clone(step.Log)
		for _, p := range l.passes {
			p.tell(step, l.part, true)
		}
	}
	return slices.DeleteFunc(all, func(s flow.RuleStep) bool { return s.Did == "" && s.Why == "" && len(s.Log) == 0 })
}

// Names are the rules that did something.
func (r *Run) Names() (names []string) {
	for _, s := range r.Trace() {
		if s.Did != "" && !slices.Contains(names, s.Rule) {
			names = append(names, s.Rule)
		}
	}
	return names
}

// Mark is what the rules marked the exchange with, and whether it is to be kept
// out of the list.
func (r *Run) Mark() (m flow.Mark, hidden bool) { return r.mark, r.hidden }

// WantsMessages reports whether a rule has something to do with the messages of
// the exchange: then they have to be taken apart.
func (r *Run) WantsMessages() bool {
	for i := range r.rules {
		if e := &r.rules[i]; e.phases.Has(Messages) && e.truth != filter.No {
			return true
		}
	}
	return false
}
