package rulefile

import (
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

func TestRead(t *testing.T) {
	g, err := Read("/etc/staging.yaml", []byte(`# ours
enabled: false
notes: for the team
rules:
  - name: greet
    match: host:a.example
    notes: why
    actions:
      - say: {words: [hello, world]}
      - say
  - name: the rest
    enabled: false
    after: true
    final: true
`), testKinds())
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s %s %v %q", g.Name, g.Path, g.Enabled, g.Notes)
	for _, r := range g.Rules {
		got += fmt.Sprintf("|%s %v %q %v %v %q %d line %d", r.Name, r.Enabled, r.Match.String(), r.After, r.Final, r.Notes, len(r.Actions), r.Line)
	}
	want := `staging /etc/staging.yaml false "for the team"|greet true "host:a.example" false false "why" 2 line 5|the rest false "" true true "" 0 line 11`
	if got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	for _, text := range []string{"", "rules:\n", "rules: []\n", "enabled: true\n", "# nothing\n"} {
		if g, err := Read("a.yaml", []byte(text), testKinds()); err != nil || !g.Enabled || len(g.Rules) != 0 {
			t.Errorf("%q: %v, %v", text, g, err)
		}
	}
}

// A file tells all of its mistakes, each where it is.
func TestMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"many at once", `enabld: true
rules:
  - name: a
    match: hsot:x
    actions: [say]
  - name: a
    macth: x
    match: "host:\u00e4 (path:/x"
    actions:
      - sya: {}
      - block: 0
      - say: {words: x, luod: true}
        block: 1
      - say: {luod: true}
  - actions: []
  - text
`, []string{
			`1:1: the key "enabld"; expected enabled, notes or rules; did you mean enabled?`,
			`4:12: the match: "hsot:"; expected a field such as host, status or header; a word with a colon needs quotation marks; did you mean host:x?`,
			`6:5: the name "a" again, which the rule in line 3 has; expected another one`,
			`7:5: the key "macth"; expected name, enabled, match, after, final, notes or actions; did you mean match?`,
			`8:33: the match: the end; expected a closing parenthesis for the one in column 8`,
			`10:9: the action "sya"; expected say or block; did you mean say?`,
			`11:16: 0 is no status; expected another one`,
			`13:9: a second key "block" beside "say"; expected an action with one key`,
			`14:15: the key "luod"; expected words or loud; did you mean loud?`,
			`15:5: no key "name"; expected it here`,
			`15:14: a list; expected at least one action`,
			`16:5: "text"; expected a rule, which has at least name and actions`,
		}},
		{"no list", "rules: {a: 1}\n", []string{"1:8: keys and values; expected a list of rules"}},
		{"no mapping", "- a\n", []string{"1:1: a list; expected keys and values: enabled, notes or rules"}},
		{"no match", "rules: [{name: a, match: ~, actions: [say]}]", []string{"1:26: nothing; expected text"}},
		{"names", "rules:\n- {name: '', actions: [say]}\n- {name: ' a', actions: [say]}\n- {name: \"a\\nb\", actions: [say]}\n- {name: [a], actions: [say]}\n- {name: " + strings.Repeat("x", 201) + ", actions: [say]}\n", []string{
			"2:10: an empty name; expected one to tell the rule by", "3:10: a blank around the name \" a\"; expected none",
			"4:10: a control character in the name; expected one line of text", "5:10: a list; expected text", "6:10: a name of 201 characters; expected at most 200",
		}},
		{"no actions", "rules:\n- {name: a}\n- {name: b, actions: say}\n- {name: c, actions: }\n", []string{
			`2:3: no key "actions"; expected it here`, `3:22: "say"; expected a list of actions, such as [{block: {status: 503}}]`,
			"4:22: nothing; expected a list of actions, such as [{block: {status: 503}}]",
		}},
		{"too many actions", "rules: [{name: a, actions: [" + strings.Repeat("say,", 101) + "]}]", []string{"1:429: more than 100 actions; expected another rule for the rest"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read("f.yaml", []byte(tt.text), testKinds())
			wantComplaints(t, err, tt.want...)
		})
	}
}

// What a rule's actions know survives a change of other rules, of its match, and
// of how it is written.
func TestActionsAreKept(t *testing.T) {
	before, err := ReadFile("f.yaml", []byte("rules:\n- {name: a, actions: [say: {words: x}]}\n- {name: b, actions: [say]}\n"), testKinds(), nil)
	if err != nil {
		t.Fatal(err)
	}
	after, err := ReadFile("f.yaml", []byte("# more\nrules:\n- {name: b, actions: [say: {loud: true}]}\n- name: a\n  match: host:x\n  actions:\n  - say:\n      words: x # the same\n- {name: c, actions: [say: {words: x}]}\n"), testKinds(), before)
	if err != nil {
		t.Fatal(err)
	}
	if after.Rules[1].Actions[0] != before.Rules[0].Actions[0] {
		t.Error("the same action is another one")
	}
	if after.Rules[0].Actions[0] == before.Rules[1].Actions[0] || after.Rules[2].Actions[0] == before.Rules[0].Actions[0] {
		t.Error("another action is the same one")
	}
}

// A thousand rules are read, and one of them is switched, in no time that a person
// notices.
func BenchmarkThousandRules(b *testing.B) {
	var text strings.Builder
	text.WriteString("rules:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  - name: rule %d\n    match: host:h%d.example path:/v1/*\n    actions:\n      - say: {words: [a, b]}\n", i, i)
	}
	file := text.String()
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := Read("f.yaml", []byte(file), testKinds()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("switch", func(b *testing.B) {
		for b.Loop() {
			if _, err := SetEnabled(file, "rule 999", false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("move", func(b *testing.B) {
		for b.Loop() {
			if _, err := Move(file, "rule 999", 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// hear is an action on messages that does nothing.
type hear struct{ say }

func (*hear) Phases() rule.Phases { return rule.In(rule.Messages) }

// A match that nothing can decide before the end is a mistake, at its place.
func TestKnownTooLate(t *testing.T) {
	kinds := append(testKinds(), Kind{Name: "hear", Parse: func(*node.Node) (rule.Action, error) { return &hear{}, nil }})
	_, err := Read("f.yaml", []byte(`rules:
- {name: a, match: host:a took:>1s, actions: [say]}
- {name: b, match: host:a or is:error, actions: [say]}
- {name: c, match: -took:>1s, final: true}
- {name: d, match: message:hi, actions: [block]}
- {name: e, match: message:hi, actions: [block, hear]}
- {name: f, match: message:hi, actions: [sya]}
- {name: g, match: message:hi, final: true}
- {name: h, enabled: false, match: "host:\u00e4 is:failed", actions: [hear]}
`), kinds)
	const late = " is known when the exchange has ended, which is too late for a rule; expected conditions on the client, the request or the response"
	wantComplaints(t, err,
		`2:27: the match: "took:>1s"`+late,
		`4:21: the match: "took:>1s"`+late,
		`5:20: the match: "message:hi" is asked of messages, at which no action here takes a turn; expected such an action (message-body, script, breakpoint: messages), or another condition`,
		`7:42: the action "sya"; expected say, block or hear; did you mean say?`,
		`9:49: the match: "is:failed"`+late)
}
