package proxy

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/rule"
)

// Config is what a Server is made of. It is read once by New.
type Config struct {
	Recorder Recorder
	Upstream *mitm.Upstream // TLS towards origins
	Client   *mitm.Server   // TLS towards clients

	// Attrib finds the process behind a client connection and calls done, at
	// once or later or never. May be nil.
	Attrib func(local, remote netip.AddrPort, done func(*flow.Process))

	// Accepted is told once of each client that showed, by speaking inside, that
	// it accepts our certificate for a host. It must not block. May be nil.
	Accepted func(c *flow.ClientConn, host string, port uint16)

	// Rules are those in force, asked for with each request. May be nil.
	Rules func() *rule.Set

	// Policy may be nil: then everything is intercepted.
	Policy Policy

	// Forbidden reports listeners of Rockxy other than the proxy's own, which
	// must never be dialled either. May be nil.
	Forbidden func(netip.AddrPort) bool

	// Resolve finds the addresses of a host; nil asks the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)

	// Root is the public certificate that is offered to devices at
	// http://rockxy.local/; nil: there is no such page.
	Root func() *x509.Certificate

	Log    *slog.Logger
	Limits Limits
}

// Server is the engine: it serves client connections on any number of
// listeners until it is closed.
type Server struct {
	rec    Recorder
	up     *mitm.Upstream
	client *mitm.Server
	attrib func(local, remote netip.AddrPort, done func(*flow.Process))
	accept func(c *flow.ClientConn, host string, port uint16)
	policy Policy
	rules  func() *rule.Set
	root   func() *x509.Certificate
	log    *slog.Logger
	lim    Limits
	clock  clock
	own    *ownAddrs
	dialer *dialer
	pool   *pool
	h2     *h2Shared // what all HTTP/2 connections together may buffer

	ctx    context.Context // ends when connections are to be cut
	cancel context.CancelFunc

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[*clientConn]struct{}
	draining  bool

	activity      atomic.Uint64 // connections accepted and exchanges begun
	policyChanges atomic.Uint64

	wg sync.WaitGroup // client connections and the sweeper
}

// New returns a Server that listens nowhere yet.
func New(cfg Config) *Server {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		rec: cfg.Recorder, up: cfg.Upstream, client: cfg.Client, attrib: cfg.Attrib, accept: cfg.Accepted, policy: cfg.Policy, rules: cfg.Rules, root: cfg.Root,
		log: log, lim: cfg.Limits.withDefaults(), clock: newClock(),
		h2:        newH2Shared(),
		own:       &ownAddrs{extra: cfg.Forbidden},
		listeners: map[net.Listener]struct{}{}, conns: map[*clientConn]struct{}{},
	}
	s.dialer = newDialer(s.own.is, s.clock)
	if cfg.Resolve != nil {
		s.dialer.resolve = cfg.Resolve
	}
	s.pool = newPool(s.clock, s.lim.UpstreamIdle, s.connect)
	if s.up != nil {
		s.pool.allowed = s.up.StillExcepted
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Add(1)
	go s.sweeper()
	return s
}

// Activity counts connections accepted and exchanges begun: while it stands
// still, little is going on.
func (s *Server) Activity() uint64 { return s.activity.Load() }

// ErrClosed is returned by Serve after Shutdown or Close.
var ErrClosed = errors.New("proxy: server closed")

// Serve accepts connections from l until the server or l is closed.
func (s *Server) Serve(l net.Listener) error {
	s.own.add(l.Addr())
	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		l.Close()
		return ErrClosed
	}
	s.listeners[l] = struct{}{}
	s.mu.Unlock()
	var delay time.Duration
	for {
		nc, err := l.Accept()
		if err != nil {
			if s.isDraining() {
				return ErrClosed
			}
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() || isResourceShortage(err) {
				// Out of descriptors: wait for connections to end rather than stop.
				delay = min(max(2*delay, 5*time.Millisecond), time.Second)
				s.log.Warn("cannot accept a connection", "err", err, "retry", delay)
				select {
				case <-time.After(delay):
				case <-s.ctx.Done():
				}
				continue
			}
			return err
		}
		delay = 0
		c := s.track(nc)
		if c == nil {
			nc.Close()
			continue
		}
		go c.serve()
	}
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// track registers a connection; nil when the server is closing.
func (s *Server) track(nc net.Conn) *clientConn {
	if c := newClientConn(s, nc); s.register(c) {
		return c
	}
	return nil
}

// register reports whether the server takes another connection.
func (s *Server) register(c *clientConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.conns[c] = struct{}{}
	s.activity.Add(1)
	s.wg.Add(1)
	return true
}

// untrack ends the life of a connection in the server.
func (s *Server) untrack(c *clientConn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.wg.Done()
}

// Shutdown stops accepting, lets exchanges under way finish until ctx ends, and
// closes everything.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	for l := range s.listeners {
		l.Close()
	}
	conns := make([]*clientConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		c.drain()
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		s.mu.Lock()
		n := len(s.conns)
		s.mu.Unlock()
		if n == 0 {
			return s.Close()
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), s.Close())
		case <-tick.C:
		}
	}
}

// Close ends everything now and waits for it.
func (s *Server) Close() error {
	s.mu.Lock()
	s.draining = true
	for l := range s.listeners {
		l.Close()
	}
	conns := make([]*clientConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	s.cancel()
	s.pool.close()
	for _, c := range conns {
		c.nc.Close()
	}
	s.wg.Wait()
	return nil
}

// contain is deferred by goroutines that serve one client: a defect of ours must
// not end the traffic of the others.
func (s *Server) contain(what string) { s.panicked(what, recover()) }

// contained is contain for work that has an error to say so with.
func (s *Server) contained(what string, err *error) {
	if r := recover(); r != nil {
		s.panicked(what, r)
		*err = &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Cause: fmt.Errorf("panic: %v", r), Message: "Rockxy could not relay this exchange",
			Hint: "This is a defect in Rockxy; its log has the cause."}
	}
}

func (s *Server) panicked(what string, r any) {
	if r != nil {
		s.log.Error("panic", "serving", what, "panic", r, "stack", string(debug.Stack()))
	}
}

// Sweep intervals: how soon a waiting client is watched, and how often idle
// connections are looked at.
const (
	watchEvery = 250 * time.Millisecond
	idleEvery  = 20 // times watchEvery
)

// sweeper does what would otherwise cost every exchange a timer.
func (s *Server) sweeper() {
	defer s.wg.Done()
	t := time.NewTicker(watchEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		select {
		case <-s.ctx.Done():
			return
		case <-t.C:
		}
		now := s.clock.now()
		var idle, retired []*clientConn
		s.mu.Lock()
		for c := range s.conns {
			if d := c.h1.Load(); d != nil {
				c.watchFor(d, now)
			}
			if since := c.idleSince.Load(); since != 0 && now-flow.Nanos(since) > flow.Nanos(s.lim.ClientIdle) {
				idle = append(idle, c)
			}
			if c.retire(now) {
				retired = append(retired, c)
			}
		}
		s.mu.Unlock()
		for _, c := range idle {
			c.nc.Close()
		}
		for _, c := range retired {
			c.cancel()
		}
		if n%idleEvery == 0 {
			s.pool.sweep()
		}
	}
}
