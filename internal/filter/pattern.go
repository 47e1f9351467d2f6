package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxProgram bounds the instructions of a regular expression: repetitions of
// repetitions grow quickly.
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
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(prog.Inst) > maxProgram {
		return nil, &patternError{why: "it is too large"}
	}
	re, err := regexp.Compile(patternSource(v))
	if err != nil {
		return nil, &patternError{why: err.Error()}
	}
	return re, nil
}
