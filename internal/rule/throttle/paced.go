package throttle

import (
	"context"
	"fmt"
	"time"

	"rockxy/internal/rule"
)

// paced is a body on a line.
type paced struct {
	from  rule.Body
	line  *line
	lane  *lane // nil: without a limit
	fate  *fate
	clock rule.Clock
	name  string // of the rule

	wait time.Duration // before the first octet
	rest rule.Piece    // what is to be sent of the last piece
	owed int           // octets that went on without their time
	sender
}

// Next sends a portion.
func (b *paced) Next(ctx context.Context) (rule.Piece, error) {
	if len(b.rest.Data) == 0 {
		p, err := b.from.Next(ctx)
		if err != nil || len(p.Data) == 0 {
			return p, err
		}
		b.rest = p
	}
	if b.line.off.Load() {
		p := b.rest
		b.rest, b.owed = rule.Piece{}, 0
		return p, nil
	}
	if b.wait > 0 {
		d := b.wait
		b.wait = 0
		if err := b.clock.Sleep(ctx, d); err != nil {
			return rule.Piece{}, err
		}
	}
	n, err := b.send(ctx)
	if err != nil {
		return rule.Piece{}, err
	}
	return b.cut(n), nil
}

// cut takes n octets off the rest.
func (b *paced) cut(n int) rule.Piece {
	p := b.rest
	if n < len(p.Data) {
		p = rule.Piece{Data: p.Data[:n]}
	}
	b.rest.Data = b.rest.Data[n:]
	p.More = b.owed > 0
	return p
}

// send returns when a portion is through.
func (b *paced) send(ctx context.Context) (int, error) {
	n := len(b.rest.Data)
	if b.lane != nil {
		n = min(n, b.lane.size)
	}
	n = max(1, b.fate.clip(n))
	if err := b.carry(ctx, n); err != nil || b.lane == nil {
		return n, err
	}
	if b.owed += n; b.owed < b.lane.size && b.rest.More && n == len(b.rest.Data) {
		return n, nil // it goes with what follows
	}
	err := b.lane.send(ctx, b.clock, b.owed, &b.sender)
	b.owed = 0
	return n, err
}

// carry lets happen to n octets what is to happen.
func (b *paced) carry(ctx context.Context, n int) error {
	if b.fate.clip(n) < n {
		return b.ends("reliability")
	}
	stalls, lost := b.fate.pass(n)
	if err := b.stall(ctx, stalls); err != nil {
		return err
	}
	if lost {
		return b.ends("loss")
	}
	return nil
}

// stall waits until what was lost is sent again, and takes its time for it.
func (b *paced) stall(ctx context.Context, stalls []time.Duration) error {
	for _, d := range stalls {
		if b.line.off.Load() {
			return nil
		}
		if err := b.clock.Sleep(ctx, d); err != nil {
			return err
		}
		if b.lane == nil {
			continue
		}
		if err := b.lane.send(ctx, b.clock, b.line.packet(), &b.sender); err != nil {
			return err
		}
	}
	return nil
}

// ends is the end of an exchange that the line does not carry further.
func (b *paced) ends(by string) error {
	return &rule.Cut{How: rule.CutReset, Why: fmt.Sprintf("the rule %q lost the connection after %d octets: %s of its throttle", b.name, b.fate.at, by)}
}
