package store

import (
	"math"
	"testing"
)

func TestFieldsRoundTrip(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 63, -64, 1 << 40, math.MaxInt64, math.MinInt64} {
		b := appendInt(nil, 7, v)
		b = appendString(b, 300, "x")
		var got int64
		var str string
		err := eachField(string(b), func(f *field) error {
			switch f.Num {
			case 7:
				got = f.Int()
			case 300:
				str = f.Str
			}
			return nil
		})
		if err != nil || got != v || str != "x" {
			t.Errorf("%d came back as %d, %q, %v", v, got, str, err)
		}
	}
}

func TestFieldsRefuseWhatIsCut(t *testing.T) {
	whole := appendString(appendUint(nil, 1, 1<<33), 2, "hello")
	for n := range len(whole) {
		seen := 0
		err := eachField(string(whole[:n]), func(*field) error { seen++; return nil })
		boundary := n == 0 || n == len(whole)-len("hello")-2
		if (err == nil) != boundary {
			t.Errorf("cut at %d of %d: %v after %d fields", n, len(whole), err, seen)
		}
	}
}

func FuzzFields(f *testing.F) {
	f.Add(string(appendString(appendInt(nil, 3, -5), 4, "abc")))
	f.Add("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02")
	f.Fuzz(func(t *testing.T, s string) {
		n := 0
		_ = eachField(s, func(f *field) error {
			if n += len(f.Str) + 2; n > len(s) {
				t.Fatalf("fields of %q are longer than it", s)
			}
			return nil
		})
	})
}
