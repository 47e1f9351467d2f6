package app

import (
	"testing"

	"rockxy/internal/api"
)

func TestDoctorOnRules(t *testing.T) {
	problem := []api.RuleProblem{{File: "/r/a.yaml", Line: 3, Column: 4, Message: "x; expected y"}}
	for _, tt := range []struct {
		name string
		r    api.Rules
		want []api.Finding
	}{
		{"none", api.Rules{}, []api.Finding{works("rules", "none")}},
		{"fine", api.Rules{Groups: []api.RuleGroup{{Enabled: true, Rules: []api.Rule{{Enabled: true}, {}}}}}, []api.Finding{works("rules", "1 of 2 rules in force")}},
		{"all on", api.Rules{Groups: []api.RuleGroup{{Enabled: true, Rules: []api.Rule{{Enabled: true}}}}}, []api.Finding{works("rules", "1 rule in force")}},
		{"never read", api.Rules{Groups: []api.RuleGroup{{Problems: problem}}}, []api.Finding{fails("rules", "/r/a.yaml:3:4: x; expected y", "correct the file; none of its rules apply")}},
		{"read before", api.Rules{Groups: []api.RuleGroup{{Enabled: true, Rules: []api.Rule{{Enabled: true}}, Problems: problem}}}, []api.Finding{
			fails("rules", "/r/a.yaml:3:4: x; expected y", "correct the file; what it said before still applies"), works("rules", "1 rule in force"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := describeRules(tt.r)
			if len(got) != len(tt.want) {
				t.Fatalf("%+v", got)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("%+v, not %+v", got[i], tt.want[i])
				}
			}
		})
	}
}
