package linediff

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func text(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(string(l.Op) + l.Text + "\n")
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"a\nb\n", "a\r\nb", ""},
		{"", "a\nb\n", "+a\n+b\n"},
		{"a", "", "-a\n"},
		{"GET / HTTP/1.1\r\nHost: a\r\nCookie: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: b\r\n\r\n", " GET / HTTP/1.1\n-Host: a\n-Cookie: x\n+Host: b\n \n"},
		{"1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\n5\nsix\n7\n8\n9", "@2 lines\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"},
		{"1\n2\n3\n4\n5", "1\n2\n3\n4\n5\n6", "@2 lines\n 3\n 4\n 5\n+6\n"},
		{long + "old" + long, long + "new" + long, "-…" + long[:60] + "old" + long[:177] + "…\n+…" + long[:60] + "new" + long[:177] + "…\n"},
		{long, "short", "-" + long[:240] + "…\n+short\n"},
	} {
		if got := text(Diff(c.before, c.after, Limits{})); got != c.want {
			t.Errorf("%q and %q differ by\n%swant\n%s", c.before, c.after, got, c.want)
		}
	}
	many := text(Diff(strings.Repeat("a\n", 7000), strings.Repeat("b\n", 7000), Limits{}))
	if n := strings.Count(many, "\n"); n != 201 || !strings.HasSuffix(many, "@13800 more lines\n") {
		t.Errorf("%d lines, at the end %q", n, many[len(many)-30:])
	}
}

// TestDiffRebuildsBoth: what is the same and what went is the first text, what is the same
// and what came is the second.
func TestDiffRebuildsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "", "ä"}), 0, 30)
		a, b := lines.Draw(t, "before"), lines.Draw(t, "after")
		var x, y []string
		count := 0
		for _, l := range Edits(a, b) {
			if l.Op != Came {
				x = append(x, l.Text)
			}
			if l.Op != Gone {
				y = append(y, l.Text)
			}
			if l.Op != Same {
				count++
			}
		}
		if strings.Join(x, "\n") != strings.Join(a, "\n") || len(x) != len(a) || strings.Join(y, "\n") != strings.Join(b, "\n") || len(y) != len(b) {
			t.Fatalf("%q and %q are %q and %q", a, b, x, y)
		}
		if most := len(a) + len(b) - 2*common(a, b); count != most {
			t.Fatalf("%q and %q take %d edits, want %d", a, b, count, most)
		}
	})
}

// common is the length of the longest common subsequence, slowly.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		left := 0
		for j := range b {
			up := row[j+1]
			if a[i] == b[j] {
				row[j+1] = left + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			left = up
		}
	}
	return row[len(b)]
}
