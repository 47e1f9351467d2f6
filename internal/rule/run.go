package rule

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

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

	set *Set
	x   *flow.Exchange

	// The owner's.
	sub               *subject
	rules             []entrant
	pending           ruleSet // those that are asked when there is a response
	request, response *Message
	route             *Route
	answer            *Answer
	passed            bool // see Turn.Pass

	// talk is what Event works with, from the end of the request's phases on.
	talk atomic.Pointer[talk]
	room atomic.Int64 // octets of changes that the trace still takes

	events sync.Mutex // guards what follows
	steps  []flow.RuleStep
	later  []later
	unkept int // steps that there was no place for
	mark   flow.Mark
	hidden bool
	kept   map[any]any // see Turn.Keep
	hits   []*compiled // counted because of a message
}

// entrant is a rule that matches, or may.
type entrant struct {
	*compiled
	truth filter.Truth
	turns uint64 // actions that had one, by their place

	counted bool
}

// newRun is a run of rules that match, or may.
func newRun(s *Set, x *flow.Exchange, sub subject, rules []entrant) *Run {
	r := &Run{set: s, x: x, sub: &sub, rules: rules, Clock: systemClock{}}
	r.room.Store(maxChanges)
	return r
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

// Request runs the request's phases. body is nil for none. The Address of the route,
// if it has one, was given by rules at Connect, and is decided again. The error is a
// *Cut, or that of the client's side or ctx.
func (r *Run) Request(ctx context.Context, head *flow.Head, body Body, route Route) (Outcome, error) {
	handed := false
	defer func() {
		if a := r.answer; !handed && a != nil && a.Body != nil { // nobody else can close it
			a.Body.Close()
		}
	}()
	m := &Message{Dir: flow.Request, head: head, body: body, limit: r.set.limits.Body}
	before := route
	route.Address = ""
	r.request, r.route = m, &route
	if err := r.askForAll(m); err != nil {
		return Outcome{}, err
	}
	if err := r.await(ctx, m, filter.AtRequest); err != nil {
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
	r.publish()
	err := r.throughMessages(ctx, m)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Answer: r.answer}
	if out.Head, out.Body, err = m.finish(); err != nil {
		return Outcome{}, err
	}
	if out.Body != nil && m.unread() {
		out.Body = &instead{sent: out.Body, read: m.body}
	}
	if route != before {
		out.Route = &route
	}
	handed = true
	return out, nil
}

// Response runs the response's phases; x.Status and the like are as the origin
// has them. body is nil for none.
func (r *Run) Response(ctx context.Context, head *flow.Head, body Body) (*flow.Head, Body, error) {
	m := &Message{Dir: flow.Response, head: head, body: body, limit: r.set.limits.Body,
		toHEAD: string(r.sub.heads[flow.Request].Method) == "HEAD"}
	r.response = m
	if r.answer != nil && r.answer.Final {
		r.publish()
		return head, body, nil
	}
	r.sub.heads[flow.Response] = head
	r.sub.phase = filter.AtResponseHead
	r.decide()
	r.takePending()
	if err := r.await(ctx, m, filter.AtResponse); err != nil {
		return nil, nil, err
	}
	for _, p := range []Phase{ResponseHead, ResponseBody} {
		if err := r.phase(ctx, p, m); err != nil {
			return nil, nil, err
		}
	}
	r.publish()
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

// Names are the rules that did something.
func (r *Run) Names() (names []string) {
	for _, s := range r.Trace() {
		if s.Did != "" && s.Rule != "" && !slices.Contains(names, s.Rule) {
			names = append(names, s.Rule)
		}
	}
	return names
}

// Mark is what the rules marked the exchange with, and whether it is to be kept
// out of the list.
func (r *Run) Mark() (m flow.Mark, hidden bool) {
	r.events.Lock()
	defer r.events.Unlock()
	return r.mark, r.hidden
}

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
