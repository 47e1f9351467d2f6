package app

import (
	"context"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// readable is what lists ask of a session.
type readable interface {
	Survey(context.Context, store.Query, []filter.Column, func(*store.Surveyed) error) error
	Check(context.Context, *filter.Filter, []flow.ID, func(flow.ID, *store.Summary) error) error
	Rows(context.Context, []flow.ID) ([]store.Row, error)
	HeadValues(context.Context, []store.Row, []store.HeadField) ([][]string, error)
	Search(context.Context, store.Query) (store.Result, error)
	Count(context.Context, store.Query) (store.Counted, error)
	Facets(context.Context, store.Query, []filter.Column, int) (map[filter.Column][]store.Facet, error)
}

// listedSession is a session that is read while somebody uses it.
type listedSession struct {
	readable
	name string
	live bool
	uses int           // owned by lists, under its lock
	r    *store.Reader // to be closed, nil of the live one
}

// enter returns a session to read, empty for the one that is captured into; leave it after
// use. The lock is held.
func (l *lists) enter(name string) (*listedSession, error) {
	s := l.sources[name]
	switch {
	case s != nil:
	case name == "":
		s = &listedSession{readable: l.store, live: true}
	default:
		r, err := l.open(name)
		if err != nil {
			return nil, sessionFault(err)
		}
		s = &listedSession{readable: r, r: r, name: name}
	}
	l.sources[name] = s
	s.uses++
	return s, nil
}

func (l *lists) leave(s *listedSession) {
	if s.uses--; s.uses > 0 {
		return
	}
	if l.sources[s.name] == s {
		delete(l.sources, s.name)
	}
	if s.r != nil {
		if err := s.r.Close(); err != nil {
			l.log.Warn("a session that was read cannot be closed", "session", s.name, "error", err)
		}
	}
}

// use returns a session to read for one request.
func (l *lists) use(name string) (s *listedSession, done func(), err error) {
	if name == l.session {
		name = ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, nil, errEnding
	}
	if s, err = l.enter(name); err != nil {
		return nil, nil, err
	}
	l.using.Add(1)
	l.used = time.Now()
	l.start()
	return s, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.leave(s)
		l.using.Done()
	}, nil
}

// release forgets the lists of a session that is about to be renamed or deleted.
func (l *lists) release(session string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.all {
		if t.key.session == session && session != "" {
			l.forget(t)
		}
	}
	if s := l.sources[session]; s != nil && !s.live {
		delete(l.sources, session) // who reads it still closes it
	}
}
