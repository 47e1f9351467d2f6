package rule

import "rockxy/internal/flow"

// Arrived is the head of the request as the client sent it, whatever the rules have
// made of it. It is not to be changed.
func (t *Turn) Arrived() *flow.Head { return t.run.sub.heads[flow.Request] }
