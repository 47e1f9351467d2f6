package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rockxy/internal/api"
)

func TestPreferences(t *testing.T) {
	dir := t.TempDir()
	p := newPreferences(dir)
	if text, err := p.read(); err != nil || string(text) != "{}" {
		t.Errorf("at first: %s, %v", text, err)
	}
	if err := p.write(json.RawMessage(` {"columns": [1, 2.50], "x": null} `)); err != nil {
		t.Fatal(err)
	}
	text, err := newPreferences(dir).read()
	if err != nil || strings.TrimSpace(string(text)) != `{"columns": [1, 2.50], "x": null}` {
		t.Errorf("kept: %s, %v", text, err)
	}
	info, err := os.Stat(filepath.Join(dir, "ui.json"))
	if err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("%v, %v", info, err)
	}
}

func TestWhatNoPreferencesAre(t *testing.T) {
	p := newPreferences(t.TempDir())
	object := func(n int) string { return `{"a":"` + strings.Repeat("a", n-len(`{"a":""}`)) + `"}` }
	for name, tt := range map[string]struct {
		text string
		want int // status, 0 for none
	}{
		"a list":      {"[]", http.StatusBadRequest},
		"null":        {"null", http.StatusBadRequest},
		"nothing":     {"", http.StatusBadRequest},
		"half of one": {`{"a":`, http.StatusBadRequest},
		"two":         {"{}{}", http.StatusBadRequest},
		"the largest": {object(api.MaxPreferences), 0},
		"too large":   {object(api.MaxPreferences + 1), http.StatusRequestEntityTooLarge},
	} {
		err := p.write(json.RawMessage(tt.text))
		var e *api.Error
		if (err == nil) != (tt.want == 0) || err != nil && (!errors.As(err, &e) || e.Status != tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be read is said, stays until something is kept in its place, and then
// stands beside it.
func TestDamagedPreferences(t *testing.T) {
	dir := t.TempDir()
	p, file := newPreferences(dir), filepath.Join(dir, "ui.json")
	for n, damaged := range []string{`{"columns":[`, "\x00\x00", ""} {
		if err := os.WriteFile(file, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			var e *api.Error
			if _, err := p.read(); !errors.As(err, &e) || !strings.Contains(e.Message, file) || e.Hint == "" {
				t.Errorf("%q: %v", damaged, err)
			}
		}
		if err := p.write(json.RawMessage(`{"fresh":true}`)); err != nil {
			t.Fatal(err)
		}
		if text, err := p.read(); err != nil || string(text) != "{\"fresh\":true}\n" {
			t.Errorf("afterwards: %s, %v", text, err)
		}
		aside := file + ".damaged"
		if n > 0 {
			aside += fmt.Sprint("-", n+1)
		}
		if text, err := os.ReadFile(aside); err != nil || string(text) != damaged {
			t.Errorf("put aside: %q, %v", text, err)
		}
	}
}

func TestPreferencesAreWhole(t *testing.T) {
	p := newPreferences(t.TempDir())
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			text := fmt.Sprintf(`{"a":%q}`, strings.Repeat(fmt.Sprint(n), 5000))
			for range 5 {
				if err := p.write(json.RawMessage(text)); err != nil {
					t.Error(err)
				}
				if _, err := p.read(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
