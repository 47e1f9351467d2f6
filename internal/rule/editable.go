package rule

import (
	"fmt"
	"strconv"

	"rockxy/internal/flow"
)

// Editable returns nil when the body may be changed, else a *Skip that says why not. The
// answer to a HEAD has no body, but loses what it said about the one that a GET would get.
func (m *Message) Editable() error {
	switch {
	case m.Dir == flow.Response && bodiless(m.head.Status):
		return &Skip{fmt.Sprintf("a %d has no body", m.head.Status)}
	case m.toHEAD:
		if err := m.EditHead(func(h *flow.Head) {
			remove(h, "content-length")
			m.dropValidators(h)
			dropDigests(h)
		}); err != nil {
			return err
		}
		return &Skip{"the answer to a HEAD has no body; its length, digests and validators are left out, since they would not be those of what a GET gets"}
	case m.head.Status == 206 || m.head.Has("content-range"):
		return &Skip{"the body is a part of a resource: a change would move the octets of the other parts"}
	}
	return nil
}

// bodiless: RFC 9110 §6.4.1.
func bodiless(status int) bool {
	return status < 200 && status != 0 || status == 204 || status == 304
}

// dropValidators removes from a response what says that it is the origin's body that the client
// has: with it, a later 304 would have the client show an edited body when the rule is off, and ranges
// of the two be put together.
func (m *Message) dropValidators(h *flow.Head) {
	if m.Dir == flow.Response {
		for _, name := range []string{"etag", "last-modified", "accept-ranges"} {
			remove(h, name)
		}
	}
}

// length is what Content-Length says.
func length(h *flow.Head) (n int64, ok bool) {
	v, ok := h.Get("content-length")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil && n >= 0
}
