package proxy

import (
	"context"
	"crypto/x509"
	"errors"
	"sync"
	"time"

	"rockxy/internal/flow"
)

// pool shares upstream connections across client connections: by target, SNI,
// name to verify and ALPN offer, which together are a route's key.
type pool struct {
	connect func(ctx context.Context, rt *route) (*freshConn, error)
	allowed func(host string, t *flow.TLS) bool // whether an exception still stands; nil: all do
	clock   clock
	idleFor time.Duration

	mu     sync.Mutex
	hosts  map[string]*poolHost
	busy   map[*h1Up]struct{} // handed out, so that close can cut them
	closed bool
}

// poolHost is what the pool has for one key. Owned by pool.mu.
type poolHost struct {
	idle    []*h1Up // most recently used last
	h2      []*h2Client
	dialing chan struct{} // closed when the dial that others wait for has ended
	warm    *warmth
	touched flow.Nanos

	verify   string // the name that its origins prove, or are excepted for
	excepted bool   // some of its connections were made under an exception
}

// warmth is what the last connection to a target taught: enough to answer a
// client before the next one exists.
type warmth struct {
	alpn string
	cert *x509.Certificate // nil for plain text

	certAsked bool // the origin asked for a client certificate
}

// freshConn is a connection that was just made: either h1 or h2 is set.
type freshConn struct {
	h1   *h1Up
	h2   *h2Client
	warm *warmth
}

// usableAfter is how long a connection may have been idle before its state is
// asked of the kernel; a shorter time is not worth the system call.
const usableAfter = flow.Nanos(2 * time.Millisecond)

var errPoolClosed = errors.New("proxy: shutting down")

func newPool(c clock, idleFor time.Duration, connect func(context.Context, *route) (*freshConn, error)) *pool {
	return &pool{connect: connect, clock: c, idleFor: idleFor, hosts: map[string]*poolHost{}, busy: map[*h1Up]struct{}{}}
}

func (p *pool) host(key string) *poolHost {
	h := p.hosts[key]
	if h == nil {
		h = &poolHost{}
		p.hosts[key] = h
	}
	return h
}

// try returns a stream on a connection that is there already, or nil.
func (p *pool) try(rt *route) upstream {
	now := p.clock.now()
	p.mu.Lock()
	h := p.hosts[rt.key]
	if h == nil {
		p.mu.Unlock()
		return nil
	}
	h.touched = now
	p.dropEnded(h)
	for n := len(h.idle); n > 0; n = len(h.idle) {
		u := h.idle[n-1]
		h.idle[n-1] = nil
		h.idle = h.idle[:n-1]
		if now-u.idleSince > usableAfter && !tcpUsable(u.nc) {
			u.nc.Close()
			continue
		}
		p.busy[u] = struct{}{}
		p.mu.Unlock()
		return u.begin(rt)
	}
	if len(h.h2) == 0 {
		p.mu.Unlock()
		return nil
	}
	clients := append([]*h2Client(nil), h.h2...)
	p.mu.Unlock()
	for _, c := range clients {
		if up, err := c.Open(context.Background()); err == nil {
			return up
		}
	}
	return nil
}

