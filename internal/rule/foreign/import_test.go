package foreign

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/rule/actions"
	"rockxy/internal/rule/rulefile"
)

var update = flag.Bool("update", false, "write what comes out to the golden files")

// written is all of an import in one text.
func written(i *Import) string {
	var b strings.Builder
	for _, g := range i.Groups {
		fmt.Fprintf(&b, "--- %s.yaml\n%s", g.Name, g.YAML(i.From))
	}
	for _, f := range i.Files {
		fmt.Fprintf(&b, "--- %s\n%s\n", f.Name, f.Data)
	}
	if len(i.Left) > 0 {
		b.WriteString("--- left\n")
	}
	for _, l := range i.Left {
		fmt.Fprintln(&b, l)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			kinds := actions.Kinds(actions.Deps{})
			i, err := Read(data, Options{Name: filepath.Base(file), Kinds: kinds})
			if err != nil {
				t.Fatal(err)
			}
			got := written(i)
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s", got)
			}
			for _, g := range i.Groups {
				group, err := rulefile.Read("/rules/"+g.Name+".yaml", g.YAML(i.From), kinds)
				if err != nil || len(group.Rules) != len(g.Rules) || group.Enabled != g.Enabled {
					t.Errorf("%s reads as %+v, %v", g.Name, group, err)
				}
			}
		})
	}
}
