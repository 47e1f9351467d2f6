package api

import (
	"time"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// RuleStep is what one action of a rule did to an exchange, or did not do and why.
type RuleStep struct {
	Rule       string       `json:"rule"`
	Group      string       `json:"group"`
	Action     string       `json:"action"`  // such as "map-remote"; empty of a rule as a whole
	Phase      string       `json:"phase"`   // such as "request head"; empty when it had no turn
	Did        string       `json:"did"`     // empty: nothing
	Skipped    string       `json:"skipped"` // why it did not do (all of) it
	DurationMS float64      `json:"duration_ms"`
	Changes    []RuleChange `json:"changes"`
	Log        []string     `json:"log"` // what a script wrote
}

// RuleChange is a part of a message before and after an action. Octets that are not text
// are in base64.
type RuleChange struct {
	Part         string  `json:"part"` // such as "request head", "response body", "route", "message"
	From         int     `json:"from,omitempty"`
	Before       *string `json:"before,omitempty"`
	After        *string `json:"after,omitempty"`
	BeforeBase64 []byte  `json:"before_base64,omitempty"`
	AfterBase64  []byte  `json:"after_base64,omitempty"`
	Cut          bool    `json:"cut,omitempty"` // something is left out
}

// NewTrace is the API's form of what rules did.
func NewTrace(steps []flow.RuleStep) []RuleStep {
	all := make([]RuleStep, 0, len(steps))
	for i := range steps {
		s := &steps[i]
		out := RuleStep{Rule: s.Rule, Group: s.Group, Action: s.Action, Phase: s.Phase, Did: s.Did, Skipped: s.Why,
			DurationMS: float64(s.Took) / float64(time.Millisecond), Changes: []RuleChange{}, Log: s.Log}
		if out.Log == nil {
			out.Log = []string{}
		}
		for _, c := range s.Changes {
			change := RuleChange{Part: c.Part, From: c.From, Cut: c.Cut}
			if utf8.Valid(c.Before) && utf8.Valid(c.After) {
				before, after := string(c.Before), string(c.After)
				change.Before, change.After = &before, &after
			} else {
				change.BeforeBase64, change.AfterBase64 = c.Before, c.After
			}
			out.Changes = append(out.Changes, change)
		}
		all = append(all, out)
	}
	return all
}
