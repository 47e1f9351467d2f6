package node

import (
	"slices"
	"strings"
	"testing"
)

func TestRefused(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'j'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+p+", ", 10), ", ") + "]\n"
	}
	for _, tt := range []struct{ name, text, want string }{
		{"too large", strings.Repeat("#", MaxFile+1), "f.yaml: 1048577 octets; expected at most 1048576"},
		{"too deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), "1:41: more than 40 values in each other; expected fewer"},
		{"very deep", strings.Repeat("[", 500_000), "not YAML: "},
		{"bomb", bomb, "more than 100000 values, with aliases written out; expected fewer"},
		{"itself", "a: &a [*a]\n", "an alias that contains itself; expected a value"},
		{"key twice", "a: 1\nb: 2\na: 3\n", `3:1: the key "a" again, which is in line 1; expected each once`},
		{"merge", "a: &a {x: 1}\nb:\n  <<: *a\n", "3:3: a merge key; expected the keys written out"},
		{"tag", "a: !!binary aGk=\n", `1:4: the tag "!!binary"; expected a value without a tag`},
		{"list as a key", "[a]: 1\n", "1:1: a list as a key; expected a name"},
		{"two documents", "a: 1\n---\nb: 2\n", "a second document; expected one in a file"},
		{"not YAML", "a: [1\nb: 2\n", "2:2: not YAML: "},
		{"not YAML at the end", "a: [", "f.yaml:1:5: not YAML: "},
		{"tab", "a:\n\tb: 1\n", "2:1: not YAML: "},
		{"not UTF-8", "a: \xff\n", "not YAML: "},
		{"other line breaks", "a: x\u2028\n", "1:5: the line break U+2028; expected a line feed, or an escape in double quotation marks"},
		{"carriage returns", "a: 1\rb: 2\r", "1:5: the line break U+000D; expected a line feed"},
		{"control character", "a: \x01\n", "not YAML: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read("f.yaml", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAliases(t *testing.T) {
	n := read(t, "a: &x [1, 2]\nb: *x\n")
	m := n.Map("a", "b")
	if !slices.Equal(m.Get("b").Strings(), []string{"1", "2"}) || m.Get("b").Key().Text() != "b" || m.Get("a").Key().Text() != "a" {
		t.Error("an alias is not its value")
	}
}

func TestNothing(t *testing.T) {
	for _, text := range []string{"", "# only words\n", "\n", "---\n", "~"} {
		if n := read(t, text); n.Kind != Null || n.Err() != nil {
			t.Errorf("%q: %v", text, n.Kind)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"a: {b: [c, 'd', \"e\\n\"]}\n", "- |\n  a\n  b\n- >-\n  c\n\n  d\n", "a: &x 1\nb: *x\n", "\xef\xbb\xbfa: 1\r\nb: \"x\\\n  y\"\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Read("f", []byte(text))
		if err != nil {
			if err.Error() == "" {
				t.Error("an error that says nothing")
			}
			return
		}
		var walk func(*Node)
		walk = func(n *Node) {
			for at := range len(n.text) + 1 {
				if line, column := n.place(at); line < 1 || column < 1 || line > len(n.doc.lines) {
					t.Fatalf("%d:%d for octet %d of %q", line, column, at, n.text)
				}
			}
			for _, kid := range n.kids {
				walk(kid)
			}
		}
		if len(text) < 1000 {
			walk(n)
		}
	})
}
