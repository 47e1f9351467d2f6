package ranked

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// model is a list that is nothing but sorted.
type model []pair

func (m model) sorted(tie func(a, b uint64) int) model {
	slices.SortFunc(m, func(x, y pair) int {
		c := cmp.Compare(x.key, y.key)
		if c == 0 && tie != nil {
			c = tie(x.id, y.id)
		}
		return cmp.Or(c, cmp.Compare(x.id, y.id))
	})
	return m
}

func (m model) ids() []uint64 {
	var all []uint64
	for _, p := range m {
		all = append(all, p.id)
	}
	return all
}

// check compares all that a list tells.
func check(t *rapid.T, l *List, m model) {
	t.Helper()
	if l.Len() != len(m) {
		t.Fatalf("%d entries, want %d", l.Len(), len(m))
	}
	if got := l.Append(nil, 0, math.MaxInt); !slices.Equal(got, m.ids()) {
		t.Fatalf("got  %v\nwant %v", got, m.ids())
	}
	for i, p := range m {
		if at, ok := l.Rank(p.key, p.id); !ok || at != i {
			t.Fatalf("%v is at %d, %v, want %d", p, at, ok, i)
		}
	}
	for _, c := range l.chunks {
		if c.len() == 0 || c.keys.n != c.ids.n {
			t.Fatalf("a chunk has %d keys, %d numbers", c.keys.n, c.ids.n)
		}
	}
}

// A list is what sorting makes of what was put in and not taken out.
func TestListIsSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(-70000, 70000), rapid.Int64(), rapid.Just(int64(math.MaxInt64)), rapid.Just(int64(math.MinInt64)))
		id := rapid.OneOf(rapid.Uint64Range(1, 40), rapid.Uint64Range(1, 1<<62))
		l := &List{}
		if rapid.Bool().Draw(t, "tie") {
			l.Tie = func(a, b uint64) int { return cmp.Compare(a%7, b%7) }
		}
		var m model
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				odd := rapid.Uint64Range(2, 5).Draw(t, "every")
				gone := func(id uint64) bool { return id%odd == 0 }
				n := len(m)
				m = slices.DeleteFunc(m, func(p pair) bool { return gone(p.id) })
				if got := l.RemoveIf(gone); got != n-len(m) {
					t.Fatalf("%d removed, want %d", got, n-len(m))
				}
			case 1, 2:
				if len(m) == 0 {
					continue
				}
				i := rapid.IntRange(0, len(m)-1).Draw(t, "which")
				if !l.Remove(m[i].key, m[i].id) || l.Remove(m[i].key, m[i].id) {
					t.Fatalf("%v was not removed once", m[i])
				}
				m = slices.Delete(m, i, i+1)
			default:
				p := pair{key.Draw(t, "key"), id.Draw(t, "id")}
				if slices.ContainsFunc(m, func(o pair) bool { return o.id == p.id }) {
					continue
				}
				l.Insert(p.key, p.id)
				m = append(m, p)
			}
			m = m.sorted(l.Tie)
		}
		check(t, l, m)
	})
}

// The same with so many entries that there are chunks.
func TestListOfMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		span := rapid.SampledFrom([]int64{1, 5, 1000, 1 << 40}).Draw(t, "keys")
		var b Builder
		var m model
		for id := range uint64(rapid.IntRange(0, 4000).Draw(t, "built")) {
			p := pair{rnd.Int64N(span), id + 1}
			b.Add(p.key, p.id)
			m = append(m, p)
		}
		l := b.List()
		for i := range rapid.IntRange(0, 3000).Draw(t, "changed") {
			if rnd.IntN(3) == 0 && len(m) > 0 {
				at := rnd.IntN(len(m))
				if !l.Remove(m[at].key, m[at].id) {
					t.Fatalf("%v is not there", m[at])
				}
				m[at] = m[len(m)-1]
				m = m[:len(m)-1]
				continue
			}
			p := pair{rnd.Int64N(span), uint64(10_000 + i)}
			l.Insert(p.key, p.id)
			m = append(m, p)
		}
		m.sorted(nil)
		if rapid.Bool().Draw(t, "remove many") {
			m = slices.DeleteFunc(m, func(p pair) bool { return p.id%10 > 0 })
			l.RemoveIf(func(id uint64) bool { return id%10 > 0 })
		}
		check(t, l, m)
		from := rapid.IntRange(0, len(m)).Draw(t, "from")
		if got, want := l.Append(nil, from, 50), m[from:min(from+50, len(m))].ids(); !slices.Equal(got, want) {
			t.Fatalf("a window from %d: %v, want %v", from, got, want)
		}
		l.Rekey(func(k int64) int64 { return 3*k - 7 })
		for i := range m {
			m[i].key = 3*m[i].key - 7
		}
		check(t, l, m)
	})
}

// A million entries take a few octets each.
func TestListIsSmall(t *testing.T) {
	const n = 1_000_000
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, key := range map[string]func(i int) int64{
		"by number": func(int) int64 { return 0 },
		"status":    func(int) int64 { return 200 + rnd.Int64N(300) },
		"took":      func(int) int64 { return rnd.Int64N(400_000_000) },
		"started":   func(i int) int64 { return 1_760_000_000_000_000_000 + int64(i)*1_000_000 },
	} {
		var b Builder
		for i := range n {
			b.Add(key(i), uint64(i+1))
		}
		l := b.List()
		for i := range n / 10 {
			l.Insert(key(i), uint64(n+1+i))
		}
		if got := l.Octets(); got > 8<<20 {
			t.Errorf("%s: %d octets", name, got)
		} else {
			t.Logf("%s: %.1f octets an entry", name, float64(got)/float64(l.Len()))
		}
	}
}

func BenchmarkInsert(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var all Builder
	for i := range uint64(1_000_000) {
		all.Add(rnd.Int64N(400_000_000), i)
	}
	l := all.List()
	b.ReportAllocs()
	id := uint64(1_000_000)
	for b.Loop() {
		id++
		k := rnd.Int64N(400_000_000)
		l.Insert(k, id)
		l.Remove(k, id)
	}
}

func BenchmarkRank(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var all Builder
	for i := range uint64(1_000_000) {
		all.Add(int64(i*7919%1_000_000), i)
	}
	l := all.List()
	for b.Loop() {
		i := uint64(rnd.IntN(1_000_000))
		if _, ok := l.Rank(int64(i*7919%1_000_000), i); !ok {
			b.Fatal(i)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		var all Builder
		for i := range uint64(1_000_000) {
			all.Add(rnd.Int64N(400_000_000), i)
		}
		all.List()
	}
}

func BenchmarkRemoveIf(b *testing.B) {
	var all Builder
	for i := range uint64(1_000_000) {
		all.Add(int64(i*7919%1_000_000), i)
	}
	l := all.List()
	var gone Set
	gone.Add(2_000_000)
	for b.Loop() {
		l.RemoveIf(gone.Has)
	}
}
