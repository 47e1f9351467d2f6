package actions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/rule/rulefile"
)

// examples are those in testdata: a file of rules for each kind of action.
func examples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".yaml")] = string(text)
	}
	return all
}

// Every kind has an example that is read, and takes its turns where the table
// says so.
func TestExamples(t *testing.T) {
	all := examples(t)
	for _, k := range Kinds(Deps{}) {
		if all[k.Name] == "" {
			t.Errorf("there is no testdata/%s.yaml", k.Name)
		}
	}
	for name, text := range all {
		g, err := rulefile.Read(filepath.Join("testdata", name+".yaml"), []byte(text), Kinds(Deps{}))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, r := range g.Rules {
			for _, a := range r.Actions {
				for _, k := range Kinds(Deps{}) {
					if k.Name == a.Kind() && a.Phases()&^k.Phases != 0 {
						t.Errorf("%s: the table does not say that %s may want other phases (%b)", r.Name, k.Name, a.Phases()&^k.Phases)
					}
				}
			}
		}
	}
}

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds(Deps{}) {
		if seen[k.Name] || k.Parse == nil || k.Phases == 0 || k.Summary == "" || strings.HasSuffix(k.Summary, ".") {
			t.Errorf("%+v", k)
		}
		seen[k.Name] = true
	}
}
