package lru

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestCache holds the cache against a slice that is ordered by use.
func TestCache(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(-1, 4).Draw(t, "limit")
		cache := New[int, string](limit)
		var order []int // oldest first
		values := map[int]string{}
		touch := func(k int) {
			order = slices.DeleteFunc(order, func(o int) bool { return o == k })
			order = append(order, k)
		}
		key := rapid.IntRange(0, 6)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				k, v := key.Draw(t, "key"), rapid.String().Draw(t, "value")
				cache.Put(k, v)
				touch(k)
				values[k] = v
				if len(order) > max(limit, 1) {
					delete(values, order[0])
					order = order[1:]
				}
			},
			"get": func(t *rapid.T) {
				k := key.Draw(t, "key")
				got, ok := cache.Get(k)
				want, known := values[k]
				if ok != known || got != want {
					t.Fatalf("Get(%d) is %q, %v; want %q, %v", k, got, ok, want, known)
				}
				if known {
					touch(k)
				}
			},
			"delete": func(t *rapid.T) {
				k := key.Draw(t, "key")
				cache.Delete(k)
				delete(values, k)
				order = slices.DeleteFunc(order, func(o int) bool { return o == k })
			},
			"": func(t *rapid.T) {
				if cache.Len() != len(order) {
					t.Fatalf("Len is %d, want %d", cache.Len(), len(order))
				}
			},
		})
	})
}
