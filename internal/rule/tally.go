package rule

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Tally counts what rules match, from one [Set] to the next: a rule keeps its count
// for as long as a rule of that group, name and match is on. Counting costs an exchange an
// atomic addition for each rule that matches it, and nothing for others.
type Tally struct {
	mu     sync.Mutex
	counts map[tallied]*tallyCount // of the newest set
	order  []tallied
}

// tallied is what makes a rule the same one.
type tallied struct {
	group, name, match string
	after              bool
}

// tallyCount is that of one rule.
type tallyCount struct {
	hits atomic.Uint64
	last atomic.Int64 // Unix time in ns, 0 for never
}

// Hits is how many exchanges, and tunnels, a rule has matched.
type Hits struct {
	Group, Name string
	N           uint64
	Last        time.Time // zero for never
}

// NewTally is one that has counted nothing.
func NewTally() *Tally { return &Tally{} }

// NewSet is [NewSet] of rules that are counted. It takes the place of the set before.
func (t *Tally) NewSet(groups []*Group, limits Limits, now time.Time) *Set {
	s := NewSet(groups, limits, now)
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.counts
	t.counts, t.order = make(map[tallied]*tallyCount, len(s.rules)), nil
	for _, c := range s.rules {
		key := tallied{c.group, c.Name, c.Match.String(), c.After}
		n := t.counts[key]
		if n == nil {
			if n = before[key]; n == nil {
				n = &tallyCount{}
			}
			t.counts[key], t.order = n, append(t.order, key)
		}
		c.count = n
	}
	return s
}

// Hits are those of the rules that are on, in the order in which they apply.
func (t *Tally) Hits() []Hits {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]Hits, len(t.order))
	for i, key := range t.order {
		n := t.counts[key]
		all[i] = Hits{Group: key.group, Name: key.name, N: n.hits.Load()}
		if last := n.last.Load(); last != 0 {
			all[i].Last = time.Unix(0, last)
		}
	}
	return all
}

// hit counts a rule that matches an exchange that is not only tried.
func (c *compiled) hit(r *Run) {
	if c.count != nil && !r.Dry {
		c.count.hits.Add(1)
		c.count.last.Store(r.Clock.Now().UnixNano())
	}
}

// hit counts a rule that has a turn, or would, once for the exchange. It is called by the
// owner.
func (r *Run) hit(e *entrant) {
	switch {
	case e.counted || e.count == nil:
	case e.messages: // one may have come first
		r.hitOnce(e.compiled)
	default:
		e.hit(r)
	}
	e.counted = true
}

// hitOnce counts a rule that messages may be what it matches by.
func (r *Run) hitOnce(c *compiled) {
	r.events.Lock()
	defer r.events.Unlock()
	if !slices.Contains(r.hits, c) {
		r.hits = append(r.hits, c)
		c.hit(r)
	}
}
