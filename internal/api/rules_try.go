package api

import "rockxy/internal/flow"

// RuleTried is what rules would do to an exchange that is over. Its JSON form is a
// published interface: an element of what `rockxy rules test --json` prints.
type RuleTried struct {
	ID     flow.ID `json:"id"`
	Method string  `json:"method"`
	URL    string  `json:"url"`
	Status int     `json:"status"` // as it was recorded

	Matched []string   `json:"matched"` // the rules that match it
	Trace   []RuleStep `json:"trace"`

	Goes     string `json:"goes,omitempty"`     // where the request would go instead
	Answered bool   `json:"answered,omitempty"` // by a rule: the origin would get nothing
	Cut      bool   `json:"cut,omitempty"`      // it would be ended
	Hidden   bool   `json:"hidden,omitempty"`   // it would not be in the list
	// StatusAfter is that of the response that the client would get, 0 for none.
	StatusAfter int `json:"status_after"`
	// Incomplete says why it may come out differently: not all of it was recorded.
	Incomplete string `json:"incomplete,omitempty"`
}

// RuleTrial is rules tried, in figures.
type RuleTrial struct {
	Rules   []string `json:"rules"`   // that were tried
	Tried   int      `json:"tried"`   // exchanges
	Matched int      `json:"matched"` // of which a rule matches so many
	Changed int      `json:"changed"` // and does something to so many
}
