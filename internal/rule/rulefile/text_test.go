package rulefile

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rockxy/internal/rule/node"
)

func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"host:api.example.com path:/v1/* -status:404": "host:api.example.com path:/v1/* -status:404",
		"mock the profile":                            "mock the profile", "yes": `"yes"`, "": `""`, "-host:a": `"-host:a"`, "a: b": `"a: b"`, "a #b": `"a #b"`, "503": `"503"`, "a,b": `"a,b"`,
	} {
		if got := Text(s); got != want {
			t.Errorf("%q: %s", s, got)
		}
	}
}

// A text that is written is read as that text, in a line of its own and in
// brackets.
func TestTextIsReadAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z:/ #,~<>=(){}\[\]*!&%|'"\\\n-]{0,12}`)).Draw(t, "text")
		if !utf8.ValidString(s) {
			return
		}
		n, err := node.Read("", []byte("a: "+Text(s)+"\nb: {c: ["+Text(s)+"], d: "+Text(s)+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		m := n.Map("a", "b")
		in := m.Get("b").Map("c", "d")
		if m.Get("a").String("") != s || len(in.Get("c").Items()) != 1 || in.Get("c").Strings()[0] != s || in.Get("d").String("") != s || n.Err() != nil {
			t.Fatalf("%q is written %s", s, Text(s))
		}
	})
}
