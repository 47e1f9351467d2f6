// Package quantity writes numbers of things for people, in English. It knows nothing
// of what they are.
package quantity

import (
	"strconv"
	"strings"
)

// Count writes a number with its digits in groups: "1,234,567".
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Plural is "1 exchange", "3 exchanges", "3 entries", "3 days".
func Plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "y"); ok && !strings.ContainsAny(stem[max(0, len(stem)-1):], "aeou") {
		return Count(n) + " " + stem + "ies"
	}
	return Count(n) + " " + what + "s"
}
