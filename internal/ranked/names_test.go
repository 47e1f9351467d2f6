package ranked

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Keys are in the order of their texts, however often they are made anew.
func TestNamesKeepOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := NewNames()
		keys := map[string]int64{"": 0}
		text := rapid.OneOf(rapid.StringN(0, 3, -1), rapid.Custom(func(t *rapid.T) string {
			return "a" + strings.Repeat("\x00", rapid.IntRange(0, 60).Draw(t, "n")) // each between two others
		}))
		for range rapid.IntRange(0, 120).Draw(t, "steps") {
			one := text.Draw(t, "text")
			k, rekey := n.Key(one)
			if rekey != nil {
				for t, k := range keys {
					keys[t] = rekey(k)
				}
			}
			if had, ok := keys[one]; ok && had != k {
				t.Fatalf("%q has %d and %d", one, had, k)
			}
			keys[one] = k
		}
		for a, x := range keys {
			for b, y := range keys {
				if cmp.Compare(a, b) != cmp.Compare(x, y) {
					t.Fatalf("%q is %d, %q is %d", a, x, b, y)
				}
			}
		}
	})
}

// Where there is no room between keys they are made anew.
func TestNamesMakeRoom(t *testing.T) {
	n := NewNames()
	again := 0
	last, _ := n.Key("b")
	for i := range 200 {
		k, rekey := n.Key("a" + strings.Repeat("a", 200-i)) // each before the one before
		if rekey != nil {
			last = rekey(last)
			again++
		}
		if k >= last {
			t.Fatalf("%d is not before %d", k, last)
		}
		last = k
	}
	if again == 0 {
		t.Error("there was always room: the test tests nothing")
	}
}

// With more texts than names, order is that of texts as long as ties are compared.
func TestManyTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		few := rapid.Bool().Draw(t, "few")
		draw := func() string {
			if few {
				return fmt.Sprint("host", rnd.IntN(50))
			}
			return fmt.Sprintf("https://h%d/%d", rnd.IntN(3), rnd.IntN(100_000))
		}
		texts := map[uint64]string{}
		var b TextBuilder
		n := rapid.SampledFrom([]int{0, 10, namesMax + 100, 2 * namesMax}).Draw(t, "n")
		for id := range uint64(n) {
			texts[id] = draw()
			b.Add(texts[id], id)
		}
		l, names := b.List()
		if shared := names.Shared(); n <= namesMax && shared || n == 2*namesMax && shared == few {
			t.Fatalf("shared: %v", names.Shared())
		}
		l.Tie = func(x, y uint64) int {
			if !names.Shared() {
				return 0
			}
			return strings.Compare(texts[x], texts[y])
		}
		for i := range 500 {
			id := uint64(1<<20 + i)
			texts[id] = draw()
			key, rekey := names.Key(texts[id])
			if rekey != nil {
				l.Rekey(rekey)
			}
			l.Insert(key, id)
		}
		all := l.Append(nil, 0, l.Len())
		if len(all) != len(texts) || !slices.IsSortedFunc(all, func(x, y uint64) int {
			return cmp.Or(strings.Compare(texts[x], texts[y]), cmp.Compare(x, y))
		}) {
			t.Fatalf("%d of %d, not sorted", len(all), len(texts))
		}
	})
}

func TestSortTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom([]rune("ab\x00")), 0, 20, -1), rapid.String())
		texts := rapid.SliceOf(one).Draw(t, "texts")
		order := sortTexts(texts)
		if len(order) != len(texts) || !slices.IsSortedFunc(order, func(x, y uint32) int {
			return cmp.Or(strings.Compare(texts[x], texts[y]), cmp.Compare(x, y))
		}) {
			t.Fatalf("%q in the order %v", texts, order)
		}
	})
}

func BenchmarkSortURLs(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, 1_000_000)
	for i := range texts {
		texts[i] = fmt.Sprintf("https://api%d.some.example/v1/%d/%d?page=%d", rnd.IntN(400), rnd.IntN(4000), rnd.IntN(1_000_000), rnd.IntN(100))
	}
	for b.Loop() {
		sortTexts(texts)
	}
}
