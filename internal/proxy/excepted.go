package proxy

import "rockxy/internal/flow"

// excepted reports whether a connection was made to an origin that did not
// verify, because the user allowed it.
func excepted(sc *flow.ServerConn) bool { return sc != nil && sc.TLS != nil && sc.TLS.Exception != "" }

// fit reports whether a connection to an origin that is to prove host may carry
// something new: an exception that it was made under must still stand.
func (p *pool) fit(host string, sc *flow.ServerConn) bool {
	return !excepted(sc) || p.allowed == nil || p.allowed(host, sc.TLS)
}

// dropEnded takes the connections of h out of the pool whose exception has
// ended; what is under way on them may finish. Called with mu held.
func (p *pool) dropEnded(h *poolHost) {
	if !h.excepted {
		return
	}
	idle := h.idle[:0]
	for _, u := range h.idle {
		if p.fit(h.verify, u.info) {
			idle = append(idle, u)
		} else {
			u.nc.Close()
		}
	}
	clear(h.idle[len(idle):])
	h.idle = idle
	h2 := h.h2[:0]
	for _, c := range h.h2 {
		if p.fit(h.verify, c.info) {
			h2 = append(h2, c)
		} else {
			c.Retire()
		}
	}
	clear(h.h2[len(h2):])
	h.h2 = h2
}
