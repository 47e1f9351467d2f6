package proxy

import (
	"net/netip"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/proxy/landing"
)

// Policy decides, before any certificate exists, which tunnels are taken apart
// and which are passed through. Without one, all are taken apart. It is asked
// from many goroutines at once.
type Policy interface {
	Decide(policy.Query) policy.Decision
	// NeedsApp reports whether the decision depends on the program behind the
	// connection; only then is a connection held up until that is known.
	NeedsApp(policy.Query) bool
	// NeedsSNI reports whether a decision to bypass waits for the SNI: an address
	// was asked for, and only the default has a word on it.
	NeedsSNI(policy.Query) bool
}

// appWithin is how long a connection waits for its program to be found, where
// the decision depends on it.
const appWithin = 500 * time.Millisecond

// decision is what was decided for a connection, and what about.
type decision struct {
	query  policy.Query
	action policy.Action
}

// passes reports whether a tunnel is passed through before anything in it has
// been seen.
func (c *clientConn) passes(d policy.Decision) bool {
	return d.Action == policy.Bypass && !c.s.policy.NeedsSNI(c.decided.Load().query)
}

// decide asks the policy about a tunnel; sni is empty before the ClientHello
// is known.
func (c *clientConn) decide(target endpoint, sni string) policy.Decision {
	s := c.s
	if s.policy == nil || target.host == landing.Host {
		return policy.Decision{}
	}
	q := policy.Query{Host: target.host, Port: target.port, SNI: sni, Client: c.info.AddrPort.Addr()}
	for {
		generation := s.policyChanges.Load()
		if s.policy.NeedsApp(q) {
			c.awaitProcess(appWithin)
		}
		c.addProcess(&q)
		d := s.policy.Decide(q)
		c.decided.Store(&decision{q, d.Action})
		if s.policyChanges.Load() == generation {
			return d
		}
	}
}

func (c *clientConn) addProcess(q *policy.Query) {
	if p := c.info.Process.Load(); p != nil {
		q.App, q.AppPath = p.Name, p.Path
	}
}

// PolicyChanged is to be called when the policy may decide otherwise from now
// on. Connections whose decision has changed end as soon as nothing is lost by
// it, so that their clients come back under the new one: an intercepted
// connection after the exchanges under way, a tunnel when it has been quiet for
// a second, or after half a minute. So do intercepted connections whose origin is
// to be given another client certificate.
func (s *Server) PolicyChanged() {
	if s.policy == nil {
		return
	}
	s.policyChanges.Add(1)
	s.mu.Lock()
	conns := make([]*clientConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		c.reconsider()
	}
}

// reconsider asks for the decision again, and ends the connection if it is
// another one now.
func (c *clientConn) reconsider() {
	if rt := c.intercepted.Load(); rt != nil && c.s.up.Identity(rt.verify, rt.addr.port).ID != rt.identity.ID {
		c.drain()
		return
	}
	was := c.decided.Load()
	if was == nil {
		return
	}
	q := was.query
	c.addProcess(&q)
	switch changed := c.s.policy.Decide(q).Action != was.action; {
	case !changed:
		c.retiring.Store(0) // the list may have been changed back
	case was.action == policy.Bypass:
		c.retiring.CompareAndSwap(0, int64(c.s.clock.now()))
	default:
		c.drain()
	}
}

const (
	tunnelQuiet   = time.Second      // a tunnel without octets for so long can end
	tunnelRetires = 30 * time.Second // how long a busy one goes on under a decision that has changed
)

// retire ends a tunnel whose decision has changed if it is time. The sweeper
// calls it.
func (c *clientConn) retire(now flow.Nanos) bool {
	since := c.retiring.Load()
	if since == 0 {
		return false
	}
	quiet, known := tcpQuiet(c.nc)
	return !known || quiet >= tunnelQuiet || time.Duration(now-flow.Nanos(since)) >= tunnelRetires
}

// attribute asks who the client is.
func (c *clientConn) attribute() {
	local, err := netip.ParseAddrPort(c.nc.LocalAddr().String())
	if err != nil || c.s.attrib == nil || !c.info.AddrPort.Addr().IsLoopback() {
		c.attributed.Store(true)
		return
	}
	c.s.attrib(local, c.info.AddrPort, func(p *flow.Process) {
		c.info.Process.Store(p)
		c.attributed.Store(true)
		if waiting := c.awaiting.Load(); waiting != nil {
			close(*waiting)
		}
	})
}

// awaitProcess waits for the answer, but not for long.
func (c *clientConn) awaitProcess(atMost time.Duration) {
	known := make(chan struct{})
	c.awaiting.Store(&known)
	if c.attributed.Load() {
		return
	}
	t := time.NewTimer(atMost)
	defer t.Stop()
	select {
	case <-known:
	case <-t.C:
	case <-c.ctx.Done():
	}
}
