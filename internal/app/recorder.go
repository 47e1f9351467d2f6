package app

import (
	"context"

	"rockxy/internal/flow"
	"rockxy/internal/proxy"
	"rockxy/internal/store"
)

// recorder lets the engine record into a store.
type recorder struct {
	*store.Store
	judge     *judge
	recording *recording
}

func (r recorder) Open(x *flow.Exchange) proxy.Tape {
	if r.recording.leavesOut(x) {
		return proxy.Blank{}
	}
	return tape{r.Store.Open(x), r.Store, x}
}

func (r recorder) Tunnel(t *flow.Tunnel) {
	if !r.recording.leavesOutTunnel(t) {
		r.Store.Tunnel(t)
	}
}

// tape is a store's, which the rules may keep out of the list.
type tape struct {
	*store.Tape
	store *store.Store
	x     *flow.Exchange
}

func (t tape) Done() {
	id, hidden := t.x.ID, t.x.Hidden
	t.Tape.Done()
	if hidden {
		_, _ = t.store.Delete(context.Background(), []flow.ID{id}) // what cannot be deleted is shown
	}
}

// HandshakeFailure has a client that refused its handshake judged first. What
// failed before TLS, or without a host, says nothing about certificates. What is not
// recorded is judged all the same: verdicts rest on all that there was.
func (r recorder) HandshakeFailure(f *flow.HandshakeFailure) {
	out := r.recording.off.Load()
	if f.Host == "" || f.Moment == flow.MomentEntry {
		if !out {
			r.Store.HandshakeFailure(f)
		}
		return
	}
	f.ID = r.Store.NextID()
	r.judge.failed(f, out)
}
