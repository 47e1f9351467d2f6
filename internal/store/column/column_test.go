package column

import (
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

func codecs(t testing.TB) (*zstd.Encoder, *zstd.Decoder) {
	t.Helper()
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return e, d
}

func TestTextsComeBack(t *testing.T) {
	e, d := codecs(t)
	var b TextBuilder
	rapid.Check(t, func(t *rapid.T) {
		b.Reset()
		values := rapid.SliceOfN(rapid.String(), 1, rapid.SampledFrom([]int{1, 5, 700}).Draw(t, "values")).Draw(t, "v")
		want := rapid.SliceOfN(rapid.SampledFrom(values), 0, 1000).Draw(t, "column")
		for _, v := range want {
			b.Add(v)
		}
		c, err := DecodeTexts(b.AppendTo(nil, e), d)
		if err != nil || c.Len() != len(want) {
			t.Fatal(err, c)
		}
		pass := func(v string) bool { return len(v)%2 == 0 }
		s := c.Select(pass)
		for i, v := range want {
			if c.At(i) != v || s.Has(i) != pass(v) {
				t.Fatalf("%d is %q, want %q, selected %v", i, c.At(i), v, s.Has(i))
			}
		}
	})
}

func TestNumbersComeBack(t *testing.T) {
	var b NumberBuilder
	rapid.Check(t, func(t *rapid.T) {
		b.Reset()
		type number struct {
			v     int64
			there bool
		}
		var want []number
		all := rapid.Bool().Draw(t, "all there")
		one := rapid.OneOf(rapid.Int64(), rapid.Int64Range(200, 600), rapid.Just(int64(7)))
		for range rapid.IntRange(0, 300).Draw(t, "n") {
			w := number{one.Draw(t, "v"), all || rapid.Bool().Draw(t, "there")}
			want = append(want, w)
			b.Add(w.v, w.there)
		}
		c, err := DecodeNumbers(b.AppendTo(nil))
		if err != nil || c.Len() != len(want) {
			t.Fatal(err, c)
		}
		s := c.Select(func(v int64, there bool) bool { return there && v > 300 })
		lo, hi, some := c.Range()
		for i, w := range want {
			v, there := c.At(i)
			if there != w.there || there && v != w.v || s.Has(i) != (w.there && w.v > 300) {
				t.Fatalf("%d is %d, %v, want %+v", i, v, there, w)
			}
			if there && (!some || v < lo || v > hi) {
				t.Fatalf("%d is not within %d and %d", v, lo, hi)
			}
		}
	})
}

func TestFind(t *testing.T) {
	var b NumberBuilder
	have := []int64{3, 4, 9, 1000}
	for _, v := range have {
		b.Add(v, true)
	}
	c, err := DecodeNumbers(b.AppendTo(nil))
	if err != nil {
		t.Fatal(err)
	}
	for v := range int64(1002) {
		i, ok := c.Find(v)
		if want := slices.Index(have, v); ok != (want >= 0) || ok && i != want {
			t.Errorf("%d: %d, %v", v, i, ok)
		}
	}
}

func TestSets(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 200} {
		all := All(n)
		if all.Len() != n || all.Empty() != (n == 0) {
			t.Errorf("all of %d are %d", n, all.Len())
		}
		s := NewSet(n)
		for i := 0; i < n; i += 3 {
			s.Add(i)
		}
		var got []int
		for i := range s.Each {
			got = append(got, i)
		}
		if len(got) != (n+2)/3 || s.Len() != len(got) {
			t.Errorf("%v of %d", got, n)
		}
		all.Not(s)
		if all.Len() != n-len(got) {
			t.Errorf("the others of %d are %d", n, all.Len())
		}
		all.Or(s)
		all.And(s)
		if !slices.Equal(all, s) {
			t.Errorf("%v, want %v", all, s)
		}
	}
}

func FuzzDecode(f *testing.F) {
	e, d := codecs(f)
	var t TextBuilder
	var n NumberBuilder
	for i := range 300 {
		t.Add(string(rune('a' + i)))
		n.Add(int64(i), i%7 > 0)
	}
	f.Add(t.AppendTo(nil, e))
	f.Add(t.AppendTo(nil, nil))
	f.Add(n.AppendTo(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := DecodeTexts(data, d); err == nil {
			for i := range c.Len() {
				_ = c.At(i)
			}
		}
		if c, err := DecodeNumbers(data); err == nil {
			for i := range c.Len() {
				_, _ = c.At(i)
			}
		}
	})
}
