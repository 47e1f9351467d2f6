package app

import (
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/store"
)

// recorder lets the engine record into a store.
type recorder struct{ *store.Store }

func (r recorder) Open(x *flow.Exchange) proxy.Tape { return r.Store.Open(x) }
