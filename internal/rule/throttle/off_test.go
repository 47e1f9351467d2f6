package throttle

import (
	"context"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// twoPieces are there at once, and then nothing for a long time.
type twoPieces struct{ n int }

func (b *twoPieces) Next(context.Context) (rule.Piece, error) {
	b.n++
	return rule.Piece{Data: []byte("some"), More: b.n == 1}, nil
}

// What passes after a line was switched off is not taken for something that more follows.
func TestSwitchedOffBetweenPieces(t *testing.T) {
	l := newLine(Profile{Down: 8e6})
	b := &paced{from: &twoPieces{}, line: l, lane: l.lanes[flow.Response], fate: newFate(&l.Profile, flow.Response, 1)}
	if p, err := b.Next(t.Context()); err != nil || !p.More {
		t.Fatalf("%+v, %v", p, err)
	}
	l.off.Store(true)
	if p, err := b.Next(t.Context()); err != nil || p.More {
		t.Errorf("%+v, %v", p, err)
	}
}
