package script

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/rule/node"
)

func parse(t *testing.T, path, text string) (*Action, error) {
	t.Helper()
	n, err := node.Read(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, err := sharedHost().Parse(n)
	if err != nil {
		return nil, err
	}
	return a.(*Action), nil
}

// Mistakes are said at their place in the rule file, or in the script's.
func TestParseMistakes(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bad.js"), "\nfunction onRequest() {\n  let a; let a\n}", 1)
	for text, want := range map[string]string{
		"{}":                      "1:1: none of file, source; expected one of them",
		"{file: a.js, source: b}": `1:14: "source" besides "file"; expected one of them`,
		"{file: none.js}":         "1:8: the script cannot be read: " + filepath.Join(dir, "none.js") + ": no such file or directory; expected the path of a file",
		"{file: .}":               "1:8: the script cannot be read: " + dir + " is not an ordinary file; expected the path of a file",
		"{file: bad.js}":          "1:8: the script: SyntaxError: invalid redefinition of lexical identifier (bad.js:",
		"{source: ''}":            `1:10: ""; expected a script`,
		"{source: 'var a'}":       "1:10: the script: the script has none of the functions",
		"source: |\n  // one\n\n  function onRequest( {\n  }":        "5:",
		"source: |\n  // one\n\n  function onRequest() {}\n  nope()": "5:3: the script: ReferenceError: 'nope' is not defined; expected JavaScript that can be run",
		"{source: 'function onRequest() {}', timeout: 1h}":           "1:46:",
		"{source: 'function onRequest() {}', memory: 1B}":            "1:45:",
		"{source: 'function onRequest() {}', env: [a]}":              "1:42:",
		"{source: 'function onRequest() {}', tiemout: 1s}":           "did you mean timeout?",
	} {
		_, err := parse(t, filepath.Join(dir, "rules.yaml"), text)
		var all *node.Errors
		var one *node.Error
		switch {
		case errors.As(err, &all) && len(all.All) == 1:
			one = all.All[0]
		case !errors.As(err, &one):
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := strings.TrimPrefix(one.Error(), filepath.Join(dir, "rules.yaml")+":"); !strings.HasPrefix(got, want) && !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestParse(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "js"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "js", "a.js"), "function onResponse(c) { console.log(c.env.A, c.env.B) }", 1)
	a, err := parse(t, filepath.Join(dir, "rules.yaml"), "{file: js/a.js, timeout: 30s, memory: 8MiB, env: {A: x, B: 1.50}}")
	if err != nil {
		t.Fatal(err)
	}
	if l := a.source.base.limits; l.Time != 30*time.Second || l.Memory != 8<<20 {
		t.Errorf("%+v", l)
	}
	tr := &trial{t: t, action: a}
	tr.answer()
	if got := tr.logs(); len(got) != 1 || got[0] != "x 1.50" {
		t.Errorf("%q\n%s", got, tr.trace())
	}
	if a, err = parse(t, "r.yaml", "source: function onMessage() {}"); err != nil || a.source.base.limits.Time != 200*time.Millisecond || a.source.base.limits.Memory != 64<<20 {
		t.Errorf("%v", err)
	}
}

// Of a script in a rule file, errors have the lines of that file.
func TestLinesOfScriptsInRuleFiles(t *testing.T) {
	a, err := parse(t, "r.yaml", "timeout: 30s\nsource: |\n  function onRequest() {\n    throw new Error('x')\n  }\n")
	if err != nil {
		t.Fatal(err)
	}
	tr := &trial{t: t, action: a}
	tr.ask()
	if !strings.Contains(tr.trace(), "Error: x (r.yaml:4, in onRequest)") {
		t.Error(tr.trace())
	}
}
