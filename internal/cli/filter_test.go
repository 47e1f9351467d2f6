package cli

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/cli/render"
	"rockxy/internal/filter"
)

func TestFilterArgs(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"flows -host:x", "flows !host:x"},
		{"flows login -STATUS:5xx -n 5", "flows login !STATUS:5xx -n 5"},
		{"flows -status>=400", "flows !status>=400"},
		{"--data d export har -is:imported", "--data d export har !is:imported"},
		{"--data=d flows -is:error", "--data=d flows !is:error"},
		{"flows -- -host:x", "flows -- -host:x"},
		{"flows -n:5 --limit:5 -f", "flows -n:5 --limit:5 -f"},
		{"policy test -host:x", "policy test -host:x"},
		{"-host:x", "-host:x"},
		{"", ""},
	} {
		in := strings.Fields(test.in)
		before := slices.Clone(in)
		if got := strings.Join(filterArgs(in), " "); got != test.want {
			t.Errorf("%q: %q", test.in, got)
		}
		if !slices.Equal(in, before) {
			t.Errorf("%q was changed", test.in)
		}
	}
}

func TestFilterErrorsPointAtTheirColumn(t *testing.T) {
	text, err := filterText([]string{"host:x", "hots:y"})
	var f *filterError
	if text != "host:x hots:y" || !errors.As(err, &f) || f.at.Column != 8 || !isUsage(err) {
		t.Fatalf("%q: %v", text, err)
	}
	lines := errorLines(err)
	if len(lines) != 1 || lines[0].source != text || lines[0].column != 8 {
		t.Errorf("%+v", lines)
	}
	if !strings.Contains(hint(err), "rockxy help filter") {
		t.Errorf("%q", hint(err))
	}
	if _, err := filterText(nil); err != nil {
		t.Error(err)
	}
}

func TestHelpOfFiltersHasAllFields(t *testing.T) {
	help := filterHelp()
	for _, f := range filter.Fields() {
		if !strings.Contains(help, "\n  "+f.Name) || !strings.Contains(help, f.Example) {
			t.Errorf("%s is missing", f.Name)
		}
	}
	for line := range strings.SplitSeq(help, "\n") {
		if render.Width(line) > 100 {
			t.Errorf("too wide: %q", line)
		}
	}
}

// What help shows as examples can be read.
func TestExamplesOfFilters(t *testing.T) {
	for _, text := range []string{"login", `"two words" 'or these'`, "/re+gex/ ~re+gex", "status:(404 or 5xx)", "method:PUT,POST",
		"host:*.stripe.com method:POST (status:>=400 or took:>1s)", `body:"needle" -is:imported`, "time:>10:42", "req.header:x-id=42",
		"is:exchange", "host:api.example.com status:>=400", "time:<1h"} {
		if _, err := filterText([]string{text}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
