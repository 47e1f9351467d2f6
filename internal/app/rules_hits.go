package app

import "rockxy/internal/api"

// RuleHits implements api.RuleCounter.
func (i instance) RuleHits() api.RuleHits {
	out := api.RuleHits{Since: i.a.began, Rules: []api.RuleHit{}}
	for _, h := range i.a.rules.tally.Hits() {
		one := api.RuleHit{Group: h.Group, Name: h.Name, Hits: h.N}
		if !h.Last.IsZero() {
			last := h.Last.UTC()
			one.Last = &last
		}
		out.Rules = append(out.Rules, one)
	}
	return out
}
