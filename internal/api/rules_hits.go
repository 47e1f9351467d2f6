package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// RuleHits is how often each rule has matched an exchange or a tunnel.
type RuleHits struct {
	Since time.Time `json:"since"` // when the instance began
	Rules []RuleHit `json:"rules"` // that are on, in the order in which they apply
}

// RuleHit is that of one rule. It begins anew when the match of the rule changes.
type RuleHit struct {
	Group string     `json:"group"`
	Name  string     `json:"name"`
	Hits  uint64     `json:"hits"`
	Last  *time.Time `json:"last"` // null for never
}

// RuleCounter counts what rules match.
type RuleCounter interface{ RuleHits() RuleHits }

func registerRuleCounter(api huma.API, c RuleCounter) {
	answer(api, "GET /v1/rules/hits", "How often each rule has matched", func(context.Context, *struct{}) (RuleHits, error) { return c.RuleHits(), nil })
}
