package filter

import (
	"errors"
	"testing"
	"unicode/utf8"

	"rockxy/internal/flow"
)

func seed(f *testing.F) {
	for _, d := range Fields() {
		f.Add(d.Example)
	}
	for _, s := range []string{"", "a or -(b c)", `"a\"b"`, "host:(a or b:80)", "/a\\/b/i", `body:~"x y"`, "json:$['a\\'b']..c[-1]>5", "ü /[/]/", "~/a b/s", `header:"a b"="*"`, "status:4xx,>=500", "is:(a", "'x'", "=", "a:b:c"} {
		f.Add(s)
	}
}

// FuzzParse: nothing panics, an error points into the text, and the canonical
// form is read as itself.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			var at *SyntaxError
			if !errors.As(err, &at) || at.Column < 1 || at.Column > utf8.RuneCountInString(text)+1 || at.Want == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		canonical := e.String()
		if len(canonical) > MaxLength {
			return // expanded, as host:(a or b) is
		}
		again, err := Parse(canonical)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", text, canonical, err)
		}
		if again.String() != canonical {
			t.Fatalf("%q is written as %q, and that as %q", text, canonical, again.String())
		}
		Complete(text, len(text)/2, nil)
	})
}

// FuzzMatch: nothing panics, whatever the traffic, and the plan is necessary.
func FuzzMatch(f *testing.F) {
	for _, d := range Fields() {
		f.Add(d.Example, "https://a.b/c?page=2", "multipart/form-data; boundary=b", `{"user":{"id":7}}`)
	}
	f.Fuzz(func(t *testing.T, text, url, contentType, body string) {
		e, err := Parse(text)
		if err != nil {
			return
		}
		s := payment()
		s.text[URL], s.text[Type] = url, contentType
		h := &flow.Head{Raw: []byte("content-type: " + contentType)}
		h.Fields = []flow.Field{{Name: h.Raw[:12], Value: h.Raw[14:]}}
		s.heads[0], s.bodies = h, [2]string{body, url}
		filter := Compile(e, noon)
		plan := filter.Plan()
		if filter.Match(s) && !plan.Holds(s, s.occurs) {
			t.Fatalf("%q matches, its plan %s does not hold", text, plan.String())
		}
		if d := filter.Decide(s); (d == Yes) != filter.Match(s) || d == Unknown {
			t.Fatalf("%q is decided as %v", text, d)
		}
	})
}
