package proxy

import (
	"context"
	"errors"
	"io"
	"net"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// connectRules asks the rules about a connection to target before there is an
// exchange: what to connect to, and what to do to a connection that is passed
// through (scheme is empty then), nil for nothing.
func (c *clientConn) connectRules(target endpoint, scheme string) (address string, link *rule.Link) {
	if c.s.rules == nil {
		return "", nil
	}
	rt, link := c.s.rules().Connect(rule.Target{Client: c.info, Host: target.host, Port: target.port, Scheme: scheme},
		rule.Route{Scheme: scheme, Host: target.host, Port: target.port})
	return rt.Address, link
}

// dialTunnel connects to where a tunnel to target leads.
func (c *clientConn) dialTunnel(ctx context.Context, target endpoint, info *flow.ServerConn) (net.Conn, error) {
	if address, _ := c.connectRules(target, ""); address != "" {
		target.host = address
	}
	ctx, cancel := context.WithTimeout(ctx, c.s.lim.UpstreamConnect)
	defer cancel()
	return c.s.dialer.dial(ctx, target, info)
}

// cutTunnel ends a tunnel before it began, in the way that a rule wants.
func cutTunnel(t *flow.Tunnel, nc net.Conn, how *rule.Cut) {
	t.Fault = ruleFault(how)
	switch how.How {
	case rule.CutHang:
		_, _ = io.Copy(io.Discard, nc)
	case rule.CutClose:
		nc.Close()
		return
	}
	cut(nc)
}

// ruleFault names an error that came from neither of the sides, nil for one that did.
func ruleFault(err error) *flow.Fault {
	var how *rule.Cut
	if errors.As(err, &how) {
		return &flow.Fault{Code: flow.RuleBlocked, Side: flow.SideRule, Message: how.Why, Cause: how}
	}
	var f *flow.Fault
	errors.As(err, &f)
	return f
}

// ruledCopy is io.Copy through what rules put around a direction.
func (s *splicing) ruledCopy(dst io.Writer, src net.Conn, wrap func(rule.Body) rule.Body) (n int64, err error) {
	defer s.server.contained("a tunnel", &err)
	body := wrap(rule.FromReader(src))
	for {
		p, err := body.Next(s.ctx)
		if err != nil {
			return n, err
		}
		m, err := dst.Write(p.Data)
		n += int64(m)
		if err != nil || p.End {
			return n, err
		}
	}
}
