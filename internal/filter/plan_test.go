package filter

import "testing"

// TestPlan: what a store is told to look for.
func TestPlan(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "anything"},
		{"ab", "anything"},
		{"body:needle", `"needle" in 0x18`},
		{"-body:needle", "anything"},
		{"-body:needle status:404", "column 68 in 404..404"},
		{"body:Nee*DLE", `(("nee" in 0x8 and "dle" in 0x8) or ("nee" in 0x10 and "dle" in 0x10))`},
		{"req.body:Nee*DLE", `("nee" in 0x8 and "dle" in 0x8)`},
		{"res.body:/foo(bar|bazaar)+[0-9]x{2}/", `"foo" in 0x10`},
		{"res.body:/abc.*def|ghi/", `(("abc" in 0x10 and "def" in 0x10) or "ghi" in 0x10)`},
		{"res.body:~skunk", `"skunk" in 0x10`},
		{"res.header:content-type~json", `("content-type" in 0x4 and "json" in 0x4)`},
		{"res.body:~abcdekabc", `"abcdekabc" in 0x10`},
		{"url:refunds", `(column 6 and "refunds" in 0x1)`},
		{"-url:refunds", "not column 6"},
		{"-(url:refunds or status:404)", "(not column 68 in 404..404 and not column 6)"},
		{"req.header:x-id=abc*def", `("x-id" in 0x2 and "abc" in 0x2 and "def" in 0x2)`},
		{"graphql:GetUser", `(column 6 or "getuser" in 0x8 or "\\u00" in 0x8)`},
		{"query:page=2", "column 6"},
	} {
		plan := mustCompile(t, c.text).Plan()
		got := plan.String()
		if got != c.want {
			t.Errorf("%s looks for %s, want %s", c.text, got, c.want)
		}
	}
}

// TestWordsShareOneNeedle: a word is looked for in the index once.
func TestWordsShareOneNeedle(t *testing.T) {
	plan := mustCompile(t, "needle").Plan()
	needles := 0
	for _, k := range plan.Kids {
		if k.Op == PlanNeedle {
			needles++
			if k.Needle.Parts != Anywhere {
				t.Errorf("it is looked for in %#x, want %#x", k.Needle.Parts, Anywhere)
			}
		} else if k.Op != PlanCond || k.Cond.Column == URL {
			t.Errorf("the plan has %s", k.String())
		}
	}
	if plan.Op != PlanOr || needles != 1 {
		t.Errorf("%d needles in %s", needles, plan.String())
	}
}
