package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
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

func compilePattern(v *Value) (*regexp.Regexp, *patternError) {
	if v.Text == "" {
		return nil, &patternError{why: "it is empty"}
	}
	parsed, err := syntax.Parse(patternSource(v), syntax.Perl)
	if err != nil {
		var se *syntax.Error
		if errors.As(err, &se) {
			return nil, &patternError{why: se.Code.String(), expr: strings.TrimPrefix(se.Expr, "(?"+v.Flags+")")}
		}
		return nil, &patternError{why: err.Error()}
	}
	if programSize(parsed) > maxProgram {
		return nil, &patternError{why: "it is too large"}
	}
	re, err := regexp.Compile(patternSource(v))
	if err != nil {
		return nil, &patternError{why: err.Error()}
	}
	return re, nil
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
