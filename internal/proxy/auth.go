package proxy

import "rockxy/internal/flow"

// bindAuth keeps the upstream connection for this client alone when the
// authentication on it belongs to the connection (NTLM, and Negotiate as
// deployed): sharing it would lend one client's identity to another.
func (e *exchange) bindAuth() {
	u, ok := e.up.(*h1Up)
	if !ok || e.head == nil || e.c.h2 != nil {
		return
	}
	if !u.private && !connectionAuth(e.down.Head(), "authorization") && !connectionAuth(e.head, "www-authenticate") {
		return
	}
	u.private = true
	if u.good() {
		if old := e.c.private; old != nil {
			old.nc.Close()
		}
		e.c.private = u
	}
}

func connectionAuth(h *flow.Head, field string) bool {
	for v := range h.Values(field) {
		if hasPrefixFold(v, "ntlm") || hasPrefixFold(v, "negotiate") {
			return true
		}
	}
	return false
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && flow.EqualFold(b[:len(prefix)], prefix)
}
