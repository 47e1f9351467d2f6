package policy

import "time"

// NeedsApp reports whether the decision depends on the client's application,
// which the query does not name. It may be true where it turns out not to
// matter, since it does not ask which applications can match together; it is
// never false where it does.
func (s *Set) NeedsApp(q Query, now time.Time) bool {
	if s == nil || q.App != "" || q.AppPath != "" || !s.bypass.needApp && !s.intercept.needApp {
		return false
	}
	q.Client = canonicalAddr(q.Client)
	h := readHost(q.Host)
	n := readHost(q.SNI)
	if q.SNI == "" || n.name == h.name {
		can := s.outcomes(h, &q, now, s.byDefault)
		return can.bypass && can.intercept
	}
	asked := s.byDefault
	if h.noName() {
		asked = Intercept // the default has no say: what the SNI decides stands
	}
	can, sni := s.outcomes(h, &q, now, asked), s.outcomes(n, &q, now, s.byDefault)
	return (can.bypass || sni.bypass) && can.intercept && sni.intercept
}

// outcomes are the actions that are possible for one name.
type outcomes struct{ bypass, intercept bool }

func (s *Set) outcomes(h host, q *Query, now time.Time, byDefault Action) (can outcomes) {
	matched, open := s.bypass.possible(h, q, now)
	can.bypass = matched
	if !open {
		return can
	}
	matched, open = s.intercept.possible(h, q, now)
	can.intercept = matched || open && byDefault == Intercept
	can.bypass = can.bypass || open && byDefault == Bypass
	return can
}

// possible goes through what matches but for the application: can an entry of
// the list decide, and can the list be left without one?
func (l *list) possible(h host, q *Query, now time.Time) (matched, open bool) {
	for _, i := range l.candidates(h) {
		e := &l.entries[i]
		if !e.Pattern.matchesHost(h) || !e.Pattern.accepts(q, true) || e.expired(now) {
			continue
		}
		matched = matched || !e.Pattern.exempt
		open = open || e.Pattern.exempt
		if e.Pattern.app == "" {
			return matched, open
		}
	}
	return matched, true
}
