// Package attrib finds out which program on this machine owns a client
// connection.
//
// It is best effort and never in the way: questions are answered later, by one
// goroutine that keeps to a share of one core, and are dropped when too many
// wait. Only connections from this machine are looked up. Programs of other
// users may stay unknown, as the operating system sees fit, and so do programs
// that have closed the connection before their turn came.
//
// Linux asks the kernel for the socket (sock_diag) and /proc for its owner.
// Windows reads the TCP table (experimental). On macOS there is no way without
// cgo or private structures, so nothing is found there.
package attrib

import (
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"rockxy/internal/flow"
)

const (
	maxQueue = 256 // questions that wait
	maxBatch = 64  // questions answered together
)

// Finder answers questions until it is closed.
type Finder struct {
	queue     chan query
	available bool

	stop    chan struct{}
	close   sync.Once
	stopped sync.WaitGroup
}

// query asks for the owner of the client's end of a connection.
type query struct {
	client, server netip.AddrPort
	done           func(*flow.Process)
}

// resolver looks up the owners of connections; what it does not find is nil.
// The worker owns it.
type resolver interface {
	resolve(batch []query) []*flow.Process
	close()
}

// New returns a running Finder. Where attribution is not available, it says so
// once in the log and finds nothing.
func New(log *slog.Logger) *Finder {
	r, err := open(log)
	if err != nil {
		log.Info("programs behind connections cannot be told", "reason", err)
	}
	return start(r)
}

func start(r resolver) *Finder {
	f := &Finder{queue: make(chan query, maxQueue), stop: make(chan struct{}), available: r != nil}
	if r != nil {
		f.stopped.Go(func() {
			defer r.close()
			f.work(r)
		})
	}
	return f
}

// Available reports whether this machine can tell programs at all.
func (f *Finder) Available() bool { return f.available }

// Find asks for the process behind the accepted connection with the addresses
// local (ours) and remote (the client's), and returns at once. done is called
// at most once, from another goroutine, with what was found; it must not block.
// It is not called when nothing was found, when the client is on another
// machine, when too many questions wait, or after Close.
func (f *Finder) Find(local, remote netip.AddrPort, done func(*flow.Process)) {
	q := query{client: unmap(remote), server: unmap(local), done: done}
	if !f.available || !onThisMachine(q.client.Addr(), q.server.Addr()) {
		return
	}
	select {
	case f.queue <- q:
	default:
	}
}

// Close drops what waits, and returns when no done is running or will be
// called.
func (f *Finder) Close() {
	f.close.Do(func() { close(f.stop) })
	f.stopped.Wait()
}

// onThisMachine reports whether a client's end of a connection is here: it has
// a loopback address, or the same address as our end.
func onThisMachine(client, server netip.Addr) bool {
	return client.IsLoopback() || client.IsValid() && client == server
}

func unmap(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

// work is the worker.
func (f *Finder) work(r resolver) {
	p := newPace(time.Now())
	for {
		batch := f.next()
		if batch == nil {
			return
		}
		began := time.Now()
		for i, found := range r.resolve(batch) {
			if found != nil {
				batch[i].done(found)
			}
		}
		now := time.Now()
		if !f.pause(p.spend(now.Sub(began), now)) {
			return
		}
	}
}

// next waits for a question and takes those that wait behind it; nil is the
// end.
func (f *Finder) next() []query {
	select {
	case <-f.stop:
		return nil
	default:
	}
	var batch []query
	select {
	case <-f.stop:
		return nil
	case q := <-f.queue:
		batch = append(batch, q)
	}
	for len(batch) < maxBatch {
		select {
		case q := <-f.queue:
			batch = append(batch, q)
			continue
		default:
		}
		break
	}
	return batch
}

// pause waits, and reports whether to go on.
func (f *Finder) pause(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-f.stop:
		return false
	case <-t.C:
		return true
	}
}
