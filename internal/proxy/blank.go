package proxy

import "rockxy/internal/flow"

// blank is the tape of an exchange that is not recorded.
type blank struct{}

func (blank) Head(flow.Direction, *flow.Head)     {}
func (blank) Body(flow.Direction, []byte)         {}
func (blank) Trailers(flow.Direction, *flow.Head) {}
func (blank) Message(*flow.Message)               {}
func (blank) Update()                             {}
func (blank) Done()                               {}
