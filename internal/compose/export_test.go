package compose_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/compose"
	"rockxy/internal/export/command"
	"rockxy/internal/flow"
)

// What Rockxy itself exports as a cURL command comes back as it was.
func TestOwnExports(t *testing.T) {
	word := rapid.StringMatching(`[a-zA-Z0-9%_.,;:'"` + "`" + `$!&|<>(){}^*~?#@=+ \\/-]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		r := &command.Request{Scheme: "https", Authority: "a.test", Host: "a.test", Proto: flow.HTTP11,
			Method: rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE"}).Draw(t, "method"),
			Target: "/" + rapid.StringMatching(`[a-z0-9%&=?'$!()*;:@,.~_-]{0,12}`).Draw(t, "target")}
		for _, name := range []string{"X-A", "accept", "user-agent", "content-type", "cookie"} {
			if rapid.Bool().Draw(t, name) {
				r.Fields = append(r.Fields, command.Field{Name: name, Value: strings.TrimSpace(word.Draw(t, "value"))})
			}
		}
		if r.Method != "GET" && rapid.Bool().Draw(t, "has a body") {
			r.Body = []byte(word.Draw(t, "body"))
			r.HasBody = true
		}
		for shell, write := range map[string]func() (string, error){"POSIX": r.Curl, "cmd": r.CurlCmd} {
			text, err := write()
			if err != nil {
				continue
			}
			got, err := compose.Parse(text)
			if err != nil {
				t.Fatalf("%s: %v in\n%s", shell, err, text)
			}
			if got.Method != r.Method || got.URL != r.Scheme+"://"+r.Authority+r.Target || string(got.Body) != string(r.Body) || len(got.Fields) != len(r.Fields) {
				t.Fatalf("%s:\n%s\nis read as %+v (%q)", shell, text, got, got.Body)
			}
			for i, f := range r.Fields {
				if g := got.Fields[i]; g.Name != f.Name || g.Value != f.Value {
					t.Fatalf("%s:\n%s\nis read with %q, not %q", shell, text, g, f)
				}
			}
		}
	})
}
