package script

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// maxState is what a state may hold, in octets of its keys and values.
const maxState = 1 << 20

// state is what lasts from one call to another: values as JSON, by key.
type state struct {
	turn chan struct{} // taken by an update, which no other access may cut into

	mu   sync.Mutex
	vals map[string]string
	size int
}

func newState() *state {
	return &state{turn: make(chan struct{}, 1), vals: map[string]string{}}
}

// copied is a state that has the same in it.
func (s *state) copied() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := newState()
	c.vals, c.size = maps.Clone(s.vals), s.size
	return c
}

// lock waits for the end of other updates, or for ctx.
func (s *state) lock(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *state) unlock() { <-s.turn }

func (s *state) get(key string) (value string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok = s.vals[key]
	return value, ok
}

func (s *state) set(key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := s.size + len(value)
	if old, ok := s.vals[key]; ok {
		size -= len(old)
	} else {
		size += len(key)
	}
	if size > maxState {
		return fmt.Errorf("the state would have %d KiB with %q; it may have %d", (size+1023)>>10, clip(key), maxState>>10)
	}
	s.vals[key], s.size = value, size
	return nil
}

func (s *state) remove(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.vals[key]
	if ok {
		s.size -= len(old) + len(key)
		delete(s.vals, key)
	}
	return ok
}

// keys are those that there are, sorted; never nil.
func (s *state) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.AppendSeq([]string{}, maps.Keys(s.vals))
	slices.Sort(all)
	return all
}

func clip(s string) string { return s[:min(len(s), 64)] }

// states are those of groups, by name.
type states struct {
	mu  sync.Mutex
	all map[string]*state
}

func (s *states) of(group string) *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]*state{}
	}
	if s.all[group] == nil {
		s.all[group] = newState()
	}
	return s.all[group]
}
