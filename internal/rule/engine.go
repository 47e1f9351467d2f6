package rule

import (
	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Wrapped is what the rules put around a body, around octets that have no HTTP
// around them any more: those of an upgraded connection.
func (r *Run) Wrapped(dir flow.Direction, b Body) Body {
	m := r.request
	if dir == flow.Response {
		m = r.response
	}
	if m != nil {
		for _, w := range m.wraps {
			b = w(b)
		}
	}
	return b
}

// Slows reports whether Wrapped would put something around.
func (r *Run) Slows() bool {
	return r.request != nil && len(r.request.wraps) > 0 || r.response != nil && len(r.response.wraps) > 0
}

// Edited returns a changed copy of a head, see [Message.EditHead].
func Edited(h *flow.Head, dir flow.Direction, f func(*flow.Head)) (*flow.Head, error) {
	c := h.Clone()
	f(c)
	return rebuild(c, dir)
}

// Hider is an action that may keep exchanges out of the list.
type Hider interface{ Hides() bool }

// HidesFromTheStart reports whether it is certain, before anything was done, that
// the exchange is to be kept out of the list: then it need not be recorded at all. What
// has its turn before that might answer, and then the exchange is shown.
func (r *Run) HidesFromTheStart() bool {
	for i := range r.rules {
		e := &r.rules[i]
		if e.truth == filter.No {
			continue
		}
		for _, a := range e.Actions {
			h, ok := a.(Hider)
			switch hides := ok && h.Hides(); {
			case a.Phases()&(requestPhases|In(Connect)) == 0:
			case !hides:
				return false
			case e.truth == filter.Yes && !e.After:
				return true
			}
		}
		if e.final {
			return false
		}
	}
	return false
}
