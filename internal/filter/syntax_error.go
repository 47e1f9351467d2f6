package filter

import (
	"fmt"
	"unicode"
)

// SyntaxError is the first place where a filter cannot be read.
type SyntaxError struct {
	Column  int    // in characters, from 1
	Found   string // empty at the end
	Want    string // to be read after "expected"
	Suggest string // a filter that may be what was meant, or empty
}

// Error is a sentence: the column, what is there, what was expected, and what
// may have been meant.
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("column %d: %s, expected %s", e.Column, e.found(), e.Want)
	if e.Suggest != "" {
		s += "; did you mean " + e.Suggest + "?"
	}
	return s
}

func (e *SyntaxError) found() string {
	if e.Found == "" {
		return "the end"
	}
	const most = 40
	r := []rune(e.Found[:min(len(e.Found), 4*most+4)])
	if len(r) == 1 && unicode.IsControl(r[0]) {
		return fmt.Sprintf("the control character U+%04X", r[0])
	}
	if len(r) > most {
		return fmt.Sprintf("%q", string(r[:most])+"…")
	}
	return fmt.Sprintf("%q", e.Found)
}
