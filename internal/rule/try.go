package rule

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Recorded is an exchange that is over.
type Recorded struct {
	Exchange          *flow.Exchange
	Request, Response *flow.Head // Response is nil when there was none
	// Bodies are as on the wire, nil for none. They have the trailers.
	RequestBody, ResponseBody Body
	// Messages are those of a WebSocket, nil for none.
	Messages iter.Seq2[*flow.Message, error]
}

// Tried is what rules would do to a recorded exchange.
type Tried struct {
	Matched []string // the rules that match it, by name
	Trace   []flow.RuleStep
	Route   *Route // another one than it took, else nil
	Mark    flow.Mark
	Hidden  bool
	// Head and Body are what the client would get, Sent what the origin would; nil
	// where nothing came that far.
	Sent, Head *flow.Head
	Answered   bool // by a rule
	Cut        bool
}

// maxTried bounds how many messages of a WebSocket are tried.
const maxTried = 10_000

// Try runs the rules over an exchange that is over: nothing waits, nothing goes
// anywhere, nobody is asked. The error is one of reading what was recorded, or ctx's.
func (s *Set) Try(ctx context.Context, rec Recorded) (Tried, error) {
	run := s.Begin(rec.Exchange, rec.Request)
	if run == nil {
		return Tried{}, nil
	}
	run.Dry, run.Clock = true, dryClock{}
	t := trial{run: run, rec: &rec}
	err := t.all(ctx)
	var cut *Cut
	if errors.As(err, &cut) {
		t.out.Cut, err = true, nil
	}
	t.out.Matched, t.out.Trace = run.matched(), run.Trace()
	t.out.Mark, t.out.Hidden = run.Mark()
	return t.out, err
}

// trial is a Run over what was recorded.
type trial struct {
	run *Run
	rec *Recorded
	out Tried
}

func (t *trial) all(ctx context.Context) error {
	x := t.rec.Exchange
	out, err := t.run.Request(ctx, t.rec.Request, t.rec.RequestBody, Route{Scheme: x.Scheme, Host: x.Host, Port: x.Port})
	if err != nil {
		return err
	}
	if a := out.Answer; a != nil && a.Body != nil {
		defer a.Body.Close()
	}
	t.out.Sent, t.out.Route, t.out.Answered = out.Head, out.Route, out.Answer != nil
	if err := discard(ctx, out.Body); err != nil {
		return err
	}
	head, body := t.rec.Response, t.rec.ResponseBody
	if a := out.Answer; a != nil {
		t.out.Sent = nil
		if head, body, err = answered(a); err != nil {
			return err
		}
	}
	if head == nil {
		return nil
	}
	if t.out.Head, body, err = t.run.Response(ctx, head, body); err != nil {
		return err
	}
	if err := discard(ctx, body); err != nil {
		return err
	}
	return t.messages(ctx)
}

// messages gives those of a WebSocket their turn. Other messages are in bodies.
func (t *trial) messages(ctx context.Context) error {
	if t.rec.Messages == nil || t.rec.Exchange.Kind != "websocket" || t.out.Answered || !t.run.WantsMessages() {
		return nil
	}
	n := 0
	for m, err := range t.rec.Messages {
		if err != nil {
			return err
		}
		if m.Encoded || int64(len(m.Data)) < m.Size || m.Kind == flow.MessageClose {
			continue
		}
		if err := t.run.Event(ctx, &Event{Kind: m.Kind, Dir: m.Dir, Data: append([]byte(nil), m.Data...)}); err != nil {
			return err
		}
		if n++; n == maxTried {
			break
		}
	}
	return nil
}

// answered is an answer as a response that came.
func answered(a *Answer) (*flow.Head, Body, error) {
	h := &flow.Head{Proto: flow.HTTP11, Status: a.Status, Reason: []byte(a.Reason), Fields: a.Fields}
	h, err := rebuild(h, flow.Response)
	if err != nil || a.Body == nil {
		return h, nil, err
	}
	return h, FromReader(io.LimitReader(a.Body, maxAnswer)), nil
}

// maxAnswer is how much of an answer is read when a rule is tried.
const maxAnswer = 32 << 20

// discard reads a body, so that what stages have to say of it is said.
func discard(ctx context.Context, b Body) error {
	for b != nil {
		p, err := b.Next(ctx)
		if err != nil || p.End {
			return err
		}
	}
	return nil
}

// matched are the rules that apply, as far as they were asked.
func (r *Run) matched() (names []string) {
	did := map[string]bool{}
	for _, n := range r.Names() {
		did[n] = true
	}
	for i := range r.rules {
		if e := &r.rules[i]; !e.After && e.truth == filter.Yes || e.turns != 0 || did[e.Name] {
			names = append(names, e.Name)
		}
	}
	return names
}

// dryClock does not wait.
type dryClock struct{}

func (dryClock) Now() time.Time                                   { return time.Now() }
func (dryClock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }
