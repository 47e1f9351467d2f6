package node

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is one place of a file that cannot be read.
type Error struct {
	Path         string
	Line, Column int    // from 1, in characters; Line 0 is the file as a whole
	Message      string // what is there; what was expected
	// Known are the words that would have been right, when there are a few.
	Known []string

	at *Node
}

// Error is "file:line:col: what is there; expected …".
func (e *Error) Error() string {
	switch {
	case e.Path == "" && e.Line == 0:
		return e.Message
	case e.Line == 0:
		return e.Path + ": " + e.Message
	case e.Path == "":
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Message)
}

// Errors are all places of a file that cannot be read, in order; at most
// [maxErrors], and how many there are besides.
type Errors struct {
	All  []*Error
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

func (e *Errors) add(one *Error) {
	if len(e.All) == maxErrors {
		e.More++
		return
	}
	e.All = append(e.All, one)
}

// Errorf records an error at n and returns it. The message says what is there and,
// after a semicolon, what was expected.
func (n *Node) Errorf(format string, args ...any) error {
	if n == nil {
		return &Error{Message: fmt.Sprintf(format, args...)}
	}
	return n.fail(n.Line, n.Column, fmt.Sprintf(format, args...))
}

// ErrorAt records an error at an octet of what a scalar says: the place in the
// file is where that octet is written.
func (n *Node) ErrorAt(offset int, format string, args ...any) error {
	line, column := n.place(offset)
	return n.fail(line, column, fmt.Sprintf(format, args...))
}

// Unknown records that the word at n is none of some known ones; what is it called
// for, such as "key".
func (n *Node) Unknown(what string, known []string) error {
	e := n.fail(n.Line, n.Column, fmt.Sprintf("the %s %s; expected %s%s", what, quoted(n.text), oneOf(known), nearest(n.text, known)))
	e.Known = known
	return e
}

// Expected records that something else was expected, such as "a number".
func (n *Node) Expected(want string) error { return n.Errorf("%s; expected %s", n.found(), want) }

func (n *Node) fail(line, column int, message string) *Error {
	e := &Error{Path: n.doc.path, Line: line, Column: column, Message: message, at: n}
	n.doc.errs.add(e)
	return e
}

// Take records an error that did not come from a Node at n, and returns it; one
// that is recorded already, or nil, it only returns.
func (n *Node) Take(err error) error {
	var one *Error
	var all *Errors
	if err == nil || errors.As(err, &all) || errors.As(err, &one) && one.at != nil {
		return err
	}
	return n.Errorf("%s", err)
}

// Err is an *Errors with what was recorded at n and below, or nil.
func (n *Node) Err() error {
	if n == nil {
		return nil
	}
	all := &Errors{}
	for _, e := range n.doc.errs.All {
		if e.at.within(n) {
			all.All = append(all.All, e)
		}
	}
	if n.up == nil {
		all.More = n.doc.errs.More
	}
	if len(all.All) == 0 {
		return nil
	}
	slices.SortStableFunc(all.All, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}
