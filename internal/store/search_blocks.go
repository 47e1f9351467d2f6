package store

import (
	"context"
	"database/sql/driver"
	"slices"
	"sync"
)

// lanes is how many blocks are evaluated at the same time.
const lanes = 2

// listBlocks notes which blocks the query has to look at, and returns up to
// which entry there are blocks.
func (s *search) listBlocks() (through uint64, err error) {
	err = s.x.query("SELECT first, last FROM block ORDER BY first", nil, func(v []driver.Value) error {
		first, _ := v[0].(int64)
		last, _ := v[1].(int64)
		through = uint64(last)
		if through > uint64(s.q.After) && (s.q.Before == 0 || len(s.firsts) == 0 || uint64(first) < uint64(s.q.Before)) {
			s.firsts = append(s.firsts, uint64(first))
		}
		return nil
	})
	if !s.q.Oldest {
		slices.Reverse(s.firsts)
	}
	return through, err
}

// evaluated is a block that a lane is done with.
type evaluated struct {
	st  *stretch // view is nil when the block is gone
	err error
}

// eachBlock calls yield with the blocks in their order, while the next ones are
// evaluated already.
func (s *search) eachBlock(ctx context.Context, yield func(*stretch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	done := make([]chan evaluated, lanes)
	for lane := range done {
		done[lane] = make(chan evaluated)
		running.Go(func() { s.lane(ctx, lane, done[lane]) })
	}
	for i := range s.firsts {
		select {
		case e := <-done[i%lanes]:
			if e.err != nil {
				return e.err
			}
			if e.st.view == nil {
				continue
			}
			if err := yield(e.st); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// lane evaluates every so-many-th block on a connection of its own.
func (s *search) lane(ctx context.Context, lane int, done chan<- evaluated) {
	x, err := s.r.raw.take()
	if err == nil {
		defer s.r.raw.give(x)
	}
	for i := lane; i < len(s.firsts); i += lanes {
		e := evaluated{st: &stretch{}, err: err}
		if err == nil {
			e.err = x.view(func() (err error) {
				if e.st.view, err = openBlock(x, s.firsts[i]); err != nil || e.st.view == nil {
					return err
				}
				e.st.from, e.st.to = e.st.view.first, e.st.view.last
				return s.evaluate(e.st)
			})
		}
		select {
		case done <- e:
		case <-ctx.Done():
			return
		}
	}
}
