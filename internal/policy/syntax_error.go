package policy

import (
	"fmt"
	"strings"
)

// SyntaxError is one place where a policy or a pattern cannot be read.
type SyntaxError struct {
	Line   int // from 1; 0 for a pattern that stands alone
	Column int // from 1, in characters
	Found  string
	Want   string // what would have been right there, to be read after "expected"
}

// Error is a sentence: line, column, what is there and what was expected.
func (e *SyntaxError) Error() string {
	where := fmt.Sprintf("column %d", e.Column)
	if e.Line > 0 {
		where = fmt.Sprintf("line %d, %s", e.Line, where)
	}
	return fmt.Sprintf("%s: %s, expected %s", where, e.found(), e.Want)
}

func (e *SyntaxError) found() string {
	if e.Found == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", shorten(e.Found))
}

// shorten keeps an error readable when a line is not.
func shorten(s string) string {
	const most = 60
	if r := []rune(s[:min(len(s), 4*most+4)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Errors are all places where a file cannot be read, in order; at most
// [maxErrors], and how many there are besides.
type Errors struct {
	All  []*SyntaxError
	More int
}

const maxErrors = 50

// Error has one line for each.
func (e *Errors) Error() string {
	lines := make([]string, 0, len(e.All)+1)
	for _, one := range e.All {
		lines = append(lines, one.Error())
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives them one by one.
func (e *Errors) Unwrap() []error {
	all := make([]error, len(e.All))
	for i, one := range e.All {
		all[i] = one
	}
	return all
}

func (e *Errors) add(one *SyntaxError) {
	if len(e.All) == maxErrors {
		e.More++
		return
	}
	e.All = append(e.All, one)
}