// acquire returns a stream, connecting when there is none to share. fresh asks
// for a connection that nobody has used.
func (p *pool) acquire(ctx context.Context, rt *route, fresh bool) (upstream, error) {
	for {
		if !fresh {
			if up := p.try(rt); up != nil {
				return up, nil
			}
		}
		c, err := p.dial(ctx, rt)
		switch {
		case err != nil:
			return nil, err
		case c == nil: // somebody else's dial has ended; look again
			fresh = false
			continue
		case c.h1 != nil:
			return c.h1.begin(rt), nil
		}
		up, err := c.h2.Open(ctx)
		if err == nil {
			return up, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if f := (*flow.Fault)(nil); errors.As(err, &f) {
			return nil, &upstreamFailure{fault: f, info: c.h2.info}
		}
		fresh = false
	}
}

// dial connects. For a route that may turn out to be HTTP/2 only one dial is
// under way at a time: the others wait for it, then get nil and look again.
func (p *pool) dial(ctx context.Context, rt *route) (*freshConn, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errPoolClosed
	}
	h := p.host(rt.key)
	single := rt.offersH2() && (h.warm == nil || h.warm.alpn == "h2")
	if single && h.dialing != nil {
		wait := h.dialing
		p.mu.Unlock()
		select {
		case <-wait:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var done chan struct{}
	if single {
		done = make(chan struct{})
		h.dialing = done
	}
	p.mu.Unlock()

	c, err := p.connect(ctx, rt)
	if err = p.adopt(rt, c, err, done); err != nil {
		return nil, err
	}
	if c.h2 != nil {
		c.h2.OnGone(func() { p.gone(rt.key, c.h2) })
	}
	return c, nil
}

// adopt ends a dial: what it made becomes the pool's, and who waited looks again.
func (p *pool) adopt(rt *route, c *freshConn, err error, done chan struct{}) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.host(rt.key)
	if done != nil {
		h.dialing = nil
		close(done)
	}
	if err != nil {
		return err
	}
	if p.closed {
		c.close()
		return errPoolClosed
	}
	h.warm, h.touched = c.warm, p.clock.now()
	if excepted(c.info()) {
		h.verify, h.excepted = rt.verify, true
	}
	if c.h2 != nil {
		h.h2 = append(h.h2, c.h2)
	} else {
		p.busy[c.h1] = struct{}{}
	}
	return nil
}

func (c *freshConn) info() *flow.ServerConn {
	if c.h2 != nil {
		return c.h2.info
	}
	return c.h1.info
}

func (c *freshConn) close() {
	if c.h2 != nil {
		c.h2.Close()
	} else {
		c.h1.nc.Close()
	}
}

// prepare makes sure that the target is known and reachable before the client
// is shown anything: at once when a connection is waiting, else by connecting.
func (p *pool) prepare(ctx context.Context, rt *route) (*warmth, error) {
	for {
		p.mu.Lock()
		h := p.host(rt.key)
		p.dropEnded(h)
		ready := h.warm != nil && (len(h.idle) > 0 || len(h.h2) > 0)
		warm := h.warm
		p.mu.Unlock()
		if ready {
			return warm, nil
		}
		c, err := p.dial(ctx, rt)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		if c.h1 != nil {
			p.put(c.h1)
		}
		return c.warm, nil
	}
}

// put takes a connection back.
func (p *pool) put(u *h1Up) {
	u.rt = nil
	u.idleSince = p.clock.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, u)
	if p.closed {
		u.nc.Close()
		return
	}
	h := p.host(u.key)
	h.idle = append(h.idle, u)
}

// forget is told of a connection that ended while in use.
func (p *pool) forget(u *h1Up) {
	p.mu.Lock()
	delete(p.busy, u)
	p.mu.Unlock()
}

// gone is told of an HTTP/2 connection that has ended or takes no new streams.
func (p *pool) gone(key string, c *h2Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[key]
	if h == nil {
		return
	}
	for i := range h.h2 {
		if h.h2[i] == c {
			h.h2 = append(h.h2[:i], h.h2[i+1:]...)
			return
		}
	}
}

// sweep closes what has been idle for too long.
func (p *pool) sweep() {
	now := p.clock.now()
	limit := now - flow.Nanos(p.idleFor)
	var close1 []*h1Up
	var close2 []*h2Client
	p.mu.Lock()
	for key, h := range p.hosts {
		p.dropEnded(h)
		n := 0
		for _, u := range h.idle {
			if u.idleSince < limit || now-u.idleSince > flow.Nanos(time.Second) && !tcpUsable(u.nc) {
				close1 = append(close1, u)
			} else {
				h.idle[n] = u
				n++
			}
		}
		clear(h.idle[n:])
		h.idle = h.idle[:n]
		for _, c := range h.h2 {
			if streams, since := c.Idle(); streams == 0 && time.Since(since) > p.idleFor {
				close2 = append(close2, c)
			}
		}
		if n == 0 && len(h.h2) == 0 && h.dialing == nil && h.touched < limit {
			delete(p.hosts, key)
		}
	}
	p.mu.Unlock()
	for _, u := range close1 {
		u.nc.Close()
	}
	for _, c := range close2 {
		c.Close()
	}
}

// close ends every connection.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	var h2s []*h2Client
	for _, h := range p.hosts {
		for _, u := range h.idle {
			u.nc.Close()
		}
		h2s = append(h2s, h.h2...)
	}
	for u := range p.busy {
		cut(u.nc)
	}
	clear(p.hosts)
	p.mu.Unlock()
	for _, c := range h2s {
		c.Close()
	}
}
