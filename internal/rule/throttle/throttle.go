package throttle

import (
	"context"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Action is a throttle.
type Action struct{ line *line }

// New makes an action with a line of its own.
func New(p Profile) *Action { return &Action{newLine(p)} }

// Switch turns the line off, so that everything passes unslowed, what is under
// way included; and on again. Whoever has one switch for all throttles finds them in
// [rule.Set.Groups], and again in the set that comes after it.
func (a *Action) Switch(on bool) { a.line.off.Store(!on) }

// Kind and Phases are those of the table of actions. Of exchanges only tunnels
// have something to do at Connect.
func (a *Action) Kind() string { return "throttle" }
func (a *Action) Phases() rule.Phases {
	return rule.In(rule.Connect, rule.RequestHead, rule.ResponseHead)
}

// Do takes the turn.
func (a *Action) Do(ctx context.Context, t *rule.Turn) error {
	if t.Phase == rule.Connect && t.Link == nil {
		return nil
	}
	if a.line.off.Load() {
		return &rule.Skip{Why: "throttling is switched off"}
	}
	switch t.Phase {
	case rule.Connect:
		a.tunnel(t)
	case rule.RequestHead:
		a.request(t)
	case rule.ResponseHead:
		return a.response(ctx, t)
	}
	return nil
}

// tunnel slows a connection that is not read.
func (a *Action) tunnel(t *rule.Turn) {
	t.Did(a.line.downwards())
	if a.line.Up > 0 {
		t.Did(a.line.upwards())
	}
	n := a.line.flows.Add(1)
	down := newFate(&a.line.Profile, flow.Response, n)
	t.Link.Wrap(a.wrap(t, flow.Request, newFate(&a.line.Profile, flow.Request, n), 0), a.wrap(t, flow.Response, down, down.latency))
}

// request slows what the client sends.
func (a *Action) request(t *rule.Turn) {
	if did := a.line.upwards(); did != "" && t.Request.HasBody() {
		t.Did(did)
	}
	if !t.Dry() {
		t.Request.Wrap(a.wrap(t, flow.Request, a.fate(t, flow.Request), 0))
	}
}

// response makes the client wait for the head, and slows what follows.
func (a *Action) response(ctx context.Context, t *rule.Turn) error {
	t.Did(a.line.downwards())
	if t.Dry() {
		return nil
	}
	f := a.fate(t, flow.Response)
	t.Response.Wrap(a.wrap(t, flow.Response, f, 0))
	if err := t.Sleep(ctx, f.latency); err != nil {
		return err
	}
	head := &paced{line: a.line, fate: f, clock: t.Clock(), name: t.Rule.Name}
	return head.carry(ctx, len(t.Response.Head().Raw))
}

// fate is that of one side of the exchange, by its number among those of the line.
func (a *Action) fate(t *rule.Turn, dir flow.Direction) *fate {
	n := t.Keep(a, func() any { return a.line.flows.Add(1) }).(uint64)
	return newFate(&a.line.Profile, dir, n)
}

// wrap is what slows a body: what f decides happens to it.
func (a *Action) wrap(t *rule.Turn, dir flow.Direction, f *fate, wait time.Duration) func(rule.Body) rule.Body {
	clock, name := t.Clock(), t.Rule.Name
	return func(from rule.Body) rule.Body {
		return &paced{from: from, line: a.line, lane: a.line.lanes[dir], fate: f, clock: clock, name: name, wait: wait}
	}
}
