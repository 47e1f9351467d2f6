package filter

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func mustParse(t interface{ Fatalf(string, ...any) }, text string) *Expr {
	e, err := Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return e
}

func mustCompile(t interface{ Fatalf(string, ...any) }, text string) *Filter {
	return Compile(mustParse(t, text), noon)
}

// TestPlanIsNecessary: what Match accepts, the plan lets through; also of a
// negation. When the plan has no needles and the filter needs no details, they
// are the same.
func TestPlanIsNecessary(t *testing.T) {
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		text := drawExpr(t, 3)
		f, s := mustCompile(t, text), drawThing(t)
		plan := f.Plan()
		got, may := f.Match(s), plan.Holds(s, s.occurs)
		if got {
			matched++
		}
		if got && !may {
			t.Fatalf("%s matches, but its plan does not hold: %s", text, plan.String())
		}
		if f.Needs() == 0 && got != may {
			t.Fatalf("%s: match %v, plan %v, though the summary is enough", text, got, may)
		}
	})
	if matched == 0 {
		t.Error("nothing ever matched")
	}
}

// TestDecideAgreesWithMatch: an answer that was given early stays, and from
// the filter's phase on there always is one.
func TestDecideAgreesWithMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawExpr(t, 3)
		f, s := mustCompile(t, text), drawThing(t)
		final := No
		if f.Match(s) {
			final = Yes
		}
		for p := Phase(0); p <= AtEnd; p++ {
			early := s.at(p)
			got := f.Decide(early)
			if got != Unknown && got != final {
				t.Fatalf("%s is %v at the %v, and %v in the end", text, got, p, final)
			}
			if p >= f.Phase() && got == Unknown {
				t.Fatalf("%s is not decided at the %v, its phase is %v", text, p, f.Phase())
			}
		}
	})
}

func TestLogic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, s := drawExpr(t, 2), drawExpr(t, 2), drawThing(t).at(Phase(rapid.IntRange(0, int(AtEnd)).Draw(t, "phase")))
		for _, law := range [][2]string{
			{"-(-(" + a + "))", a},
			{"-((" + a + ") (" + b + "))", "-(" + a + ") or -(" + b + ")"},
			{"-((" + a + ") or (" + b + "))", "-(" + a + ") -(" + b + ")"},
			{"(" + a + ") (" + b + ")", "(" + b + ") and (" + a + ")"},
		} {
			l, r := mustCompile(t, law[0]), mustCompile(t, law[1])
			if l.Match(s) != r.Match(s) || l.Decide(s) != r.Decide(s) {
				t.Fatalf("%s and %s differ", law[0], law[1])
			}
		}
	})
}

// TestFormatRoundTrips: the canonical form is read as the same filter.
func TestFormatRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := mustParse(t, drawExpr(t, 3))
		again := mustParse(t, e.String())
		if again.String() != e.String() {
			t.Fatalf("%q is written as %q, and that as %q", e.Text(), e.String(), again.String())
		}
		s := drawThing(t)
		if Compile(e, noon).Match(s) != Compile(again, noon).Match(s) {
			t.Fatalf("%q and %q differ", e.Text(), e.String())
		}
	})
}
