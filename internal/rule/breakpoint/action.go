package breakpoint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Config says when to pause, and what happens without a decision.
type Config struct {
	Request, Response, Messages bool
	Timeout                     time.Duration // 0: none
	Then                        Then          // after Timeout; empty is ThenSend
	Template                    string        // that messages are edited with beforehand, empty for none
	// NoBody pauses without waiting for the body, which passes as it is.
	NoBody bool
}

// Deps are what actions need of the instance. Without a Queue they do nothing.
type Deps struct {
	Queue     *Queue
	Templates *Templates
}

// Action is the action "breakpoint".
type Action struct {
	cfg  Config
	deps Deps
}

// New returns the action; see [ParseAction] for what cfg may be.
func New(cfg Config, deps Deps) *Action {
	if cfg.Then == "" {
		cfg.Then = ThenSend
	}
	return &Action{cfg, deps}
}

// Kind implements rule.Action.
func (a *Action) Kind() string { return "breakpoint" }

// Phases are those of bodies: what is paused is what the rules for heads have made.
func (a *Action) Phases() (p rule.Phases) {
	if a.cfg.Request {
		p |= rule.In(rule.RequestBody)
	}
	if a.cfg.Response {
		p |= rule.In(rule.ResponseBody)
	}
	if a.cfg.Messages {
		p |= rule.In(rule.Messages)
	}
	return p
}

// Do implements rule.Action.
func (a *Action) Do(ctx context.Context, t *rule.Turn) error {
	if t.Event != nil && isControl(t.Event.Kind) {
		return nil
	}
	what := phaseName(t)
	switch {
	case t.Dry():
		t.Did("would pause the " + what)
		return nil
	case a.deps.Queue == nil:
		return &rule.Skip{Why: "there is nobody here to ask"}
	}
	item, err := a.item(ctx, t, what)
	if err != nil {
		return err
	}
	start := t.Clock().Now()
	if a.cfg.Timeout > 0 {
		item.Deadline = start.Add(a.cfg.Timeout)
	}
	h := &hand{t: t, item: &item}
	_, err = a.deps.Queue.Hold(ctx, item, h.apply)
	switch {
	case errors.Is(err, ErrFull):
		return &rule.Skip{Why: err.Error() + "; this one was not"}
	case errors.Is(err, ErrStopped):
		return &rule.Cut{How: rule.CutClose, Why: "Rockxy has ended while the " + what + " was paused"}
	case err != nil:
		return err
	}
	t.Did(fmt.Sprintf("paused the %s for %s", what, t.Clock().Now().Sub(start).Round(time.Millisecond)))
	for _, n := range h.notes {
		t.Did(n)
	}
	if h.cut != nil {
		return h.cut
	}
	return nil
}

func isControl(k flow.MessageKind) bool {
	return k == flow.MessagePing || k == flow.MessagePong || k == flow.MessageClose
}

func phaseName(t *rule.Turn) string {
	switch {
	case t.Event != nil:
		return "message"
	case t.Response != nil:
		return "response"
	}
	return "request"
}

// item is what is shown of the turn. The error is one of the body's side.
func (a *Action) item(ctx context.Context, t *rule.Turn, phase string) (Item, error) {
	x := t.Exchange
	i := Item{Then: a.cfg.Then, Rule: t.Rule.Name, Group: t.Group, Phase: phase, Exchange: x.ID, Method: x.Method, URL: x.URL}
	if t.Client != nil {
		i.Client = t.Client.Addr
		if p := t.Client.Process.Load(); p != nil {
			i.Process, i.ProcessID = p.Name, p.PID
		}
	}
	if t.Event != nil {
		i.Original = event(t.Event)
		return i, nil
	}
	m := t.Message()
	i.Original = shown(m.Head(), m.Dir, t.Route)
	i.NoBody = m.Dir == flow.Response && (i.Method == "HEAD" || m.Head().Status == 101)
	if err := a.body(ctx, m, &i); err != nil {
		return i, err
	}
	a.template(t, &i)
	return i, nil
}

func (a *Action) body(ctx context.Context, m *rule.Message, i *Item) error {
	if a.cfg.NoBody {
		if m.HasBody() {
			i.Left = "the breakpoint does not wait for bodies"
		}
		return nil
	}
	data, err := m.Whole(ctx)
	var skip *rule.Skip
	if errors.As(err, &skip) {
		i.Left = skip.Why
		return nil
	}
	i.Original.Body, i.Original.Trailers = data, fieldsOf(m.Trailers())
	return err
}

// template edits the item beforehand. A request and a response have templates of
// their own; the other's does nothing.
func (a *Action) template(t *rule.Turn, i *Item) {
	if a.cfg.Template == "" || a.deps.Templates == nil {
		return
	}
	m, err := a.deps.Templates.Message(a.cfg.Template)
	if err != nil {
		t.Log(fmt.Sprintf("the template %q was not applied: %v", a.cfg.Template, err))
		return
	}
	if m.Dir == i.Original.Dir {
		i.Draft = m
	}
}
