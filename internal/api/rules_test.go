package api

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestRulesInFigures(t *testing.T) {
	problem := RuleProblem{File: "b.yaml", Line: 1, Column: 2, Message: "x; expected y"}
	r := Rules{Groups: []RuleGroup{
		{Enabled: true, Rules: []Rule{{Enabled: true}, {}}},
		{Rules: []Rule{{Enabled: true}}, Problems: []RuleProblem{problem}},
	}}
	if got, want := r.Status(), (RulesStatus{Groups: 2, Rules: 3, Enabled: 1, Problems: []RuleProblem{problem}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// The keys of rules are what scripts rely on.
func TestRulesJSON(t *testing.T) {
	text, err := json.Marshal(&Rules{Directory: "d", Groups: []RuleGroup{{Name: "g", Rules: []Rule{{Name: "r", Actions: []RuleAction{{Kind: "block", Value: json.RawMessage(`503`)}}}}, Problems: []RuleProblem{{}}}}})
	want := `{"directory":"d","groups":[{"name":"g","file":"","given":false,"enabled":false,"notes":"","rules":[` +
		`{"name":"r","enabled":false,"match":"","after":false,"final":false,"notes":"","actions":[{"kind":"block","value":503}],"line":0}],` +
		`"problems":[{"file":"","line":0,"column":0,"message":""}]}]}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}
