package filter

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func known(field, prefix string) []string {
	return map[string][]string{
		"host":   {"api.stripe.com", "localhost"},
		"rule":   {"slow down", "map"},
		"header": {"X-Id", "accept-patch"},
		"json":   {"$.user.id"},
		"app":    {`C:\Program Files\x.exe`, "a*b"},
	}[field]
}

// TestComplete: | is the cursor; want are the texts after completion with each
// of the first suggestions.
func TestComplete(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"stat|", []string{"status:"}},
		{"a sta|", []string{"a status:", "a time:"}},
		{"-sta|", []string{"-status:", "-time:"}},
		{"code|", []string{"status:"}},
		{"(a or meth|)", []string{"(a or method:)"}},
		{"websock|", []string{"is:websocket"}},
		{"is:web|", []string{"is:websocket"}},
		{"is:active,web|", []string{"is:active,websocket"}},
		{"is:(active or web|", []string{"is:(active or websocket"}},
		{"host:| method:GET", []string{"host:api.stripe.com method:GET", "host:localhost method:GET"}},
		{"host:LOC|", []string{"host:localhost"}},
		{"rule:s|", []string{`rule:"slow down"`}},
		{`rule:"slow d|`, []string{`rule:"slow down"`}},
		{"app:C|", []string{`app:"C:\\Program Files\\x.exe"`}},
		{"app:a|", []string{`app:"a*b"`}},
		{"header:x|", []string{"header:X-Id", "header:x-forwarded-for", "header:x-request-id"}},
		{"json:$.|", []string{"json:$.user.id"}},
		{`"a b" is:web|`, []string{`"a b" is:websocket`}},
		{`stauts:4 is:web|`, []string{`stauts:4 is:websocket`}},
		{`"open is:web|`, nil},
		{"method:P|", []string{"method:POST", "method:PUT", "method:PATCH"}},
		{"no|", []string{"comment:", "not"}},
	} {
		text, rest, _ := strings.Cut(c.text, "|")
		var got []string
		for _, s := range Complete(text+rest, len(text), known) {
			got = append(got, text[:s.Span.From]+s.Text+rest)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s gives %q, want %q", c.text, got, c.want)
		}
	}
	if all := Complete("", 0, nil); len(all) != min(len(table), maxSuggestions) {
		t.Errorf("nothing typed gives %d fields of %d", len(all), len(table))
	}
}

// TestCompletionsCanBeRead: what is suggested after a good filter makes a good
// filter, unless a value has yet to follow.
func TestCompletionsCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawExpr(t, 1) + " "
		f := rapid.SampledFrom(Fields()).Draw(t, "field")
		text := before + rapid.SampledFrom([]string{f.Name[:1], f.Name, f.Name + ":", "-" + f.Name + ":"}).Draw(t, "typed")
		for _, s := range Complete(text, len(text), known) {
			whole := text[:s.Span.From] + s.Text
			if _, err := Parse(whole); err != nil && !strings.HasSuffix(whole, ":") && s.Text != "or" && s.Text != "and" && s.Text != "not" {
				t.Fatalf("%q suggests %q: %v", text, whole, err)
			}
		}
	})
}
