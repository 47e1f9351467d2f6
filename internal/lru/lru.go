// Package lru is a bounded map that forgets what was used longest ago.
//
// It takes no lock, knows no clock and never expires anything: its owner
// guards it and judges whether what it finds is still good.
package lru

// Cache maps keys to values and holds at most as many as it was made for. The
// zero Cache is not usable; see New.
type Cache[K comparable, V any] struct {
	entries map[K]*entry[K, V]
	newest  entry[K, V] // sentinel of a ring: next is the newest, prev the oldest
	limit   int
}

type entry[K comparable, V any] struct {
	prev, next *entry[K, V]
	key        K
	value      V
}

// New returns an empty cache for at most limit entries; a limit below one
// counts as one.
func New[K comparable, V any](limit int) *Cache[K, V] {
	c := &Cache[K, V]{entries: make(map[K]*entry[K, V]), limit: max(limit, 1)}
	c.newest.next, c.newest.prev = &c.newest, &c.newest
	return c
}

// Get returns the value of key and makes it the most recently used.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	e := c.entries[key]
	if e == nil {
		return value, false
	}
	e.unlink()
	c.link(e)
	return e.value, true
}

// Put sets the value of key and makes it the most recently used. When the
// cache was full the entry used longest ago goes.
func (c *Cache[K, V]) Put(key K, value V) {
	if e := c.entries[key]; e != nil {
		e.value = value
		e.unlink()
		c.link(e)
		return
	}
	if len(c.entries) >= c.limit {
		oldest := c.newest.prev
		oldest.unlink()
		delete(c.entries, oldest.key)
	}
	e := &entry[K, V]{key: key, value: value}
	c.entries[key] = e
	c.link(e)
}

// Delete removes key, if it is there.
func (c *Cache[K, V]) Delete(key K) {
	if e := c.entries[key]; e != nil {
		e.unlink()
		delete(c.entries, key)
	}
}

// Len returns how many entries there are.
func (c *Cache[K, V]) Len() int { return len(c.entries) }

func (c *Cache[K, V]) link(e *entry[K, V]) {
	e.prev, e.next = &c.newest, c.newest.next
	e.prev.next, e.next.prev = e, e
}

func (e *entry[K, V]) unlink() {
	e.prev.next, e.next.prev = e.next, e.prev
	e.prev, e.next = nil, nil
}
