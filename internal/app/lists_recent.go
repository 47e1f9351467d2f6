package app

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// recent has the summaries of entries that have changed lately or are going on: reading
// them from the session could give an older one.
type recent struct {
	mu    sync.Mutex
	going map[flow.ID]*store.Summary
	// young are those that ended since settle was last called, old those before: they are
	// forgotten once what was recorded up to then can be read.
	young, old map[flow.ID]*store.Summary
}

// reset forgets all but what is going on.
func (r *recent) reset(going []store.Summary) {
	r.mu.Lock()
	r.young, r.old = map[flow.ID]*store.Summary{}, map[flow.ID]*store.Summary{}
	r.mu.Unlock()
	r.seed(going)
}

// seed says what is going on.
func (r *recent) seed(going []store.Summary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.going = make(map[flow.ID]*store.Summary, len(going))
	for i := range going {
		r.going[going[i].ID] = &going[i]
	}
}

// find returns the summary of an entry, nil when the session has it as it is.
func (r *recent) find(id flow.ID) *store.Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range []map[flow.ID]*store.Summary{r.going, r.young, r.old} {
		if s := m[id]; s != nil {
			return s
		}
	}
	return nil
}

func (r *recent) note(b *store.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(b.Gone) > 0 {
		gone := within(b.Gone)
		for _, m := range []map[flow.ID]*store.Summary{r.going, r.young, r.old} {
			maps.DeleteFunc(m, func(id flow.ID, _ *store.Summary) bool { return gone(id) })
		}
	}
	for i := range b.Changed {
		s := &b.Changed[i]
		delete(r.going, s.ID)
		delete(r.young, s.ID)
		delete(r.old, s.ID)
		if s.State == flow.Active {
			r.going[s.ID] = s
		} else {
			r.young[s.ID] = s
		}
	}
}

// within reports whether a number is in one of the ranges.
func within(ranges []store.Range) func(flow.ID) bool {
	all := slices.Clone(ranges)
	slices.SortFunc(all, func(a, b store.Range) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(all); i++ {
		all[i].To = max(all[i].To, all[i-1].To) // where they overlap
	}
	return func(id flow.ID) bool {
		i, found := slices.BinarySearchFunc(all, id, func(r store.Range, id flow.ID) int { return cmp.Compare(r.From, id) })
		return found || i > 0 && id <= all[i-1].To
	}
}

// all are the summaries, as one batch.
func (r *recent) all() (b store.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range []map[flow.ID]*store.Summary{r.old, r.young, r.going} {
		for _, s := range m {
			b.Changed = append(b.Changed, *s)
		}
	}
	return b
}

// settle makes young old, and reports whether there is any. It is to be called when nothing
// is old.
func (r *recent) settle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.young, r.old = r.old, r.young
	return len(r.old) > 0
}

// settled forgets what is old.
func (r *recent) settled() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.old = map[flow.ID]*store.Summary{}
}

// news are those of what is going on that is not as it was: bodies and messages grow, the
// program becomes known.
func (r *recent) news(now []store.Summary) (changed []store.Summary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range now {
		s := &now[i]
		if had := r.going[s.ID]; had == nil || had.Request.Size != s.Request.Size || had.Response.Size != s.Response.Size ||
			had.Messages != s.Messages || had.Process != s.Process {
			changed = append(changed, *s)
		}
	}
	return changed
}
