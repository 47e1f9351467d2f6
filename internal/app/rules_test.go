package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/api"
)

const blockRule = "rules:\n  - name: %s\n    actions: [block: 503]\n"

func named(name string) string { return strings.Replace(blockRule, "%s", name, 1) }

func writeRules(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inForce are the rules that an instance applies, as group/rule.
func inForce(r *rules) string {
	var all []string
	for _, g := range r.Rules().Groups() {
		for _, one := range g.Rules {
			all = append(all, g.Name+"/"+one.Name)
		}
	}
	return strings.Join(all, " ")
}

func startRules(t *testing.T, data string, given ...string) (*rules, *journal) {
	t.Helper()
	log, logger := newJournal()
	r, err := openRules(RulesDir(data), given, Kinds(), logger)
	if err != nil {
		t.Fatal(err)
	}
	return r, log
}

// A change by hand counts when it has stayed, as a whole or not at all; a file that
// is wrong leaves alone what it said before, and all others.
func TestRulesByHand(t *testing.T) {
	data := t.TempDir()
	a, b := RulesFile(data, "a"), RulesFile(data, "b")
	given := filepath.Join(t.TempDir(), "own.yml")
	writeRules(t, a, named("one"))
	writeRules(t, given, named("mine"))
	r, log := startRules(t, data, given)
	if got := inForce(r); got != "a/one own/mine" {
		t.Fatal(got)
	}
	writeRules(t, b, named("two"))
	if r.look(); inForce(r) != "a/one own/mine" {
		t.Error("a file was taken at first sight")
	}
	if r.look(); inForce(r) != "a/one b/two own/mine" {
		t.Error(inForce(r))
	}
	writeRules(t, a, named("changed")+"  - nmae: x\n")
	writeRules(t, b, named("changed"))
	for range 4 {
		r.look()
	}
	if got := inForce(r); got != "a/one b/changed own/mine" {
		t.Error(got)
	}
	if n := log.count("level=ERROR"); n != 1 {
		t.Errorf("told %d times", n)
	}
	d := r.describe()
	if p := d.Groups[0].Problems; len(p) != 2 || p[0].Line != 4 || p[0].Column != 5 || !strings.Contains(p[0].Message, "did you mean name?") || d.Groups[0].Rules[0].Name != "one" {
		t.Errorf("%+v", d.Groups[0])
	}
	if s := d.Status(); s.Groups != 3 || s.Rules != 3 || s.Enabled != 3 || len(s.Problems) != 2 {
		t.Errorf("%+v", s)
	}
	writeRules(t, a, named("good again"))
	if err := errors.Join(os.Remove(b), os.Remove(given)); err != nil {
		t.Fatal(err)
	}
	r.look()
	r.look()
	if got := inForce(r); got != "a/good again own/mine" {
		t.Error(got)
	}
	if n := log.count("read again"); n != 1 {
		t.Errorf("told %d times that the file is good again", n)
	}
	if d := r.describe(); len(d.Groups) != 2 || len(d.Groups[0].Problems) != 0 || len(d.Groups[1].Problems) != 1 {
		t.Errorf("%+v", d)
	}
}

// An unchanged rule is the same one after a change of its file: what it counts and
// keeps goes on.
func TestRulesKeepTheirActions(t *testing.T) {
	data := t.TempDir()
	writeRules(t, RulesFile(data, "a"), named("one"))
	r, _ := startRules(t, data)
	before := r.Rules().Groups()[0].Rules[0].Actions[0]
	writeRules(t, RulesFile(data, "a"), "# more\n"+named("one")+"  - name: two\n    actions: [block]\n")
	r.reload()
	if after := r.Rules().Groups()[0].Rules; len(after) != 2 || after[0].Actions[0] != before {
		t.Error("a rule that did not change is another one")
	}
}

func TestBadRulesAtTheStart(t *testing.T) {
	data := t.TempDir()
	writeRules(t, RulesFile(data, "bad"), "rules: [\n")
	writeRules(t, RulesFile(data, "good"), named("one"))
	writeRules(t, filepath.Join(RulesDir(data), "good.yml"), named("other"))
	writeRules(t, filepath.Join(RulesDir(data), ".good.yaml"), "an editor's")
	writeRules(t, filepath.Join(RulesDir(data), "notes.txt"), "not rules")
	if err := os.Mkdir(RulesFile(data, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	r, log := startRules(t, data)
	if got := inForce(r); got != "good/one" {
		t.Error(got)
	}
	if n := log.count("level=ERROR"); n != 3 {
		t.Errorf("told %d times", n)
	}
	var problems []string
	for _, g := range r.describe().Groups {
		for _, p := range g.Problems {
			problems = append(problems, filepath.Base(p.File)+": "+p.Message)
		}
	}
	if len(problems) != 3 || !strings.Contains(problems[1], "a directory") || !strings.Contains(problems[2], "the group good is in") {
		t.Errorf("%q", problems)
	}
	if _, err := openRules(data, []string{filepath.Join(data, "none.yaml")}, Kinds(), r.log); err == nil {
		t.Error("a file of --rules is not there, and nobody says so")
	}
}

func TestEditRules(t *testing.T) {
	data := t.TempDir()
	path := RulesFile(data, "a")
	write := func(text string) func(string) (string, error) {
		return func(string) (string, error) { return text, nil }
	}
	if changed, err := EditRules(data, path, Kinds(), write(named("one"))); err != nil || !changed {
		t.Fatal(err)
	}
	_, err := EditRules(data, path, Kinds(), write("rules: x\n"))
	var bad *RulesError
	if !errors.As(err, &bad) || bad.Source(1) != "rules: x" || !strings.Contains(err.Error(), "a.yaml:1:8: ") {
		t.Errorf("%v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != named("one") {
		t.Errorf("%q, %v", text, err)
	}
	if changed, err := EditRules(data, path, Kinds(), func(text string) (string, error) { return text, nil }); err != nil || changed {
		t.Errorf("%v, %v", changed, err)
	}
	if _, err := EditRules(data, path, Kinds(), func(string) (string, error) { return "", errDecided }); !errors.Is(err, errDecided) {
		t.Error(err)
	}
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte("rules: broken\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := EditRules(data, own, Kinds(), write(named("mended"))); err != nil {
		t.Errorf("a file that cannot be read cannot be mended: %v", err)
	}
	if info, err := os.Stat(own); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
	if err := RemoveRules(data, path); err != nil {
		t.Error(err)
	}
}

// A command that changes the rules has changed them when it returns.
func TestRulesOverTheSocket(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	client, err := api.Dial(t.Context(), cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	writeRules(t, RulesFile(cfg.Data, "a"), "notes: of mine\n"+named("one")+"    match: host:x\n  - {name: two, enabled: false, actions: [mark: {color: red}]}\n")
	got, err := client.ReloadRules(t.Context())
	if err != nil || len(got.Groups) != 1 || inForce(a.rules) != "a/one a/two" {
		t.Fatalf("%+v, %v", got, err)
	}
	g := got.Groups[0]
	if g.Notes != "of mine" || g.Rules[0].Match != "host:x" || g.Rules[0].Actions[0].Kind != "block" || string(g.Rules[0].Actions[0].Value) != "503" ||
		g.Rules[1].Enabled || string(g.Rules[1].Actions[0].Value) != `{"color":"red"}` {
		t.Errorf("%+v", g)
	}
	if again, err := client.Rules(t.Context()); err != nil || len(again.Groups) != 1 {
		t.Errorf("%+v, %v", again, err)
	}
	if st, err := client.Status(t.Context()); err != nil || st.Rules.Rules != 2 || st.Rules.Enabled != 1 {
		t.Errorf("%+v, %v", st.Rules, err)
	}
}

func TestNoRules(t *testing.T) {
	r, log := startRules(t, t.TempDir())
	r.look()
	if r.Rules() == nil || inForce(r) != "" || log.count("level") != 0 {
		t.Error("without rules")
	}
}
