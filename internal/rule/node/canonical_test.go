package node

import (
	"path/filepath"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, same := range [][2]string{
		{"{a: [x, y]}", "a:\n- x\n# c\n- y\n"}, {"'a b'", `"a b"`}, {"a: ~", "a:\n"}, {"k: 'x'", "\"k\": \"x\""}, {"a: &q [1]\nb: *q\n", "{a: [1], b: [1]}"},
	} {
		a, b := read(t, same[0]), read(t, same[1])
		if same[0] == "k: 'x'" {
			a, b = a.Items()[1], b.Items()[1]
		}
		if a.Canonical() != b.Canonical() {
			t.Errorf("%s is not %s", a.Canonical(), b.Canonical())
		}
	}
	for _, other := range [][2]string{{"1", "'1'"}, {"[a, b]", "[a, [b]]"}, {"[a]", "{a: }"}, {"[]", "{}"}, {"x", "y"}, {"''", ""}} {
		if a, b := read(t, other[0]).Canonical(), read(t, other[1]).Canonical(); a == b {
			t.Errorf("%s and %s are %s", other[0], other[1], a)
		}
	}
}

// A relative path is one of the rule file's directory.
func TestFile(t *testing.T) {
	n, err := Read(filepath.FromSlash("/etc/rules/a.yaml"), []byte("{rel: x/y.json, none: ''}"))
	if err != nil {
		t.Fatal(err)
	}
	m := n.Map("rel", "none", "missing")
	for key, want := range map[string]string{"rel": filepath.FromSlash("/etc/rules/x/y.json"), "none": "", "missing": ""} {
		if got := m.Get(key).File(); got != want {
			t.Errorf("%s: %q", key, got)
		}
	}
}
