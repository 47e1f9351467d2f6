package fault

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rockxy/internal/rule"
)

// Delay is a delay. Its zero waits for nothing.
type Delay struct {
	Request time.Duration // before the request goes on
	Before  time.Duration // before the response head goes on
	Between time.Duration // between two chunks of the body
	Chunk   int           // octets of a chunk; 0: as they come, 16 KiB at most
	After   []Pause       // in the body
}

// Pause is a wait after a number of octets.
type Pause struct {
	Octets int64
	Wait   time.Duration
}

const maxChunk = 16 << 10

// NewDelay makes an action.
func NewDelay(d Delay) *Delay {
	if d.Chunk == 0 {
		d.Chunk = maxChunk
	}
	d.After = slices.Clone(d.After)
	slices.SortStableFunc(d.After, func(a, b Pause) int { return cmp.Compare(a.Octets, b.Octets) })
	return &d
}

// Kind and Phases are those of the table of actions.
func (d *Delay) Kind() string { return "delay" }
func (d *Delay) Phases() (all rule.Phases) {
	if d.Request > 0 {
		all |= rule.In(rule.RequestHead)
	}
	if d.Before > 0 || d.Between > 0 || len(d.After) > 0 {
		all |= rule.In(rule.ResponseHead)
	}
	return all
}

// Do takes the turn.
func (d *Delay) Do(ctx context.Context, t *rule.Turn) error {
	if t.Phase == rule.RequestHead {
		t.Did(fmt.Sprintf("delayed the request by %s", d.Request))
		return t.Sleep(ctx, d.Request)
	}
	t.Did(d.String())
	if d.Between > 0 || len(d.After) > 0 {
		clock := t.Clock()
		wrap(t, func(from rule.Body) rule.Body { return &delayed{from: from, delay: d, clock: clock} })
	}
	return t.Sleep(ctx, d.Before)
}

// String says what is done to a response.
func (d *Delay) String() string {
	var parts []string
	if d.Before > 0 {
		parts = append(parts, "delayed the response by "+d.Before.String())
	}
	if d.Between > 0 {
		parts = append(parts, "delayed the chunks of the body by "+d.Between.String())
	}
	for _, p := range d.After {
		parts = append(parts, fmt.Sprintf("delayed the body by %s after %d octets", p.Wait, p.Octets))
	}
	return strings.Join(parts, "; ")
}

// delayed is a body that is waited for.
type delayed struct {
	from  rule.Body
	delay *Delay
	clock rule.Clock

	rest rule.Piece // of the last piece
	at   int64      // octets so far
	next int        // of the pauses
}

func (b *delayed) Next(ctx context.Context) (rule.Piece, error) {
	if len(b.rest.Data) == 0 {
		p, err := b.from.Next(ctx)
		if err != nil || len(p.Data) == 0 {
			return p, err
		}
		b.rest = p
	}
	var wait time.Duration
	if b.at > 0 {
		wait = b.delay.Between
	}
	n := len(b.rest.Data)
	if b.delay.Between > 0 {
		n = min(n, b.delay.Chunk)
	}
	after := b.delay.After
	for ; b.next < len(after) && after[b.next].Octets <= b.at; b.next++ {
		wait += after[b.next].Wait
	}
	if b.next < len(after) {
		n = int(min(int64(n), after[b.next].Octets-b.at))
	}
	if err := b.clock.Sleep(ctx, wait); err != nil {
		return rule.Piece{}, err
	}
	b.at += int64(n)
	return cut(&b.rest, n), nil
}

// cut takes n octets off a piece. What is taken is not held back for the rest.
func cut(rest *rule.Piece, n int) rule.Piece {
	p := *rest
	rest.Data = rest.Data[n:]
	if p.Data = p.Data[:n]; len(rest.Data) > 0 {
		p.End, p.Trailers = false, nil
	}
	p.More = false
	return p
}
