package filter

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// fieldTable is the table in the package comment.
func fieldTable() string {
	var b strings.Builder
	for _, d := range Fields() {
		name := d.Name
		if len(d.Aliases) > 0 {
			name += " (" + strings.Join(d.Aliases, ", ") + ")"
		}
		fmt.Fprintf(&b, "//\t%-26s %s\n", name, d.Example)
	}
	return b.String()
}

// TestFieldsAreDocumented: the package comment has the table that completion
// has. With UPDATE=1 it is written anew.
func TestFieldsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(doc), "// # Fields\n//\n")
	_, after, found := strings.Cut(rest, "//\n// # Time")
	if !found {
		t.Fatal("doc.go has no table of fields")
	}
	want := before + "// # Fields\n//\n" + fieldTable() + "//\n// # Time" + after
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("doc.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(doc) != want {
		t.Errorf("the table of fields in doc.go should be\n%s", fieldTable())
	}
}

func TestFieldsAreSound(t *testing.T) {
	names := map[string]bool{}
	for _, d := range Fields() {
		for _, n := range append([]string{d.Name}, d.Aliases...) {
			if names[n] || n != strings.ToLower(n) {
				t.Errorf("the name %s is taken or not in lower case", n)
			}
			names[n] = true
		}
		if d.Summary == "" || d.Example == "" {
			t.Errorf("%s is not explained", d.Name)
		}
		for _, text := range append([]string{d.Example}, valuesOf(d)...) {
			e, err := Parse(text)
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			f := Compile(e, noon)
			f.Match(payment())
			if f.Phase() > d.Phase {
				t.Errorf("%s is decided at the %v, its field says %v", text, f.Phase(), d.Phase)
			}
		}
	}
	for i := range flags {
		if flags[i].summary == "" || lookupFlag(flags[i].field, flags[i].name) != &flags[i] {
			t.Errorf("%s:%s has no summary, or its name is taken", flags[i].field, flags[i].name)
		}
	}
}

func valuesOf(d FieldDoc) (all []string) {
	for _, v := range d.Values {
		all = append(all, d.Name+":"+v.Value)
	}
	return all
}
