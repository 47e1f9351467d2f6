package ranked

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestInts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.OneOf(rapid.Int64Range(0, 2), rapid.Int64Range(100, 400), rapid.Int64())
		want := rapid.SliceOfN(one, 0, 20).Draw(t, "at first")
		p := pack(want)
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			if i := rapid.IntRange(0, len(want)).Draw(t, "at"); i < len(want) && rapid.Bool().Draw(t, "remove") {
				p.remove(i)
				want = slices.Delete(want, i, i+1)
			} else {
				v := one.Draw(t, "v")
				p.insert(i, v)
				want = slices.Insert(want, i, v)
			}
		}
		if got := p.all(nil); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		half := len(want) / 2
		rest := p.cut(half)
		if !slices.Equal(p.all(nil), want[:half]) || !slices.Equal(rest.all(nil), want[half:]) {
			t.Fatalf("%v and %v, want %v", p.all(nil), rest.all(nil), want)
		}
	})
}
