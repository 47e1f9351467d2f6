package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"rockxy/internal/api"
	"rockxy/internal/durable"
)

var _ api.Preferences = instance{}

// preferencesFile is what the page remembers, in a data directory.
const preferencesFile = "ui.json"

// preferences keeps what the page remembers, in one file. What is in it is the page's
// business.
type preferences struct {
	path string
	mu   sync.Mutex // of writers
}

// read returns {} when there is no file; the error is an *api.Error when it is damaged.
func (p *preferences) read() (json.RawMessage, error) {
	text, err := os.ReadFile(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return json.RawMessage("{}"), nil
	case err != nil:
		return nil, fmt.Errorf("what the page remembers: %w", err)
	case !object(text):
		return nil, &api.Error{Status: http.StatusInternalServerError, Message: "what the page remembers, " + p.path + ", is damaged",
			Hint: "the page starts afresh; with the first change the damaged file is put aside, as " + preferencesFile + ".damaged"}
	}
	return text, nil
}

// write replaces the file. One that is damaged is put aside.
func (p *preferences) write(text json.RawMessage) error {
	if !object(text) {
		return &api.Error{Status: http.StatusBadRequest, Message: "what the page remembers is a JSON object"}
	}
	if len(text) > api.MaxPreferences {
		return &api.Error{Status: http.StatusRequestEntityTooLarge, Message: "that is more than the page may remember"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	old, err := os.ReadFile(p.path)
	if err == nil && !object(old) {
		err = os.Rename(p.path, freeName(p.path+".damaged"))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("what the page remembers: %w", err)
	}
	return durable.Write(p.path, append(bytes.TrimSpace(text), '\n'))
}

// freeName is name, or name-2 and so on if there is such a file.
func freeName(name string) string {
	for n, free := 2, name; ; n++ {
		if _, err := os.Lstat(free); err != nil {
			return free
		}
		free = name + "-" + strconv.Itoa(n)
	}
}

func object(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) > 0 && text[0] == '{' && json.Valid(text)
}

func (i instance) Preferences() (api.Object, error) {
	text, err := i.a.preferences.read()
	return api.Object{RawMessage: text}, err
}

func (i instance) KeepPreferences(o api.Object) error { return i.a.preferences.write(o.RawMessage) }

func newPreferences(data string) *preferences {
	return &preferences{path: filepath.Join(data, preferencesFile)}
}
