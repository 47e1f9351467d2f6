package store

import (
	"maps"
	"os"
	"sync"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/store/grams"
)

// needles is what the text index says about the needles of a plan: which
// entries may have each, as far as it covers the segments.
type needles struct {
	covered mark // records before it
	found   map[string]idSet
}

// idSet is a set of entries, 4096 of them a page.
type idSet map[uint64]*[64]uint64

func (s idSet) add(id uint64) {
	p := s[id>>12]
	if p == nil {
		p = new([64]uint64)
		s[id>>12] = p
	}
	p[id>>6&63] |= 1 << (id & 63)
}

func (s idSet) has(id uint64) bool {
	p := s[id>>12]
	return p != nil && p[id>>6&63]&(1<<(id&63)) != 0
}

// textOf gathers the different needles of a plan.
func textOf(p *filter.Plan, all map[string]idSet) {
	for i := range p.Kids {
		textOf(&p.Kids[i], all)
	}
	if p.Op == filter.PlanNeedle {
		all[p.Needle.Text] = idSet{}
	}
}

// lookUp asks the text index for the needles of a plan.
func (r *Reader) lookUp(p *filter.Plan) (*needles, error) {
	n := &needles{found: map[string]idSet{}}
	textOf(p, n.found)
	if len(n.found) == 0 {
		return n, nil
	}
	prepared := make(map[string]grams.Needle, len(n.found))
	for text := range n.found {
		prepared[text], _ = grams.NewNeedle([]byte(text))
	}
	var err error
	n.covered, err = eachTextShard(r.dir, func(f *os.File, s *textShard) error {
		for text, set := range n.found {
			needle := prepared[text]
			cells, err := s.Find(f, &needle)
			if err != nil {
				return err
			}
			if cells == 0 {
				continue
			}
			if err := s.Each(f, cells, set.add); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // a shard cannot be read: what it covers is looked at one by one
		return n, nil
	}
	return n, nil
}

// lookUpLately is lookUp, or what it returned a moment ago: then the index may know a little
// more by now.
func (r *Reader) lookUpLately(p *filter.Plan) (*needles, error) {
	all := map[string]idSet{}
	textOf(p, all)
	r.lately.Lock()
	defer r.lately.Unlock()
	same := func(have, _ idSet) bool { return have != nil }
	if r.lately.needles != nil && time.Since(r.lately.at) < latelyFor && maps.EqualFunc(r.lately.needles.found, all, same) {
		return r.lately.needles, nil
	}
	n, err := r.lookUp(p)
	r.lately.needles, r.lately.at = n, time.Now()
	return n, err
}

// lately is what the text index said last to who asks again and again. It is not changed.
type lately struct {
	sync.Mutex
	needles *needles
	at      time.Time
}

func (l *lately) forget() {
	l.Lock()
	defer l.Unlock()
	l.needles = nil
}

const latelyFor = 5 * time.Second

// covers reports whether the index knows all text of an entry whose last
// record is at p.
func (n *needles) covers(p mark) bool { return p.before(n.covered) }
