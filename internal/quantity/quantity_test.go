package quantity

import "testing"

func TestCountAndPlural(t *testing.T) {
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := Count(in); got != want {
			t.Errorf("Count(%d) = %q, want %q", in, got, want)
		}
	}
	for want, got := range map[string]string{
		"1 entry": Plural(1, "entry"), "2 entries": Plural(2, "entry"), "0 exchanges": Plural(0, "exchange"), "30 days": Plural(30, "day"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
