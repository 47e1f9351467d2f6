package app

import (
	"context"
	"errors"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/ranked"
	"rockxy/internal/store"
)

// build makes a list of what is in its session, and goes on looking into what summaries
// do not tell, until ctx ends.
func (l *lists) build(ctx context.Context, t *listing) {
	err := l.survey(ctx, t)
	for errors.Is(err, errUnwanted) {
		if !t.wanted(ctx) {
			return
		}
		err = l.survey(ctx, t)
	}
	if err != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.building, t.backlog = false, nil
		if !t.built {
			t.err = err
			close(t.ready)
		}
		if !ended(err) {
			l.log.Error("a list cannot be made", "error", err)
		}
		return
	}
	if t.deep {
		l.search(ctx, t)
	}
}

// errUnwanted ends what is done for a list that nobody waits for, while somebody waits for
// another: who types a filter has asked for many.
var errUnwanted = errors.New("nobody waits for the list")

// unwanted reports whether nobody has used a list for some time.
func (l *lists) unwanted(t *listing, since time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return t.uses == 0 && time.Since(t.used) >= since
}

// wanted waits until somebody asks for the list, and reports false when ctx ends.
func (t *listing) wanted(ctx context.Context) bool {
	select {
	case <-t.asked:
		return true
	case <-ctx.Done():
		return false
	}
}

// rebuild builds a list anew, in the place of which it is kept meanwhile.
func (l *lists) rebuild(t *listing) {
	l.tasks.Go(func() {
		if err := l.survey(l.ctx, t); err != nil { // or it is not wanted now
			t.mu.Lock()
			defer t.mu.Unlock()
			t.building, t.backlog, t.stale = false, nil, true
		}
	})
}

// survey finds what a list has, then what has changed meanwhile.
func (l *lists) survey(ctx context.Context, t *listing) error {
	l.waiting.Add(1)
	select { // one after the other
	case l.building <- struct{}{}:
		l.waiting.Add(-1)
	case <-ctx.Done():
		l.waiting.Add(-1)
		return ctx.Err()
	}
	defer func() { <-l.building }()
	if l.waiting.Load() > 0 && l.unwanted(t, 0) {
		return errUnwanted
	}
	paused := false
	if t.from.live {
		if err := l.store.Sync(ctx); err != nil {
			if ctx.Err() != nil {
				return err
			}
			paused = true // what waits for the disk is missed: it is looked for again
		}
	}
	b, n := builder{column: t.column}, 0
	err := t.from.Survey(ctx, store.Query{Filter: t.filter}, b.columns(), func(e *store.Surveyed) error {
		if n++; n%4096 == 0 && l.waiting.Load() > 0 && l.unwanted(t, 0) {
			return errUnwanted
		}
		b.add(e)
		return nil
	})
	if err != nil {
		return err
	}
	b.finish()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.adopt(&b)
	t.stale = t.stale || paused
	t.log.add(l.seq.Add(1), update{many: true})
	return nil
}

// adopt takes over what was built.
func (t *listing) adopt(b *builder) {
	t.empty()
	t.with, t.without, t.members, t.pending = b.with, b.without, b.members, b.pending
	t.with.Tie = t.tie
	if b.names != nil {
		t.names = b.names
	}
	for i := range t.backlog {
		t.change(&t.backlog[i])
	}
	t.building, t.backlog = false, nil
	if !t.built {
		t.built = true
		close(t.ready)
	}
	if t.pending.Len() > 0 {
		t.poke()
	}
}

// builder gathers what a survey finds.
type builder struct {
	column           filter.Column
	numbers, none    ranked.Builder
	texts            ranked.TextBuilder
	members, pending ranked.Set

	with, without *ranked.List
	names         *ranked.Names
}

func (b *builder) columns() []filter.Column {
	if b.column == filter.ID {
		return nil
	}
	return []filter.Column{b.column}
}

func (b *builder) add(e *store.Surveyed) {
	id := uint64(e.ID)
	if e.Open {
		b.pending.Add(id)
		return
	}
	b.members.Add(id)
	switch {
	case b.column == filter.ID:
		b.numbers.Add(0, id)
	case b.column.IsText():
		if text := e.Of.Text(b.column); text != "" {
			b.texts.Add(text, id)
		} else {
			b.none.Add(0, id)
		}
	default:
		if n, ok := e.Of.Number(b.column); ok {
			b.numbers.Add(n, id)
		} else {
			b.none.Add(0, id)
		}
	}
}

// finish puts all in order.
func (b *builder) finish() {
	b.without = b.none.List()
	if b.column.IsText() {
		b.with, b.names = b.texts.List()
	} else {
		b.with = b.numbers.List()
	}
}
