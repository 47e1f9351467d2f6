package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rockxy/internal/durable"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
)

// RulesDir is where a data directory keeps its rules: each file in it that ends in
// .yaml is a group. It need not be there.
func RulesDir(data string) string { return filepath.Join(data, "rules") }

// RulesFile is where a data directory keeps a group.
func RulesFile(data, group string) string { return filepath.Join(RulesDir(data), group+".yaml") }

func rulesLock(data string) string { return filepath.Join(data, "rules.lock") }

// maxRuleFiles bounds a directory of rules.
const maxRuleFiles = 1000

// RulesError is a file of rules that cannot be read, with all its places.
type RulesError struct {
	*node.Errors
	text string
}

// Hint says what to do about it.
func (e *RulesError) Hint() string {
	return "correct it; what cannot be read applies neither in part nor as a whole"
}

// Source is the text of a line, from 1.
func (e *RulesError) Source(line int) string { return lineOf(e.text, line) }

// Places are those that the lines of the error are about.
func (e *RulesError) Places() (all []Place) {
	for _, one := range e.All {
		all = append(all, Place{one.Line, one.Column})
	}
	return all
}

// lineOf is a line of a text, from 1, without its end; empty when there is none.
func lineOf(text string, line int) string {
	for one := range strings.Lines(text) {
		if line--; line == 0 {
			return strings.TrimRight(strings.TrimPrefix(one, "\uFEFF"), "\r\n")
		}
	}
	return ""
}

// ParseRules reads a text, which is that of the file at path. Rules of before, which
// may be nil, that say the same keep their actions. The error is a *RulesError.
func ParseRules(path, text string, kinds []rulefile.Kind, before *rulefile.File) (*rulefile.File, error) {
	f, err := rulefile.ReadFile(path, []byte(text), kinds, before)
	var all *node.Errors
	if errors.As(err, &all) {
		return nil, &RulesError{all, text}
	}
	return f, err
}

// loadRules reads the file at path. The error is a *RulesError when the text, which
// is returned all the same, is at fault.
func loadRules(path string, kinds []rulefile.Kind, before *rulefile.File) (text string, f *rulefile.File, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait
		return "", nil, &RulesError{&node.Errors{All: []*node.Error{{Path: path, Message: "not a file, but " + kindOf(info.Mode()) + "; expected a file of rules"}}}, ""}
	}
	if text, err = readAtMost(path, node.MaxFile); err == nil {
		f, err = ParseRules(path, text, kinds, before)
	}
	return text, f, err
}

func kindOf(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a directory"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// listRules are the files of rules in a directory, in order. Names that begin with
// a point are those of drafts and editors.
func listRules(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, missing(err)
	}
	var all []string
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(e.Name(), ".") {
			all = append(all, filepath.Join(dir, e.Name()))
		}
	}
	if len(all) > maxRuleFiles {
		return all[:maxRuleFiles], fmt.Errorf("%s has %d files; the first %d are read, and no other", dir, len(all), maxRuleFiles)
	}
	return all, nil
}

// EditRules changes a file of rules, for good when it returns: edit gets the text,
// which is empty for a file that is not there yet, and returns another one. One edit
// is made at a time, whichever processes make them. A text that cannot be read is
// not written; the error is a *RulesError then.
func EditRules(data, path string, kinds []rulefile.Kind, edit func(text string) (string, error)) (changed bool, err error) {
	if err := prepareData(data); err != nil {
		return false, err
	}
	if err := os.MkdirAll(RulesDir(data), 0o700); err != nil {
		return false, err
	}
	release, err := lockFile(rulesLock(data))
	if err != nil {
		return false, fmt.Errorf("lock the rules: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	path = resolved(path) // who keeps the file elsewhere keeps the link
	info, err := os.Stat(path)
	if missing(err) != nil {
		return false, err
	}
	before, _, err := loadRules(path, kinds, nil)
	var bad *RulesError
	if missing(err) != nil && !errors.As(err, &bad) {
		return false, err
	}
	after, err := edit(before)
	if err != nil {
		return false, err
	}
	if after == before {
		return false, nil
	}
	if _, err := ParseRules(path, after, kinds, nil); err != nil {
		var worse *RulesError
		if bad != nil && errors.As(err, &worse) && sameMistakes(bad, worse) {
			return false, fmt.Errorf("nothing was changed, for the file has mistakes as it is: %w", bad)
		}
		return false, fmt.Errorf("nothing was changed, for the rules could not be read after it: %w", err)
	}
	return true, replaceFile(path, after, info)
}

// sameMistakes reports whether two texts have the same wrong with them, wherever it
// stands.
func sameMistakes(a, b *RulesError) bool {
	return slices.EqualFunc(a.All, b.All, func(a, b *node.Error) bool { return a.Message == b.Message })
}

// replaceFile writes a file, which stays as open to others as it was.
func replaceFile(path, text string, was fs.FileInfo) error {
	if err := durable.Sweep(path); err != nil {
		return err
	}
	if err := durable.Write(path, []byte(text)); err != nil || was == nil {
		return err
	}
	return os.Chmod(path, was.Mode().Perm())
}

// RemoveRules removes the file of a group of the data directory.
func RemoveRules(data, path string) (err error) {
	release, err := lockFile(rulesLock(data))
	if err != nil {
		return fmt.Errorf("lock the rules: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	return durable.Remove(path)
}
