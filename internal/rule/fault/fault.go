package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Fault is a fault. One of Truncate, Cut and Malformed is set.
type Fault struct {
	Truncate  bool // a well-formed answer with no more than Octets of the decoded body
	Cut       rule.CutHow
	Malformed Malformed
	Octets    int64 // of the body that come before

	Chance float64 // that it comes, 0 is always
	Seed   uint64
}

// Action is a fault, and which exchange it is.
type Action struct {
	Fault
	exchanges atomic.Uint64
}

// New makes an action.
func New(f Fault) *Action { return &Action{Fault: f} }

// Kind and Phases are those of the table of actions.
func (a *Action) Kind() string        { return "fault" }
func (a *Action) Phases() rule.Phases { return rule.In(rule.ResponseHead) }

// Do takes the turn.
func (a *Action) Do(ctx context.Context, t *rule.Turn) error {
	if a.spared() {
		return &rule.Skip{Why: fmt.Sprintf("the %.4g%% of the exchanges that it is for do not have this one", 100*a.Chance)}
	}
	switch {
	case a.Truncate:
		return a.truncate(ctx, t)
	case a.Malformed != "":
		return a.malform(ctx, t)
	}
	t.Did(fmt.Sprintf("%s after %d octets of the body", willBe(a.Cut), a.Octets))
	end := &rule.Cut{How: a.Cut, Why: fmt.Sprintf("the rule %q %s after %d octets of the body", t.Rule.Name, verb(a.Cut), a.Octets)}
	wrap(t, func(from rule.Body) rule.Body { return &cutting{from: from, left: a.Octets, end: end} })
	return nil
}

// wrap puts something around the body that is to go to the client.
func wrap(t *rule.Turn, f func(rule.Body) rule.Body) {
	if !t.Dry() {
		t.Response.Wrap(f)
	}
}

// spared draws whether an exchange goes on unharmed: the nth one with a seed is or is not.
func (a *Action) spared() bool {
	if a.Chance == 0 || a.Chance == 1 {
		return false
	}
	n := a.exchanges.Add(1)
	r := rand.New(rand.NewPCG(a.Seed, n))
	r.Uint64() // neighbours are alike at first
	return r.Float64() >= a.Chance
}

func verb(how rule.CutHow) string {
	switch how {
	case rule.CutReset:
		return "resets the connection"
	case rule.CutHang:
		return "says nothing more"
	}
	return "closes the connection"
}

func willBe(how rule.CutHow) string {
	switch how {
	case rule.CutReset:
		return "to be reset"
	case rule.CutHang:
		return "to hang"
	}
	return "to be closed"
}

// cutting is a body that is not let through to its end.
type cutting struct {
	from rule.Body
	left int64
	end  error
}

func (b *cutting) Next(ctx context.Context) (rule.Piece, error) {
	if b.left == 0 {
		return rule.Piece{}, b.end
	}
	p, err := b.from.Next(ctx)
	if err != nil || int64(len(p.Data)) < b.left {
		b.left -= int64(len(p.Data))
		return p, err
	}
	p = cut(&p, int(b.left))
	p.End, p.Trailers, b.left = false, nil, 0
	return p, nil
}

// isBinary reports whether the client speaks a version without text on the wire.
func isBinary(t *rule.Turn) bool {
	p := t.Exchange.Proto
	return p == flow.HTTP2 || p == flow.HTTP3
}
