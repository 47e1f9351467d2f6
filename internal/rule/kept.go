package rule

// Held returns the body decoded if it was held, by whomever. It waits for
// nothing, and may be asked when the message has gone on.
func (m *Message) Held() (b []byte, ok bool) { return m.clear, m.held }

// Keep returns what is kept for the exchange under a key, from one turn of it to
// another; first makes it. Keys are of a type of the caller's own.
func (t *Turn) Keep(key any, first func() any) any {
	r := t.run
	r.events.Lock()
	defer r.events.Unlock()
	if v, ok := r.kept[key]; ok {
		return v
	}
	if r.kept == nil {
		r.kept = map[any]any{}
	}
	v := first()
	r.kept[key] = v
	return v
}
