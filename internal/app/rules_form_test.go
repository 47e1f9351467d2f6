package app

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rockxy/internal/api"
)

func TestRuleForms(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	i := instance{a}
	const text = "name: mock # of the team\nmatch: host:a.example\nactions:\n  # why\n  - block: 503\n"
	f, err := i.ParseRule("g", text)
	if err != nil || f.Rule.Name != "mock" || !f.Rule.Enabled || f.Text != text || len(f.Rule.Actions) != 1 || string(f.Rule.Actions[0].Value) != "503" || f.Problems == nil {
		t.Fatalf("%+v, %v", f, err)
	}
	if same, err := i.RenderRule("g", f); err != nil || same.Text != text || same.Rewritten || len(same.Problems) != 0 {
		t.Errorf("%+v, %v", same, err)
	}
	f.Rule.Actions[0].Value = json.RawMessage("404")
	if other, err := i.RenderRule("g", f); err != nil || other.Text != strings.Replace(text, "503", "404", 1) || other.Rewritten {
		t.Errorf("%+v, %v", other, err)
	}
	f.Rule.Actions = append(f.Rule.Actions, api.RuleAction{Kind: "blok", Value: json.RawMessage("1")})
	bad, err := i.RenderRule("g", f)
	if err != nil || len(bad.Problems) != 1 || bad.Problems[0].Line != 6 || bad.Problems[0].Column != 5 || !strings.Contains(bad.Text, "- blok: 1") {
		t.Errorf("%+v, %v", bad, err)
	}
	_, err = i.ParseRule("g", "name: x\nactions:\n  - map-local: {file: 1, boddy: x}\n")
	var e *api.Error
	if !errors.As(err, &e) || e.Status != 422 || len(e.Problems) == 0 || e.Problems[0].Line != 3 || e.Problems[0].File != filepath.Join(RulesDir(cfg.Data), "rules.yaml") {
		t.Errorf("%+v", err)
	}
}

// What is rendered can be put into the file in the place of what was there.
func TestRenderedRuleIsSaved(t *testing.T) {
	cfg := testConfig(t)
	path := RulesFile(cfg.Data, "g")
	writeRules(t, path, "# ours\nrules:\n  # the first\n  - name: a # one\n    actions: [block: 503]\n\n  - name: b\n    actions: [block: 404]\n")
	a, _ := run(t, cfg, Options{})
	i := instance{a}
	text, err := i.RuleText("g", "a")
	if err != nil {
		t.Fatal(err)
	}
	f, err := i.ParseRule("g", text)
	if err != nil {
		t.Fatal(err)
	}
	f.Rule.Enabled, f.Rule.Notes = false, "two\nlines"
	if f, err = i.RenderRule("g", f); err != nil {
		t.Fatal(err)
	}
	if _, err := i.EditRules(api.RuleEdit{Group: "g", Do: "replace", Rule: "a", Text: f.Text}); err != nil {
		t.Fatal(err)
	}
	want := "# ours\nrules:\n  # the first\n  - name: a # one\n    enabled: false\n    notes: |-\n      two\n      lines\n    actions: [block: 503]\n\n  - name: b\n    actions: [block: 404]\n"
	if got, err := i.RuleText("g", ""); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
}

func TestRulesSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(instance{}.RulesSchema())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rules.json", doc); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("rules.json"); err != nil {
		t.Error(err)
	}
}

// Hits are those of rules that are on, and go on when the files are read again.
func TestRuleHitsOverTheAPI(t *testing.T) {
	o, roots := origin(t)
	cfg := testConfig(t)
	writeRules(t, RulesFile(cfg.Data, "g"), "rules:\n- name: a\n  match: path:/a\n  actions: [mark: {color: red}]\n- name: off\n  enabled: false\n  actions: [block: 503]\n")
	a, _ := run(t, cfg, Options{ExtraRoots: roots})
	i := instance{a}
	c := through(t, a)
	get(t, c, o.URL+"/a")
	get(t, c, o.URL+"/b")
	if _, err := i.EditRules(api.RuleEdit{Group: "g", Do: "enable", Rule: "off"}); err != nil {
		t.Fatal(err)
	}
	if resp, err := c.Get(o.URL + "/a"); err == nil {
		resp.Body.Close()
	}
	got := i.RuleHits()
	if len(got.Rules) != 2 || got.Rules[0].Name != "a" || got.Rules[0].Hits != 2 || got.Rules[1].Hits != 1 || got.Rules[0].Last == nil || got.Rules[0].Last.Before(got.Since) {
		t.Errorf("%+v", got)
	}
}
