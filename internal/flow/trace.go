package flow

import "time"

// RuleStep is what one action of a rule did to an exchange, or did not do and why.
type RuleStep struct {
	Rule   string        `json:"rule"`
	Group  string        `json:"group"`            // the file that the rule is in
	Action string        `json:"action,omitempty"` // such as "map-remote"; empty of a rule as a whole
	Phase  string        `json:"phase,omitempty"`  // such as "request head"
	Did    string        `json:"did,omitempty"`    // what it did, a sentence without a period; empty: nothing
	Why    string        `json:"skipped,omitempty"`
	Took   time.Duration `json:"took_ns"` // waiting for a person, the link or the body included
	// Changes are before and after of what it changed.
	Changes []Change `json:"changes,omitempty"`
	Log     []string `json:"log,omitempty"` // what a script wrote to its console
}

// Change is a part of a message before and after an action.
type Change struct {
	Part   string `json:"part"` // "request head", "response body", "trailers", "message", …
	Before []byte `json:"before"`
	After  []byte `json:"after"`
	From   int    `json:"from,omitempty"` // octets left out before, the same in both
	Cut    bool   `json:"cut,omitempty"`  // one of them is longer than what is kept
}
