package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"rockxy/internal/flow"
)

// followEvery is how often Follow looks for what another process has written.
const followEvery = 200 * time.Millisecond

const (
	// followMax bounds how many entries Follow watches; the oldest are given up
	// first.
	followMax = 10_000
	// gapRounds is for how many rounds a number that was passed over is looked
	// for: an entry gets its row when it ends or within a second, so that a
	// higher number can be there first.
	gapRounds = 10
	gapMax    = 1000
)

// Follow calls yield for each entry numbered higher than after, in the order in
// which they can be read (nearly that of their numbers), and again when an entry that was active has ended, until ctx ends or yield
// returns an error. It returns that error, or nil when ctx ended.
//
// It polls, so that it works on a session that another process writes. Within
// the writing process, Subscribe tells more and sooner.
func (r *Reader) Follow(ctx context.Context, after flow.ID, yield func(*Summary) error) error {
	f := follower{r: r, after: after, yield: yield, watched: map[flow.ID]watch{}}
	ticker := time.NewTicker(followEvery)
	defer ticker.Stop()
	for {
		if err := f.round(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

type follower struct {
	r       *Reader
	after   flow.ID
	yield   func(*Summary) error
	watched map[flow.ID]watch
}

// watch is an entry that is to be looked at again.
type watch struct {
	running bool // it was yielded as active; else it was not there
	rounds  int
}

func (f *follower) round(ctx context.Context) error {
	t, err := f.r.tail(ctx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(f.watched)) {
		if err := f.again(ctx, t, id); err != nil {
			return err
		}
	}
	return f.r.Each(ctx, Query{After: f.after, Oldest: true}, func(s *Summary) error {
		if s.ID-f.after <= gapMax {
			for id := f.after + 1; id < s.ID; id++ {
				f.watch(id, watch{})
			}
		}
		f.after = s.ID
		if s.State == flow.Active {
			f.watch(s.ID, watch{running: true})
		}
		return f.yield(s)
	})
}

// again looks at a watched entry.
func (f *follower) again(ctx context.Context, t *tail, id flow.ID) error {
	w := f.watched[id]
	_, s, err := f.r.lookupIn(ctx, t, id)
	switch {
	case errors.Is(err, ErrNotFound):
		if w.rounds++; w.running || w.rounds > gapRounds {
			delete(f.watched, id)
		} else {
			f.watched[id] = w
		}
		return nil
	case err != nil:
		return err
	case s.State == flow.Active && w.running:
		return nil
	case s.State == flow.Active:
		f.watched[id] = watch{running: true}
	default:
		delete(f.watched, id)
	}
	return f.yield(&s)
}

func (f *follower) watch(id flow.ID, w watch) {
	f.watched[id] = w
	if len(f.watched) > followMax {
		delete(f.watched, slices.Min(slices.Collect(maps.Keys(f.watched))))
	}
}
