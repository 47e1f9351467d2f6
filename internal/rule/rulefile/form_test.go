package rulefile

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rockxy/internal/rule/node"
)

const someRule = `# why it is here
- name: mock # for now
  match: host:a.example

  notes: 'two of them'   # really
  # what it does
  actions:
    # the first
    - say: {words: [x]}  # loud

    # the second
    - block: 503
    - say:
        words:
          - "1"   # a text
          - 1
    # nothing more
`

func formFrom(t testing.TB, text string) Form {
	t.Helper()
	f, err := ParseForm("f.yaml", []byte(text), testKinds())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return f
}

func TestParseForm(t *testing.T) {
	f := formFrom(t, someRule)
	want := Form{Name: "mock", Enabled: true, Match: "host:a.example", Notes: "two of them", Actions: []Shown{
		{"say", json.RawMessage(`{"words":["x"]}`)}, {"block", json.RawMessage("503")}, {"say", json.RawMessage(`{"words":["1",1]}`)},
	}}
	if !f.same(want) {
		t.Errorf("%+v", f)
	}
	for text, complaint := range map[string]string{
		"name: a\nactions: [sya]\n": `2:11: the action "sya"; expected say or block`,
		"just text":                 "1:1: ",
		"- name: a\n- name: b\n":    "1:1: a list; expected one rule",
		"name: [":                   "1:",
	} {
		if _, err := ParseForm("", []byte(text), testKinds()); err == nil || !strings.HasPrefix(err.Error(), complaint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A change of one thing changes its line alone.
func TestRenderKeepsTheRest(t *testing.T) {
	for _, tt := range []struct {
		name      string
		change    func(*Form)
		old, with string
	}{
		{"nothing", func(*Form) {}, "", ""},
		{"the name", func(f *Form) { f.Name = "other: one" }, "mock #", `"other: one" #`},
		{"off", func(f *Form) { f.Enabled = false }, "  match:", "  enabled: false\n  match:"},
		{"the match", func(f *Form) { f.Match = "path:/v1" }, "host:a.example", "path:/v1"},
		{"no match", func(f *Form) { f.Match = "" }, "  match: host:a.example\n", ""},
		{"final", func(f *Form) { f.Final = true }, "host:a.example\n", "host:a.example\n  final: true\n"},
		{"notes", func(f *Form) { f.Notes = "one\ntwo" }, "'two of them'   # really", "|-\n    one\n    two"},
		{"notes of a line", func(f *Form) { f.Notes = "one" }, "'two of them'", "one"},
		{"an action", func(f *Form) { f.Actions[1].Value = json.RawMessage("404") }, "503", "404"},
		{"an action less", func(f *Form) { f.Actions = append(f.Actions[:1:1], f.Actions[2:]...) }, "\n    # the second\n    - block: 503\n", ""},
		{"an action more", func(f *Form) {
			f.Actions = append(f.Actions, Shown{"say", json.RawMessage(`{"words":["a b","5%","400ms"],"loud":true}`)})
		}, "          - 1\n", "          - 1\n    - say: {words: [a b, 5%, 400ms], loud: true}\n"},
		{"an action in front", func(f *Form) { f.Actions = append([]Shown{{"block", nil}}, f.Actions...) }, "  actions:\n", "  actions:\n    - block\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := formFrom(t, someRule)
			tt.change(&f)
			got, kept := Render(f, someRule)
			if want := strings.Replace(someRule, tt.old, tt.with, 1); got != want || !kept {
				t.Errorf("kept %v\n%s\nwant\n%s", kept, got, want)
			}
		})
	}
}

func TestRenderAnew(t *testing.T) {
	f := Form{Name: "a", Match: "host:a.example path:/x", After: true, Final: true, Notes: "one\n\n  two\n", Actions: []Shown{
		{"block", json.RawMessage("503")}, {"say", nil}, {"say", json.RawMessage(`{"words":["a","b\nc\n"],"loud":false,"none":null}`)},
		{"say", json.RawMessage(`{"status":200,"headers":{"Content-Type":"application/json","X-Long":"` + strings.Repeat("x", 60) + `"}}`)},
	}}
	const want = `name: a
enabled: false
match: host:a.example path:/x
after: true
final: true
notes: |
  one

    two
actions:
  - block: 503
  - say
  - say:
      words:
        - a
        - "b\nc\n"
      loud: false
      none: null
  - say:
      status: 200
      headers:
        Content-Type: application/json
        X-Long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
`
	got, kept := Render(f, "")
	if got != want || !kept {
		t.Errorf("%s", got)
	}
	if _, kept := Render(f, "{name: a, actions: [say]} # gone"); kept {
		t.Error("a rule in braces was kept")
	}
	if _, kept := Render(f, "name: [ # not YAML"); kept {
		t.Error("what is not YAML was kept")
	}
	if got, _ := Render(Form{Name: "a", Enabled: true, Final: true}, ""); got != "name: a\nfinal: true\n" {
		t.Errorf("%s", got)
	}
}

func drawForm(t *rapid.T, label string) Form {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "host:a.example", "x: y", "true", "1", "- a", "a # b", "ünï", "{a}", "'q'", "400ms", "0x10", "a\nb", "a\n  b\n", " a\n\nb", "\n", "a\n\n", "\ta\nb", "#a\nb"}),
		rapid.String().Filter(func(s string) bool { return utf8.ValidString(s) && len(s) < 40 }))
	value := rapid.Custom(func(t *rapid.T) any { return drawValue(t, text, 3) })
	f := Form{Enabled: rapid.Bool().Draw(t, label+"on"), After: rapid.Bool().Draw(t, label+"after"), Final: rapid.Bool().Draw(t, label+"final"),
		Name: text.Draw(t, label+"name"), Match: text.Draw(t, label+"match"), Notes: text.Draw(t, label+"notes")}
	for range rapid.IntRange(0, 4).Draw(t, label+"actions") {
		v, err := json.Marshal(value.Draw(t, label+"value"))
		if err != nil {
			t.Fatal(err)
		}
		f.Actions = append(f.Actions, Shown{rapid.SampledFrom([]string{"say", "block", "map-local"}).Draw(t, label+"kind"), v})
	}
	return f
}

