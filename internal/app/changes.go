package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/rule"
)

const (
	// changesEvery is how often a stream tells of its list.
	changesEvery = 75 * time.Millisecond
	// changesLook is how often it looks at what says nothing by itself.
	changesLook = 250 * time.Millisecond
	// changesSlow is how often it tells of what changes all the time.
	changesSlow = time.Second
	// changesKeep is for how long it says nothing.
	changesKeep = 15 * time.Second
)

// revisions number the rules and the policy that apply.
type revisions struct {
	mu              sync.Mutex
	rules           *rule.Set
	policy          *policy.Set
	rulesN, policyN uint64
}

// look compares what applies with what did when it was last asked.
func (r *revisions) look(rules *rule.Set, policy *policy.Set) (rulesN, policyN uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rules != rules {
		r.rules = rules
		r.rulesN++
	}
	if r.policy != policy {
		r.policy = policy
		r.policyN++
	}
	return r.rulesN, r.policyN
}

// Changes implements api.ChangeWatcher.
func (i instance) Changes(ctx context.Context, q api.ChangesQuery, started func() error, changed func([]api.Change) error) error {
	t, done, err := i.a.lists.get(q.ListQuery, true)
	if err != nil {
		return err
	}
	defer done()
	s := stream{a: i.a, l: i.a.lists, t: t, changed: changed}
	s.resume(q.LastEventID)
	if err := started(); err != nil {
		return err
	}
	return s.run(ctx)
}

// stream tells one reader what changes. It keeps what it told, not what is to be told: a
// reader that is slow gets what has changed meanwhile at once.
type stream struct {
	a       *App
	l       *lists
	t       *listing
	changed func([]api.Change) error

	reset  bool   // it could not be resumed
	begun  bool   // what there is was told
	seq    uint64 // of the list, that was told
	listAt time.Time

	status          []byte
	breakpoints     uint64
	rules, policy   uint64
	entries         uint64 // changes of what was captured that were told of
	slowAt, quietAt time.Time
}

// resume goes on after an event, if that can be.
func (s *stream) resume(last string) {
	s.t.mu.RLock()
	defer s.t.mu.RUnlock()
	s.seq = s.t.log.seq
	if last == "" {
		return
	}
	epoch, text, _ := strings.Cut(last, "-")
	seq, err := strconv.ParseUint(text, 10, 64)
	if epoch != s.l.epoch || err != nil || seq < s.t.log.born || seq > s.t.log.seq {
		s.reset = true
		return
	}
	s.seq = seq
}

// run tells until ctx or the instance ends, or the reader is gone.
func (s *stream) run(ctx context.Context) error {
	look := time.NewTicker(changesLook)
	defer look.Stop()
	for {
		next := s.t.log.next.wait()
		_, _, paused := s.a.paused.List()
		now := time.Now()
		all := s.news(now)
		if len(all) > 0 || now.Sub(s.quietAt) >= changesKeep {
			s.quietAt = now
			if err := s.changed(all); err != nil {
				return err
			}
		}
		s.begun = true
		var soon <-chan time.Time
		if wait := changesEvery - time.Since(s.listAt); wait > 0 {
			next, paused, soon = nil, nil, time.After(wait) // what comes meanwhile is told at once
		}
		select {
		case <-next:
		case <-paused:
		case <-soon:
		case <-look.C:
		case <-ctx.Done():
			return nil
		case <-s.l.ctx.Done():
			return nil
		}
	}
}

// news is what was not told yet.
func (s *stream) news(now time.Time) (all []api.Change) {
	if s.reset {
		s.reset = false
		all = append(all, api.Change{Reset: &api.Nothing{}})
	}
	if c, ok := s.list(); ok {
		s.listAt = now
		all = append(all, c...)
	}
	if items, sequence, _ := s.a.paused.List(); !s.begun || sequence != s.breakpoints {
		s.breakpoints = sequence
		all = append(all, api.Change{Breakpoints: &api.BreakpointsChange{Sequence: sequence, Count: len(items)}})
	}
	rules, policy := s.a.revisions.look(s.a.rules.Rules(), s.a.policy.set.Load())
	if rules != s.rules {
		s.rules = rules
		all = append(all, api.Change{Rules: &api.Revision{Revision: rules}})
	}
	if policy != s.policy {
		s.policy = policy
		all = append(all, api.Change{Policy: &api.Revision{Revision: policy}})
	}
	if now.Sub(s.slowAt) >= changesSlow {
		s.slowAt = now
		all = append(all, s.slow()...)
	}
	return all
}

// list is what changed in the list.
func (s *stream) list() ([]api.Change, bool) {
	s.t.mu.RLock()
	defer s.t.mu.RUnlock()
	log := &s.t.log
	if s.begun && log.seq == s.seq {
		return nil, false
	}
	u, ok := log.since(s.seq)
	s.seq = log.seq
	c := &api.ListChange{Seq: log.seq, Total: s.t.len(), Changed: u.changed, Many: u.many, Removed: u.removed,
		Complete: s.t.complete(), Unsearched: s.t.pending.Len()}
	if c.Changed == nil {
		c.Changed = []flow.ID{}
	}
	all := []api.Change{{ID: fmt.Sprint(s.l.epoch, "-", log.seq), List: c}}
	if !ok {
		all = append([]api.Change{{Reset: &api.Nothing{}}}, all...)
	}
	return all, true
}

// slow is what changes all the time, if it did.
func (s *stream) slow() (all []api.Change) {
	status := s.a.Status()
	if text, err := json.Marshal(status); err == nil && string(text) != string(s.status) {
		s.status = text
		all = append(all, api.Change{Status: &status})
	}
	if n := s.l.changes.Load(); n != s.entries {
		s.entries = n
		all = append(all, api.Change{Sidebar: &api.Nothing{}})
	}
	return all
}
