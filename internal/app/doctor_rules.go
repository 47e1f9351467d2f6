package app

import (
	"context"
	"fmt"

	"rockxy/internal/api"
	"rockxy/internal/quantity"
)

// rules looks at the rules.
func (e Examination) rules(ctx context.Context) (found []api.Finding) {
	var r api.Rules
	var err error
	if e.Running != nil {
		r, err = e.Running.Rules(ctx)
	} else {
		r, err = DescribeRules(e.Data)
	}
	if err != nil {
		return []api.Finding{failsBy("rules", err)}
	}
	return describeRules(r)
}

// describeRules names the files that do not apply, and those that others can write.
func describeRules(r api.Rules) (found []api.Finding) {
	for _, g := range r.Groups {
		for i, p := range g.Problems {
			f := fails("rules", RulePlace(p), "")
			if i == len(g.Problems)-1 {
				f.Hint = "correct the file; none of its rules apply"
				if len(g.Rules) > 0 {
					f.Hint = "correct the file; what it said before still applies"
				}
			}
			found = append(found, f)
		}
		found = append(found, openFile("rules", g.File)...)
	}
	if s := r.Status(); s.Rules > 0 || len(found) == 0 {
		found = append(found, works("rules", RulesInForce(s)))
	}
	return found
}

// RulesInForce says how many rules there are.
func RulesInForce(s api.RulesStatus) string {
	switch {
	case s.Rules == 0:
		return "none"
	case s.Enabled == s.Rules:
		return quantity.Plural(int64(s.Rules), "rule") + " in force"
	}
	return fmt.Sprintf("%s of %s in force", quantity.Count(int64(s.Enabled)), quantity.Plural(int64(s.Rules), "rule"))
}
