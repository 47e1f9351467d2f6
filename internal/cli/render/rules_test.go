package render

import (
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

func traced() *api.Detail {
	d := &api.Detail{Flow: *get(func(*api.Flow) {})}
	d.Trace = api.NewTrace([]flow.RuleStep{
		{Rule: "to staging", Group: "g", Action: "map-remote", Phase: "request head", Did: "sent it to https://b.test/\x1b", Took: 12_000, Changes: []flow.Change{
			{Part: "request head", Before: []byte("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n"), After: []byte("GET / HTTP/1.1\r\nHost: b.test\r\nX: 1\r\n\r\n")},
			{Part: "route", Before: []byte("https://a"), After: []byte("https://b.test")},
		}},
		{Rule: "script", Group: "g", Action: "script", Phase: "response body", Why: "it failed: no", Log: []string{"one\nline"}},
		{Rule: "body", Group: "g", Action: "response-body", Phase: "response body", Did: "replaced 2 texts", Changes: []flow.Change{
			{Part: "response body", From: 20_000, Before: []byte("old\n"), After: []byte("new\n"), Cut: true}, {Part: "message", Before: []byte{0xff}, After: []byte("x")},
		}},
		{Rule: "late", Group: "g", Why: `the rule "body" before it is final`},
		{Why: "3 more steps were not kept"},
	})
	return d
}

func TestPageOfRules(t *testing.T) {
	got := render(traced(), Page{})
	golden(t, "rules.golden", got)
	coloured := render(traced(), Page{Style: Style{Colours: true}})
	if escapes().ReplaceAllString(coloured, "") != got {
		t.Error("colours change the text")
	}
	if s := render(traced(), Page{Sides: []flow.Direction{flow.Request}}); strings.Contains(s, "map-remote") {
		t.Errorf("one side has the rules:\n%s", s)
	}
}
