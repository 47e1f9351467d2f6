package rule

import "rockxy/internal/flow"

// Trailers are the fields of the trailer section as they stand, of a body that
// Whole has held; nil for none. They are not to be changed; see EditTrailers.
func (m *Message) Trailers() *flow.Head {
	if m.trail == nil && len(m.edits) == 0 || !m.held {
		return nil
	}
	h := m.trail.Clone()
	if h == nil {
		h = &flow.Head{Proto: m.head.Proto}
	}
	for _, f := range m.edits {
		f(h)
	}
	return rebuildTrailers(h)
}
