package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// What a person has written stays, unless all of the data is to go.
func TestRulesStayUnlessAllGoes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	template := filepath.Join(templatesDir(data), "a.http")
	fill := func() {
		t.Helper()
		if _, err := EditRules(data, RulesFile(data, "a"), Kinds(), func(string) (string, error) { return named("one"), nil }); err != nil {
			t.Fatal(err)
		}
		writeRules(t, template, "GET / HTTP/1.1\n\n")
	}
	fill()
	if err := Remove(data, false); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{RulesFile(data, "a"), template} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	h, err := LookAt(data)
	if err != nil || !h.Rules || len(h.Others) != 0 {
		t.Errorf("%+v, %v", h, err)
	}
	if err := Remove(data, true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