func drawValue(t *rapid.T, text *rapid.Generator[string], deep int) any {
	switch kind := rapid.IntRange(0, 7).Draw(t, "kind of value"); {
	case kind == 0:
		return nil
	case kind == 1:
		return rapid.Bool().Draw(t, "bool")
	case kind == 2:
		return json.Number(rapid.SampledFrom([]string{"0", "503", "-1", "0.05", "1e3", "2.50", "123456789"}).Draw(t, "number"))
	case kind == 3 && deep > 0:
		all := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			all = append(all, drawValue(t, text, deep-1))
		}
		return all
	case kind < 6 && deep > 0:
		all := object{}
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "Content-Type", "b c", "1", "x: y", "", "true"}), 0, 4, rapid.ID).Draw(t, "keys") {
			all = append(all, member{key, drawValue(t, text, deep-1)})
		}
		return all
	}
	return text.Draw(t, "text")
}

// saying is what a text says.
func saying(t *rapid.T, text string) Form {
	s := spread(text)
	if s == nil {
		t.Fatalf("it cannot be read:\n%s", text)
	}
	return formOf(s.item)
}

// Whatever a form says, the text that is written says it, anew and in the place of
// another; and writing it again changes nothing.
func TestRenderSaysWhatTheFormSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g := drawForm(t, ""), drawForm(t, "then ")
		text, _ := Render(f, "")
		if got := saying(t, text); !got.same(f) {
			t.Fatalf("%+v\nbecame\n%+v\n%s", f, got, text)
		}
		if again, kept := Render(f, text); again != text || !kept {
			t.Fatalf("%s\nbecame\n%s", text, again)
		}
		if rapid.Bool().Draw(t, "in a list") {
			text = strings.Join(dashed(strings.SplitAfter(text, "\n"), 0), "")
		}
		next, _ := Render(g, text)
		if got := saying(t, next); !got.same(g) {
			t.Fatalf("%+v\nbecame\n%+v\n%s", g, got, next)
		}
	})
}

// Comments of what is not changed stay, however a rule is written.
func TestRenderKeepsComments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := drawRule(t, strings.Repeat(" ", rapid.IntRange(0, 3).Draw(t, "indent")), "r")
		f, err := ParseForm("", []byte(rule), testKinds())
		if err != nil {
			t.Fatal(err)
		}
		f.Enabled = !f.Enabled
		text, kept := Render(f, rule)
		if strings.Contains(rule, "{name:") {
			return // written anew
		}
		if !kept || len(comments(text)) != len(comments(rule)) || !saying(t, text).same(f) {
			t.Fatalf("kept %v\n%s\nbecame\n%s", kept, rule, text)
		}
	})
}

func FuzzRender(f *testing.F) {
	f.Add(someRule, "a", "b\nc", `{"words":["x"]}`)
	f.Add("-\n  # x\n  name: a\n  actions: &x [say]\n", "a", "", `[{"a":[[]]}]`)
	f.Add("? name\n: a\n", "'", "\"", `"a"`)
	f.Fuzz(func(t *testing.T, from, name, notes, value string) {
		if !utf8.ValidString(name) || !utf8.ValidString(notes) || !json.Valid([]byte(value)) || len(value) > 200 {
			return
		}
		want := Form{Name: name, Notes: notes, Actions: []Shown{{"say", json.RawMessage(value)}}}
		text, _ := Render(want, from)
		n, err := node.Read("", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if n.Is(node.List) {
			n = n.Items()[0]
		}
		if got := formOf(n); got.Name != name || got.Notes != notes {
			t.Fatalf("%+v became %+v\n%s", want, got, text)
		}
	})
}
