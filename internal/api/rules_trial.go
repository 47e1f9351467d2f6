package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Bounds of a trial of rules.
const (
	MaxTrialResults   = 500
	MaxTrialExchanges = 10_000
	MaxTrialTime      = 10 * time.Second
)

// RuleTrialRequest asks what rules would do to what was captured: those of Text, or
// those of a group, or one of them. A rule that is named, or written, is tried
// whether it is on or off; of a group those are that are on.
type RuleTrialRequest struct {
	Text  string `json:"text,omitempty"` // a rule, or a list of rules, as a file has them
	Group string `json:"group,omitempty"`
	Rule  string `json:"rule,omitempty"`
	// Session is another one than that which is captured into.
	Session string `json:"session,omitempty"`
	Filter  string `json:"filter,omitempty"` // selects exchanges
	Limit   int    `json:"limit,omitempty"`  // results, at most MaxTrialResults; 0 is 100
}

// RuleTrialReport is what came of a trial. The newest exchanges are tried first.
type RuleTrialReport struct {
	RuleTrial
	Results []RuleTried `json:"results"` // those that a rule matches
	// Complete says that all exchanges were tried; else Why says what ended the trial.
	Complete bool   `json:"complete"`
	Why      string `json:"why,omitempty"`
}

// RuleTrier tries rules on what was captured. Nothing is changed and nothing is sent.
type RuleTrier interface {
	// TryRules ends with ctx, with its error. It is an *Error when the rules, the
	// filter or the session are at fault.
	TryRules(context.Context, RuleTrialRequest) (RuleTrialReport, error)
}

func registerRuleTrial(api huma.API, t RuleTrier) {
	answer(api, "POST /v1/rules/try", "What rules would do to what was captured", func(ctx context.Context, in *bodyOf[RuleTrialRequest]) (RuleTrialReport, error) {
		return t.TryRules(ctx, in.Body)
	}, more("The newest exchanges are tried first, until there are as many results as asked for, "+
		"10,000 exchanges were tried or 10 seconds are over. Nothing is changed and nothing is sent. It ends when the client goes."))
}
