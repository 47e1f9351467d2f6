package policy

import (
	"slices"
	"time"
)

// NeedsApp reports whether the decision depends on the client's application,
// which the query does not name. It may be true where it turns out not to
// matter, since it does not ask which applications can match together; it is
// never false where it does.
func (s *Set) NeedsApp(q Query, now time.Time) bool {
	if s == nil || q.App != "" || q.AppPath != "" || !s.bypass.needApp && !s.intercept.needApp {
		return false
	}
	h := readHost(q.Host)
	can := s.outcomes(h, &q, now)
	if n := readHost(q.SNI); q.SNI != "" && n.name != h.name {
		can = either(can, s.outcomes(n, &q, now))
	}
	return can.bypass && can.intercept
}

// outcomes are the actions that are possible for one name.
type outcomes struct{ bypass, intercept bool }

// either joins two names: one bypass is enough.
func either(a, b outcomes) outcomes {
	return outcomes{bypass: a.bypass || b.bypass, intercept: a.intercept && b.intercept}
}

func (s *Set) outcomes(h host, q *Query, now time.Time) (can outcomes) {
	matched, open := s.bypass.possible(h, q, now)
	can.bypass = matched
	if !open {
		return can
	}
	matched, open = s.intercept.possible(h, q, now)
	can.intercept = matched || open && s.byDefault == Intercept
	can.bypass = can.bypass || open && s.byDefault == Bypass
	return can
}

// possible goes through what matches but for the application: can an entry of
// the list decide, and can the list be left without one?
func (l *list) possible(h host, q *Query, now time.Time) (matched, open bool) {
	var found []int32
	l.scan(h, func(places []int32) {
		for _, i := range places {
			if p := &l.entries[i].Pattern; (p.kind != glob || p.matchesHost(h)) && p.accepts(q, true) && !l.entries[i].expired(now) {
				found = append(found, i)
			}
		}
	})
	slices.Sort(found)
	for _, i := range found {
		e := &l.entries[i]
		matched = matched || !e.Pattern.exempt
		open = open || e.Pattern.exempt
		if e.Pattern.app == "" {
			return matched, open
		}
	}
	return matched, true
}
