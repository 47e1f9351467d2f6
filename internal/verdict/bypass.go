package verdict

import "rockxy/internal/flow"

// Bypass is a statement for the policy: pass this client's connections to this
// host through unread, for a while.
type Bypass struct {
	Pattern string // in the syntax of the policy: "app:NAME HOST:PORT" or "client:IP HOST:PORT"
	Until   flow.Nanos
	Note    string
}

// AutoBypass decides when to bypass without being asked: for one client and one
// host, on a firm verdict of pinning alone, never for good. It may be used from
// several goroutines at once.
type AutoBypass struct{}

// NewAutoBypass returns one that has bypassed nothing yet.
func NewAutoBypass(l Limits) *AutoBypass { return &AutoBypass{} }

// Consider returns the bypass that the judgement on an outcome calls for.
func (a *AutoBypass) Consider(o Outcome, j Judgement) (Bypass, bool) { return Bypass{}, false }
