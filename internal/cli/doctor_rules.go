package cli

import (
	"context"
	"fmt"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

// examineRules looks at the rules. client is nil without an instance.
func examineRules(ctx context.Context, dir string, client *api.Client) (found []finding) {
	var r api.Rules
	var err error
	if client != nil {
		r, err = client.Rules(ctx)
	} else {
		r, err = app.DescribeRules(dir)
	}
	if err != nil {
		return []finding{{bad, "rules", err.Error(), hint(err)}}
	}
	return describeRules(r)
}

// describeRules names the files that do not apply, and those that others can write.
func describeRules(r api.Rules) (found []finding) {
	for _, g := range r.Groups {
		for i, p := range g.Problems {
			f := finding{bad, "rules", ruleProblem(p), ""}
			if i == len(g.Problems)-1 {
				f.next = "correct the file; none of its rules apply"
				if len(g.Rules) > 0 {
					f.next = "correct the file; what it said before still applies"
				}
			}
			found = append(found, f)
		}
		found = append(found, examineFile("rules", g.File)...)
	}
	if s := r.Status(); s.Rules > 0 || len(found) == 0 {
		found = append(found, finding{good, "rules", rulesInForce(s), ""})
	}
	return found
}

// rulesInForce says how many rules there are.
func rulesInForce(s api.RulesStatus) string {
	switch {
	case s.Rules == 0:
		return "none"
	case s.Enabled == s.Rules:
		return render.Plural(int64(s.Rules), "rule") + " in force"
	}
	return fmt.Sprintf("%s of %s in force", render.Count(int64(s.Enabled)), render.Plural(int64(s.Rules), "rule"))
}
