package app

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"rockxy/internal/durable"
	"rockxy/internal/policy"
)

// PolicyFile is where a data directory keeps its policy. It need not be there.
func PolicyFile(data string) string { return filepath.Join(data, "policy.conf") }

func policyLock(data string) string { return filepath.Join(data, "policy.lock") }

// PolicyError is a policy that cannot be read, with all its places.
type PolicyError struct {
	Path string
	*policy.Errors
	text string
}

// Error has a line for each place: path, line and column, what is there, and
// what was expected.
func (e *PolicyError) Error() string {
	lines := make([]string, 0, len(e.All)+1)
	for _, one := range e.All {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", e.Path, one.Line, one.Column, PolicyComplaint(one)))
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.Path, e.More))
	}
	return strings.Join(lines, "\n")
}

// Hint says what to do about it.
func (e *PolicyError) Hint() string {
	return "correct the file; what cannot be read applies neither in part nor as a whole"
}

// Source is the text of a line, from 1.
func (e *PolicyError) Source(line int) string { return lineOf(e.text, line) }

// Place is a place in a text, both from 1; no line is all of it.
type Place struct{ Line, Column int }

// Places are those that the lines of the error are about.
func (e *PolicyError) Places() (all []Place) {
	for _, one := range e.All {
		all = append(all, Place{one.Line, one.Column})
	}
	return all
}

// PolicyComplaint says what is wrong at a place, without the place.
func PolicyComplaint(e *policy.SyntaxError) string {
	_, what, _ := strings.Cut(e.Error(), ": ")
	return what
}

// parsePolicy reads text, which is that of the file at path.
func parsePolicy(path, text string) (policy.File, error) {
	f, err := policy.ParseFile(text)
	var all *policy.Errors
	if errors.As(err, &all) {
		return f, &PolicyError{path, all, text}
	}
	return f, err
}

// readPolicy returns the text of the policy at path; none is an empty one.
func readPolicy(path string) (string, error) {
	text, err := readAtMost(path, policy.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return text, err
}

// loadPolicy reads the policy at path. The error is a *PolicyError when the text,
// which is returned all the same, is at fault.
func loadPolicy(path string) (text string, f policy.File, err error) {
	if text, err = readPolicy(path); err == nil {
		f, err = parsePolicy(path, text)
	}
	return text, f, err
}

// EditPolicy changes the policy of a data directory, for good when it returns:
// edit gets the text and returns another one. Lines that have expired go by the
// way. One edit is made at a time, whichever processes make them. A policy that
// cannot be read is not changed; the error is a *PolicyError then.
func EditPolicy(data string, edit func(text string) (string, error)) (changed bool, err error) {
	if err := prepareData(data); err != nil {
		return false, err
	}
	release, err := lockFile(policyLock(data))
	if err != nil {
		return false, fmt.Errorf("lock the policy: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	path := resolved(PolicyFile(data)) // who keeps the file elsewhere keeps the link
	before, _, err := loadPolicy(path)
	if err != nil {
		return false, err
	}
	after, err := edit(before)
	if err != nil {
		return false, err
	}
	after, _ = policy.DropExpired(after, time.Now())
	if after == before {
		return false, nil
	}
	if _, err := parsePolicy(path, after); err != nil {
		return false, fmt.Errorf("nothing was changed, for the policy could not be read after it: %w", err)
	}
	if err := durable.Sweep(path); err != nil {
		return false, err
	}
	return true, durable.Write(path, []byte(after))
}
