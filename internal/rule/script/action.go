package script

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"rockxy/internal/rule"
)

// Action is a script of a rule.
type Action struct{ *core }

// core is what an Action is, apart from itself: when nobody has the Action any more, its
// machines are closed.
type core struct {
	host   *Host
	source *source
}

// New compiles a script. The error is a *Error, or that of its file.
func (h *Host) New(o Options) (*Action, error) {
	s, err := h.open(o)
	if err != nil {
		return nil, err
	}
	a := &Action{&core{host: h, source: s}}
	runtime.AddCleanup(a, (*source).close, s)
	return a, nil
}

// Kind is "script".
func (a *Action) Kind() string { return "script" }

// Phases are those of the functions that the script has. It takes its turn when all heads
// have been edited, since it may look at bodies.
func (a *Action) Phases() rule.Phases {
	var all rule.Phases
	for i, there := range a.source.handlers() {
		if there {
			all |= rule.In(phaseOf(handler(i)))
		}
	}
	return all
}

func phaseOf(h handler) rule.Phase {
	return [...]rule.Phase{rule.RequestBody, rule.ResponseBody, rule.Messages}[h]
}

// Close gives back what the action holds ahead. It is not to be used any more, but
// calls that run go on.
func (a *Action) Close() { a.source.close() }

// Do takes the turn.
func (a *Action) Do(ctx context.Context, t *rule.Turn) error {
	defer runtime.KeepAlive(a)
	h := onRequest
	switch t.Phase {
	case rule.ResponseBody:
		h = onResponse
	case rule.Messages:
		h = onMessage
	}
	news := a.source.look()
	if news != "" {
		t.Log("error: " + news)
	}
	loaded := a.source.current()
	if !loaded.program.handlers[h] {
		return nil
	}
	if why := a.source.off(); why != "" {
		return &rule.Skip{Why: why}
	}
	return a.source.concluded(t, a.run(ctx, t, h, loaded))
}

// run calls the handler in a fresh machine and does what it wants.
func (c *core) run(ctx context.Context, t *rule.Turn, h handler, l *loaded) error {
	if err := c.host.enter(ctx); err != nil {
		return err
	}
	defer c.host.leave()
	m, err := l.take()
	if err != nil {
		return l.program.failure(err)
	}
	j := c.job(ctx, t, h)
	j.log = m.log
	c.source.calls.Add(1)
	out, err := run(ctx, m, h, j, l.program, c.source.calls.Done)
	if errors.Is(err, errStuck) {
		return l.program.failure(err) // the job is the machine's still
	}
	for _, entry := range j.log {
		t.Log(entry.String())
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errExpired):
		return &Error{What: (&overtime{l.program.limits.Time}).Error()}
	case j.failed != nil:
		return j.failed // what the script says to it is not what matters
	default:
		return l.program.failure(err)
	}
	return apply(ctx, t, h, j, out)
}

func (l line) String() string {
	switch l.level {
	case "", cutLevel:
		return l.text
	}
	return l.level + ": " + l.text
}

// Trouble is something about a script that its user wants to know at once.
type Trouble struct {
	Rule, Group string // empty when the file was changed between exchanges
	File        string // of the script, or of the rule that has it inside
	What        string // a sentence without a period
	Off         bool   // the script does not run any more until its text changes
}

// off says why the script does not run, or nothing.
func (s *source) off() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOff {
		return ""
	}
	return s.offWhy()
}

func (s *source) offWhy() string {
	next := "save the rule file with another text of it to try again"
	if s.path != "" {
		next = "save " + s.path + " to try again"
	}
	if s.stuck > 0 {
		return fmt.Sprintf("the script is off: %d of its calls cannot be stopped; %s", s.stuck, next)
	}
	return fmt.Sprintf("the script is off after %d failures in a row; %s", maxFailures, next)
}

// maxFailures in a row switch a script off, maxStuck calls that are still running long after
// they were to stop do too.
const (
	maxFailures = 10
	maxStuck    = 2
)

// concluded counts failures, and returns err.
func (s *source) concluded(t *rule.Turn, err error) error {
	var bad *Error
	s.mu.Lock()
	failed := errors.As(err, &bad)
	switch {
	case !failed && err == nil:
		s.failures = 0
	case failed:
		s.failures++
		if bad.Stuck {
			s.stuck++
		}
	}
	turned := !s.isOff && (s.failures >= maxFailures || s.stuck >= maxStuck)
	var why string
	if turned {
		s.isOff = true
		why = s.offWhy()
	}
	s.mu.Unlock()
	if turned {
		t.Log("error: " + why)
		s.report(Trouble{Rule: t.Rule.Name, Group: t.Group, File: s.name, What: why + "; the last was: " + bad.Error(), Off: true})
	}
	return err
}
