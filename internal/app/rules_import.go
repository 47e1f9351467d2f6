package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rockxy/internal/durable"
	"rockxy/internal/rule/foreign"
)

// ReadForeignRules reads rules of another tool from a file. The error is a
// *foreign.UnknownError when they are none that can be read.
func ReadForeignRules(file string) (*foreign.Import, error) {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file, but %s", file, kindOf(info.Mode()))
	}
	text, err := readAtMost(file, foreign.MaxFile)
	if err != nil {
		return nil, err
	}
	in, err := foreign.Read([]byte(text), foreign.Options{Name: filepath.Base(file), Kinds: Kinds(), IsDir: isDir})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return in, nil
}

func isDir(path string) (dir, known bool) {
	info, err := os.Stat(path)
	return err == nil && info.IsDir(), err == nil
}

// TakenError says that groups cannot be written since others have their names.
type TakenError struct{ Files []string }

func (e *TakenError) Error() string {
	return "nothing was changed: there is already " + strings.Join(e.Files, ", ")
}

// Hint says what to do about it.
func (e *TakenError) Hint() string { return "--replace replaces what is there" }

// TakeForeignRules writes groups, and the files that they refer to, into the rules of a
// data directory. from is said at the top of each. The error is a *TakenError when files would
// be replaced, unless replace is set.
func TakeForeignRules(data string, in *foreign.Import, from string, replace bool) (written []string, err error) {
	var taken []string
	for _, g := range in.Groups {
		if _, err := os.Lstat(RulesFile(data, g.Name)); !errors.Is(err, fs.ErrNotExist) {
			taken = append(taken, RulesFile(data, g.Name))
		}
	}
	if len(taken) > 0 && !replace {
		return nil, &TakenError{taken}
	}
	if err := prepareData(data); err != nil {
		return nil, err
	}
	for _, f := range in.Files {
		path := filepath.Join(RulesDir(data), filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return written, err
		}
		if err := durable.Write(path, f.Data); err != nil {
			return written, err
		}
	}
	for _, g := range in.Groups {
		path := RulesFile(data, g.Name)
		if _, err := EditRules(data, path, Kinds(), func(string) (string, error) { return string(g.YAML(from)), nil }); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}
