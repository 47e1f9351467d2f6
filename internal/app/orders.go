package app

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/proxy"
)

// orders are the requests that an instance was told to send. They go on when who told
// it has gone, unless he waits for their end.
type orders struct {
	send func(context.Context, proxy.Order, func(flow.ID)) (proxy.Outcome, error)
	self *flow.Process

	mu      sync.Mutex
	batches map[*batch]struct{} // under way
	closed  bool
	wg      sync.WaitGroup
}

func newOrders(send func(context.Context, proxy.Order, func(flow.ID)) (proxy.Outcome, error)) *orders {
	self := &flow.Process{PID: os.Getpid(), Name: "Rockxy"}
	self.Path, _ = os.Executable() // only for reading
	return &orders{send: send, self: self, batches: map[*batch]struct{}{}}
}

// order is a request to be sent, or why it cannot be.
type order struct {
	proxy.Order
	of  flow.ID // the entry that was named
	err error
}

// batch is what was ordered at once.
type batch struct {
	o      *orders
	all    []order
	repeat api.Repeat
	ctx    context.Context // ends when it is stopped
	cancel context.CancelFunc
	begun  sync.WaitGroup // each has begun, or will not
	ended  sync.WaitGroup

	mu      sync.Mutex
	sent    []api.SentRequest
	running map[flow.ID]context.CancelFunc
}

var errStopped = errors.New("it was stopped before it was sent")

// maxOrders is how many requests can be ordered at once.
const maxOrders = 10_000

// run sends all, and again as often as is said. It returns when all have begun, or
// have ended where that is asked for; when ctx ends before, all of it ends. done is
// called when all is over.
func (o *orders) run(ctx context.Context, all []order, r api.Repeat, done func()) ([]api.SentRequest, error) {
	b := &batch{o: o, repeat: r, running: map[flow.ID]context.CancelFunc{}}
	for range max(r.Times, 1) {
		b.all = append(b.all, all...)
	}
	b.sent = make([]api.SentRequest, len(b.all))
	for i := range b.all {
		b.sent[i].Of = b.all[i].of
	}
	b.ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
	b.begun.Add(len(b.all))
	if !o.add(b) {
		b.cancel()
		done()
		return nil, proxy.ErrClosed
	}
	unwatch := context.AfterFunc(ctx, b.cancel)
	go func() {
		defer o.remove(b, done)
		b.dispatch()
		b.ended.Wait()
	}()
	b.begun.Wait()
	if r.Wait {
		b.ended.Wait()
	}
	if !unwatch() {
		return nil, ctx.Err()
	}
	return b.report(), nil
}

func (o *orders) add(b *batch) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return false
	}
	o.batches[b] = struct{}{}
	o.wg.Add(1)
	return true
}

func (o *orders) remove(b *batch, done func()) {
	b.cancel()
	done()
	o.mu.Lock()
	delete(o.batches, b)
	o.mu.Unlock()
	o.wg.Done()
}

// close ends everything and waits for it.
func (o *orders) close() {
	o.mu.Lock()
	o.closed = true
	for b := range o.batches {
		b.cancel()
	}
	o.mu.Unlock()
	o.wg.Wait()
}

// stop ends the exchanges with these numbers, or everything, and returns how many it
// were.
func (o *orders) stop(ids []flow.ID) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for b := range o.batches {
		n += b.stop(ids)
	}
	return n
}

func (b *batch) stop(ids []flow.ID) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(ids) == 0 {
		b.cancel()
		for i := range b.sent {
			if s := &b.sent[i]; s.ID == 0 && s.Error == "" {
				n++
			}
		}
		return n + len(b.running)
	}
	for _, id := range ids {
		if cancel := b.running[id]; cancel != nil {
			cancel()
			n++
		}
	}
	return n
}

// dispatch begins one after the other.
func (b *batch) dispatch() {
	slots := make(chan struct{}, max(b.repeat.Parallel, 1))
	pause := time.Duration(b.repeat.PauseMS) * time.Millisecond
	for i := range b.all {
		if b.all[i].err == nil {
			b.await(slots, i > 0, pause)
		}
		if err := b.all[i].err; err != nil || b.ctx.Err() != nil {
			b.fail(i, errors.Join(err)) // nil: stopped
			b.begun.Done()
			continue
		}
		b.ended.Go(func() {
			defer func() { <-slots }()
			b.one(i)
		})
	}
}

// await takes a slot, and pauses before all but the first. It ends early when the
// batch is stopped.
func (b *batch) await(slots chan struct{}, later bool, pause time.Duration) {
	select {
	case slots <- struct{}{}:
	case <-b.ctx.Done():
		return
	}
	if !later || pause == 0 {
		return
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-b.ctx.Done():
		<-slots
	}
}

// one sends one request.
func (b *batch) one(i int) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	begun := sync.OnceFunc(b.begun.Done)
	defer begun()
	var id flow.ID
	order := b.all[i].Order
	order.Process, order.NoRules = b.o.self, b.repeat.Rules != nil && !*b.repeat.Rules
	out, err := b.o.send(ctx, order, func(n flow.ID) {
		id = n
		b.began(i, n, cancel)
		begun()
	})
	b.mu.Lock()
	delete(b.running, id)
	s := &b.sent[i]
	if s.Status, s.Fault = out.Status, api.NewFault(out.Fault); err == nil && id == 0 {
		s.Error = "it was sent, and there is no entry of it: a rule keeps it out of the list, or nothing is recorded"
	}
	b.mu.Unlock()
	if err != nil {
		b.fail(i, err)
	}
}

func (b *batch) began(i int, id flow.ID, cancel context.CancelFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent[i].ID = id
	if id != 0 {
		b.running[id] = cancel
	}
}

// fail notes why a request was not sent; nil is that it was stopped.
func (b *batch) fail(i int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.sent[i]
	var f *flow.Fault
	var e *api.Error
	switch {
	case errors.As(err, &e):
		s.Error, s.Hint = e.Message, e.Hint
	case errors.As(err, &f):
		s.Error, s.Hint = f.Message, f.Hint
	case err == nil, errors.Is(err, context.Canceled):
		s.Error = errStopped.Error()
	case errors.Is(err, proxy.ErrClosed):
		s.Error = "the instance is ending"
	default:
		s.Error = err.Error()
	}
}

func (b *batch) report() []api.SentRequest {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]api.SentRequest{}, b.sent...)
}
