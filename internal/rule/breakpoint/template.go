package breakpoint

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rockxy/internal/durable"
)

// Templates are messages that were saved to be sent in the place of others: files
// NAME.http in one directory, in the form of [Text], which editors know too. The
// directory need not be there.
type Templates struct{ dir string }

// maxTemplate bounds a file.
const maxTemplate = 16 << 20

// OpenTemplates returns those in a directory.
func OpenTemplates(dir string) *Templates { return &Templates{dir} }

// NameError is a name that no template can have.
type NameError struct{ Name string }

func (e *NameError) Error() string {
	return fmt.Sprintf("%q cannot be the name of a template: up to 100 letters, digits, blanks, and - _ . not at the start", e.Name)
}

// NoTemplateError says that there is no template with that name.
type NoTemplateError struct{ Name string }

func (e *NoTemplateError) Error() string { return fmt.Sprintf("there is no template %q", e.Name) }

const extension = ".http"

// file is the path of a template. No name leads out of the directory.
func (t *Templates) file(name string) (string, error) {
	ok := name != "" && len(name) <= 100 && name[0] != '.' && name[0] != '-' && strings.TrimSpace(name) == name
	for _, c := range name {
		ok = ok && (strings.ContainsRune("-_. ", c) || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}
	if !ok {
		return "", &NameError{name}
	}
	return filepath.Join(t.dir, name+extension), nil
}

// Names lists them in the order of their names.
func (t *Templates) Names() ([]string, error) {
	entries, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), extension)
		if _, bad := t.file(name); ok && bad == nil && e.Type().IsRegular() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, err
}

// Read returns the text of one. The error is a *NameError or a *NoTemplateError.
func (t *Templates) Read(name string) ([]byte, error) {
	if _, err := t.file(name); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NoTemplateError{name}
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name + extension)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &NoTemplateError{name}
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the template %q is not a file", name)
	case info.Size() > maxTemplate:
		return nil, fmt.Errorf("the template %q is longer than %d MiB", name, maxTemplate>>20)
	}
	return root.ReadFile(name + extension)
}

// Message returns one as a message. The error may also be a *SyntaxError.
func (t *Templates) Message(name string) (*Message, error) {
	text, err := t.Read(name)
	if err != nil {
		return nil, err
	}
	return Parse(text)
}

// Write saves a message under a name, in the place of one that is there.
func (t *Templates) Write(name string, m *Message) error {
	path, err := t.file(name)
	if err != nil {
		return err
	}
	if m.Kind != 0 {
		return refuse("a template is a request or a response, not a message inside of a stream")
	}
	text := Format(m)
	if len(text) > maxTemplate {
		return refuse("a template has at most %d MiB", maxTemplate>>20)
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	return durable.Write(path, text)
}

// Remove deletes one. The error is a *NameError or a *NoTemplateError.
func (t *Templates) Remove(name string) error {
	path, err := t.file(name)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return &NoTemplateError{name}
	}
	return durable.Remove(path)
}
