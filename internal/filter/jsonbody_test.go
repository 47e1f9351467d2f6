package filter

import (
	"strings"
	"testing"
)

func jsonMatches(t *testing.T, text, body string) bool {
	t.Helper()
	s := &thing{phase: AtEnd, bodies: [2]string{"", body}}
	f := mustCompile(t, text)
	plan := f.Plan()
	got := f.Match(s)
	if got && !plan.Holds(s, s.occurs) {
		t.Errorf("%s matches %s, its plan %s does not hold", text, body, plan.String())
	}
	return got
}

func TestJSON(t *testing.T) {
	for _, c := range []struct {
		text, body string
		want       bool
	}{
		{"json:$.n=420", `{"n":4.2e2}`, true},
		{`json:$.n="420"`, `{"n":4.2e2}`, false},
		{`json:$.n=420`, `{"n":"420"}`, true},
		{"json:$.n=infinity", `{"n":"Infinity"}`, true},
		{"json:$.n>=420", `{"n":"421"}`, true},
		{"json:$.n<5", `{"n":null}`, false},
		{"json:$", `[]`, true},
		{"json:$", `not json`, false},
		{"json:$[1]", "[1]\n[1,2]\n", true}, // one text after the other
		{"json:$.a", `{"a":`, false},
		{"json:$.a=*", `{"a":{"b":[1]}}`, true},
		{`json:$.a~^\{"b"`, `{"a":{"b":[1]}}`, true},
		{"json:$..*=x", `{"a":[{"b":"x"}]}`, true},
		{"json:$['a.b']", `{"a.b":1}`, true},
		{"json:$.A", `{"a":1}`, false}, // names count case, as JSON does
		{"json:$.a=ÄÖ", `{"a":"\u00e4ö"}`, true},
	} {
		if got := jsonMatches(t, c.text, c.body); got != c.want {
			t.Errorf("%s in %s is %v", c.text, c.body, got)
		}
	}
}

// TestJSONIsBounded: a path that could be followed in very many ways is given
// up.
func TestJSONIsBounded(t *testing.T) {
	body := strings.Repeat(`{"a":`, 3000) + `{"b":1}` + strings.Repeat("}", 3000)
	test := newJSONTest(mustParse(t, "json:$..a..a..a..a..c").Root().(*Cond))
	w := walk{test, maxVisits}
	if test.in([]byte(body)) {
		t.Error("what is not there was found")
	}
	var doc any = map[string]any{}
	for range 3000 {
		doc = map[string]any{"a": doc}
	}
	if w.at(doc, test.steps) || w.left >= 0 {
		t.Errorf("%d visits are left", w.left)
	}
	if test.in([]byte(strings.Repeat(" ", 10) + "[" + strings.Repeat("1,", maxJSON/2) + "1]")) {
		t.Error("a body past the limit was looked at")
	}
}
