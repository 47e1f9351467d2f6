package proxy

import "rockxy/internal/flow"

// Blank is the tape of an exchange that is not recorded.
type Blank struct{}

func (Blank) Head(flow.Direction, *flow.Head)     {}
func (Blank) Body(flow.Direction, []byte)         {}
func (Blank) Trailers(flow.Direction, *flow.Head) {}
func (Blank) Message(*flow.Message)               {}
func (Blank) Update()                             {}
func (Blank) Done()                               {}
