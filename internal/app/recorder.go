package app

import (
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/store"
)

// recorder lets the engine record into a store.
type recorder struct {
	*store.Store
	judge *judge
}

func (r recorder) Open(x *flow.Exchange) proxy.Tape { return r.Store.Open(x) }

// HandshakeFailure has a client that refused its handshake judged first. What
// failed before TLS, or without a host, says nothing about certificates.
func (r recorder) HandshakeFailure(f *flow.HandshakeFailure) {
	if f.Host == "" || f.Moment == flow.MomentEntry {
		r.Store.HandshakeFailure(f)
		return
	}
	f.ID = r.Store.NextID()
	r.judge.failed(f)
}
