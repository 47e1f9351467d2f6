package trust

import (
	"errors"
	"fmt"
)

// Outcome is how a step ended.
type Outcome string

const (
	Done       Outcome = "done"        // and verified
	Undone     Outcome = "undone"      // failed, and the store is as it was
	Failed     Outcome = "failed"      // and the store may not be as it was
	NeedsAdmin Outcome = "needs-admin" // not tried
)

// Result is how one step ended.
type Result struct {
	Step    Step
	Outcome Outcome
	Err     error    // why, unless done
	Notes   []string // what the person should know
}

// Report is how a plan ended, store by store.
type Report struct{ Results []Result }

// Err joins what went wrong; nil when every step that was tried is done.
func (r *Report) Err() error {
	var all []error
	for _, x := range r.Results {
		if x.Outcome == Undone || x.Outcome == Failed {
			all = append(all, fmt.Errorf("%s: %w", x.Step.Store.Name(), x.Err))
		}
	}
	return errors.Join(all...)
}
