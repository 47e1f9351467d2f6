package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"

	"rockxy/internal/flow"
	"rockxy/internal/policy"
	"rockxy/internal/rule"
)

// passThrough serves a tunnel that the policy leaves alone; up and its record
// are nil when the origin is not connected yet.
func (c *clientConn) passThrough(d *h1Down, target endpoint, dec policy.Decision, server *flow.ServerConn, up net.Conn) {
	initial := d.in.take()
	d.in.release()
	c.idleSince.Store(0)
	t := &flow.Tunnel{Verdict: flow.VerdictBypass, Reason: dec.Reason()}
	if up != nil {
		t.Server = server
	}
	c.splice(c.ctx, t, target, initial, up)
}

// splice passes a connection through unread: same octets, half-close and resets
// carried across. initial is what the client has sent already. up is nil when
// the origin is not connected yet.
func (c *clientConn) splice(ctx context.Context, t *flow.Tunnel, target endpoint, initial []byte, up net.Conn) {
	c.spliceConns(ctx, t, target, c.nc, initial, up)
}

// spliceConns is splice between any two connections.
func (c *clientConn) spliceConns(ctx context.Context, t *flow.Tunnel, target endpoint, nc net.Conn, initial []byte, up net.Conn) {
	s := c.s
	hello := helloWatch{done: t.Verdict != flow.VerdictBypass}
	if hello.see(initial) {
		t.SNI, t.JA4 = hello.names()
	}
	t.Client, t.Host, t.Port = c.info, target.host, target.port
	t.Started = s.clock.now()
	t.State = flow.Active
	if t.Server == nil {
		t.Server = &flow.ServerConn{ID: s.rec.NextConn(), Target: target.String()}
	}
	_, link := c.connectRules(target, "")
	if link == nil {
		link = &rule.Link{}
	}
	t.Rules, t.Trace, t.Mark, t.Hidden = link.Rules, link.Trace, link.Mark, link.Hidden
	record := func() {
		if !link.Hidden {
			s.rec.Tunnel(t)
		}
	}
	record()
	defer func() {
		t.Ended = s.clock.now()
		t.State = flow.Complete
		if t.Fault != nil {
			t.State = flow.Failed
		}
		record()
	}()
	if link.Cut != nil {
		if up != nil {
			up.Close()
		}
		cutTunnel(t, nc, link.Cut)
		return
	}
	if up == nil {
		var err error
		up, err = c.dialTunnel(ctx, target, t.Server)
		if err != nil {
			t.Fault = asFault(err)
			cut(nc)
			return
		}
	}
	defer up.Close()
	stop := context.AfterFunc(ctx, func() {
		if c.retiring.Load() != 0 {
			up.Close()
			nc.Close()
			return
		}
		cut(up)
		cut(nc)
	})
	defer stop()
	if t.Fault = c.relayBoth(t, nc, up, initial, &hello, link, record); c.retiring.Load() != 0 && ctx.Err() != nil {
		t.Fault = nil
		t.Reason += "; closed because the lists changed"
	}
}

// relayBoth relays until both directions have ended.
func (c *clientConn) relayBoth(t *flow.Tunnel, nc, up net.Conn, initial []byte, hello *helloWatch, link *rule.Link, record func()) *flow.Fault {
	if len(initial) > 0 {
		n, err := up.Write(initial)
		t.Up = int64(n)
		if err != nil {
			cut(nc)
			return tunnelFault(err, t, false)
		}
	}
	var first int64
	if p, ok := up.(*prefixConn); ok { // what the origin said first
		n, err := nc.Write(p.prefix)
		first = int64(n)
		t.Down = first
		if err != nil {
			cut(p)
			return tunnelFault(err, t, true)
		}
		up = p.Conn
	}
	both := splicing{server: c.s, t: t, client: nc, origin: up, link: link}
	both.ctx, both.stop = context.WithCancel(c.ctx)
	defer both.stop()
	uploaded := make(chan int64, 1)
	go func() {
		n, err := hello.relay(up, nc, func() {
			t.SNI, t.JA4 = hello.names()
			record()
		})
		if err != nil {
			both.broken(err)
		} else {
			n += both.copy(up, nc)
		}
		uploaded <- n
	}()
	down := both.copy(nc, up)
	sent := <-uploaded
	t.Up, t.Down = t.Up+sent, first+down
	return both.fault.Load()
}

// splicing is the two directions of a tunnel.
type splicing struct {
	server         *Server
	t              *flow.Tunnel
	client, origin net.Conn
	link           *rule.Link
	ctx            context.Context // ends when one direction has broken
	stop           context.CancelFunc
	clientEnded    atomic.Bool // the client has said all that it wanted to say
	broke          atomic.Bool
	fault          atomic.Pointer[flow.Fault] // of the direction that broke first
}

// copy passes octets on (the kernel does it where it can), then carries the end
// across: FIN as FIN, a reset as a reset.
func (s *splicing) copy(dst, src net.Conn) int64 {
	wrap := s.link.Down
	if src == s.client {
		wrap = s.link.Up
	}
	var n int64
	var err error
	if wrap != nil {
		n, err = s.ruledCopy(dst, src, wrap)
	} else {
		n, err = io.Copy(dst, src)
	}
	if err != nil {
		s.broken(err)
		return n
	}
	if src == s.client {
		s.clientEnded.Store(true)
	}
	closeWrite(dst)
	return n
}

// broken ends both connections with a reset, and notes whose error it was.
func (s *splicing) broken(err error) {
	if !s.broke.Swap(true) {
		// That is how most TLS connections end: a client that has closed answers what
		// still comes with a reset (the kernel's error is EPIPE when its FIN was
		// first), or closes with the origin's farewell unread.
		over := s.clientEnded.Load() || errors.Is(err, syscall.EPIPE) || tcpEnded(s.origin)
		if f := ruleFault(err); f != nil {
			s.fault.Store(f)
		} else if byClient := tcpDead(s.client) && !tcpDead(s.origin); !byClient || !over {
			s.fault.Store(tunnelFault(err, s.t, byClient))
		}
	}
	s.stop()
	cut(s.client)
	cut(s.origin)
}

func tunnelFault(err error, t *flow.Tunnel, byClient bool) *flow.Fault {
	target := endpoint{t.Host, t.Port}.String()
	if byClient {
		return &flow.Fault{Code: flow.ClientReset, Side: flow.SideClient, Cause: err, Message: "the client reset the tunnel to " + target}
	}
	return &flow.Fault{Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: err, Message: target + " reset the tunnel"}
}
