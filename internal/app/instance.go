package app

import (
	"context"
	"errors"
	"fmt"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// DefaultSession is the session that is captured into unless another is named.
const DefaultSession = store.DefaultSession

// instance is what the API sees of an App.
type instance struct{ a *App }

func (i instance) RootPEM() []byte        { return i.a.RootPEM() }
func (i instance) UpstreamPEM() []byte    { return i.a.upstreamPEM }
func (i instance) Lease() func()          { return i.a.leases.take() }
func (i instance) Status() (s api.Status) { return i.a.Status() }

// Status is how the instance is doing.
func (a *App) Status() api.Status {
	s := api.Status{
		PID: a.ready.PID, Version: a.opt.Version, Proxy: a.ready.Proxy, Socket: a.ready.Socket,
		RootCertificate: a.ready.RootCertificate, RootSHA256: a.ready.RootSHA256,
		Custody: string(a.custody.name), CustodyTrail: a.custody.trail,
		SigningMS: float64(a.root.SigningTime().Microseconds()) / 1000, RootNotAfter: a.root.Certificate().NotAfter, RootNotice: Notice(a.root), UpstreamCAs: a.cfg.UpstreamCAs, Transient: a.opt.Transient,
		Policy: a.policyStatus(), Rules: a.rulesStatus(),
	}
	if a.door != nil {
		s.UI = a.door.Page()
	}
	s.KeyLog, s.KeyLogFault = a.keyLog.status()
	s.AtBreakpoints = a.paused.Len()
	s.Recording, s.Throttle = !a.recording.off.Load(), a.throttled()
	st := a.store.Status()
	s.Capture = api.Capture{
		State: api.Recording, Fault: api.NewFault(st.Paused), Session: store.SessionDir(a.cfg.Data, a.session), Name: a.session,
		Entries: uint64(st.Entries), Active: st.Active, Bytes: st.Bytes, Discarded: st.Discarded, Waiting: st.Waiting,
	}
	switch {
	case st.Paused != nil:
		s.Capture.State = api.Paused
	case !s.Recording:
		s.Capture.State = api.Off
	}
	return s
}

// Sync returns when all that was recorded so far, of exchanges that are going
// on too, can be read from the store.
func (i instance) Sync(ctx context.Context) error {
	return errors.Join(i.a.judge.flush(ctx), i.a.leaves.Flush(), i.a.store.Sync(ctx))
}

func (i instance) List(ctx context.Context, q api.Query) ([]api.Flow, error) {
	query, err := storeQuery(q)
	if err != nil {
		return nil, err
	}
	all, err := i.a.store.List(ctx, query)
	if err != nil {
		return nil, err
	}
	flows := make([]api.Flow, len(all))
	for n := range all {
		flows[n] = newFlow(&all[n])
	}
	return flows, nil
}

func (i instance) Get(ctx context.Context, id flow.ID) (*api.Detail, error) {
	rec, err := i.a.store.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: %d", api.ErrNotFound, id)
	}
	if err != nil {
		return nil, err
	}
	return newDetail(rec), nil
}

func (i instance) Watch(ctx context.Context, filter string, started func() error, changed func([]api.Event) error) error {
	return i.a.Watch(ctx, filter, started, changed)
}

// Watch calls started once changes are being watched, then changed for each
// batch of those that the filter selects, until ctx or the instance ends or
// either returns an error. It is an *api.Error when the filter is at fault.
func (a *App) Watch(ctx context.Context, filter string, started func() error, changed func([]api.Event) error) error {
	f, err := ParseFilter(filter)
	if err != nil {
		return err
	}
	sel := selection{store: a.store, filter: f, shown: map[flow.ID]struct{}{}}
	sub := a.store.Subscribe()
	defer sub.Close()
	if f != nil {
		for _, sum := range a.store.Active() { // the watcher may list them
			sel.shown[sum.ID] = struct{}{}
		}
	}
	if err := started(); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case b, ok := <-sub.C():
			if !ok {
				return nil
			}
			if events := sel.events(ctx, b); len(events) > 0 {
				if err := changed(events); err != nil {
					return err
				}
			}
		}
	}
}
