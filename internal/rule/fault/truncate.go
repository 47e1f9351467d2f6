package fault

import (
	"context"
	"fmt"

	"rockxy/internal/rule"
)

// truncate makes the answer a well-formed one that ends too early.
func (a *Action) truncate(ctx context.Context, t *rule.Turn) error {
	s := &truncated{left: a.Octets, most: a.Octets}
	plain := t.Response.Codings() == ""
	if err := t.Response.Through(ctx, s); err != nil {
		return err
	}
	if plain { // else the end of the coding is to come
		t.Response.Wrap(func(from rule.Body) rule.Body { return &early{Body: from, full: func() bool { return s.full }} })
	}
	return nil
}

// truncated is a stage that keeps the beginning.
type truncated struct {
	left, most int64
	full       bool // something was left out
}

func (s *truncated) Write(dst, p []byte, _ bool) ([]byte, error) {
	n := min(int64(len(p)), s.left)
	s.left -= n
	s.full = s.full || n < int64(len(p))
	return append(dst, p[:n]...), nil
}

// Report says whether there was more.
func (s *truncated) Report() rule.Report {
	if !s.full {
		return rule.Report{Why: fmt.Sprintf("the body has no more than %d octets", s.most)}
	}
	return rule.Report{Did: fmt.Sprintf("truncated the body after %d octets", s.most)}
}

// early is a body that does not wait for what is left out anyway.
type early struct {
	rule.Body
	full func() bool
}

func (b *early) Next(ctx context.Context) (rule.Piece, error) {
	p, err := b.Body.Next(ctx)
	if err == nil && b.full() {
		p.End, p.More = true, false
	}
	return p, err
}
