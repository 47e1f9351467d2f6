package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// maxProgram bounds how large the regular expressions of a filter become in
// all, as [programSize] counts: repetitions grow quickly.
const maxProgram = 20_000

type patternError struct {
	why  string
	expr string // the part that is wrong, may be empty
}

func (e *patternError) locate(source string) (at int, found string) {
	if e.expr == "" {
		return 0, source
	}
	if i := strings.Index(source, e.expr); i >= 0 {
		return i, e.expr
	}
	return 0, source
}

func patternSource(v *Value) string {
	if v.Flags == "" {
		return v.Text
	}
	return "(?" + v.Flags + ")" + v.Text
}

// parsePattern reads a regular expression. Without case, ASCII letters are
// compared with ASCII letters alone, as in [Fold]: RE2 would take the Kelvin
// sign for a k, and a needle for the index could not have a k.
func parsePattern(v *Value) (*syntax.Regexp, *patternError) {
	if v.Text == "" {
		return nil, &patternError{why: "it is empty"}
	}
	re, err := syntax.Parse(patternSource(v), syntax.Perl)
	var se *syntax.Error
	if errors.As(err, &se) {
		return nil, &patternError{why: se.Code.String(), expr: strings.TrimPrefix(se.Expr, "(?"+v.Flags+")")}
	}
	if err != nil {
		return nil, &patternError{why: err.Error()}
	}
	if programSize(re) > maxProgram {
		return nil, &patternError{why: "it is too large"}
	}
	return narrowCase(re), nil
}

func compilePattern(v *Value) (*regexp.Regexp, *patternError) {
	parsed, bad := parsePattern(v)
	if bad != nil {
		return nil, bad
	}
	re, err := regexp.Compile(parsed.String())
	if err != nil {
		return nil, &patternError{why: err.Error()}
	}
	return re, nil
}

// narrowCase writes k and s without case as [Kk] and [Ss].
func narrowCase(re *syntax.Regexp) *syntax.Regexp {
	for i, sub := range re.Sub {
		re.Sub[i] = narrowCase(sub)
	}
	if re.Op != syntax.OpLiteral || re.Flags&syntax.FoldCase == 0 {
		return re
	}
	var parts []*syntax.Regexp
	for _, r := range re.Rune {
		one := &syntax.Regexp{Op: syntax.OpLiteral, Flags: re.Flags, Rune: []rune{r}}
		if low := unicode.ToLower(r); low == 'k' || low == 's' {
			one = &syntax.Regexp{Op: syntax.OpCharClass, Flags: re.Flags &^ syntax.FoldCase, Rune: []rune{low - 32, low - 32, low, low}}
		} else if n := len(parts); n > 0 && parts[n-1].Op == syntax.OpLiteral {
			parts[n-1].Rune = append(parts[n-1].Rune, r)
			continue
		}
		parts = append(parts, one)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &syntax.Regexp{Op: syntax.OpConcat, Flags: re.Flags, Sub: parts}
}

// programSize estimates what a regular expression compiles to.
func programSize(re *syntax.Regexp) int {
	n := 1 + len(re.Rune)
	if re.Op == syntax.OpCharClass {
		n = 1 + len(re.Rune)/16
	}
	for _, sub := range re.Sub {
		n += programSize(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return min(n, 1<<30)
}
