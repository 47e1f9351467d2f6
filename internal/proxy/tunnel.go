package proxy

import (
	"context"
	"io"
	"net"

	"rockxy/internal/flow"
)

// splice passes a connection through unread: same octets, half-close and resets
// carried across. initial is what the client has sent already. up is nil when
// the origin is not connected yet.
func (c *clientConn) splice(ctx context.Context, t *flow.Tunnel, target endpoint, initial []byte, up net.Conn) {
	c.spliceConns(ctx, t, target, c.nc, initial, up)
}

// spliceConns is splice between any two connections.
func (c *clientConn) spliceConns(ctx context.Context, t *flow.Tunnel, target endpoint, nc net.Conn, initial []byte, up net.Conn) {
	s := c.s
	t.Client, t.Host, t.Port = c.info, target.host, target.port
	t.Started = s.clock.now()
	t.State = flow.Active
	if t.Server == nil {
		t.Server = &flow.ServerConn{ID: s.rec.NextConn(), Target: target.String()}
	}
	s.rec.Tunnel(t)
	defer func() {
		t.Ended = s.clock.now()
		t.State = flow.Complete
		if t.Fault != nil {
			t.State = flow.Failed
		}
		s.rec.Tunnel(t)
	}()
	if up == nil {
		dctx, cancel := context.WithTimeout(ctx, s.lim.UpstreamConnect)
		var err error
		up, err = s.dialer.dial(dctx, target, t.Server)
		cancel()
		if err != nil {
			t.Fault = asFault(err)
			cut(nc)
			return
		}
	}
	defer up.Close()
	stop := context.AfterFunc(ctx, func() { cut(up); cut(nc) })
	defer stop()

	if len(initial) > 0 {
		n, err := up.Write(initial)
		t.Up += int64(n)
		if err != nil {
			t.Fault = tunnelFault(err, target)
			cut(nc)
			return
		}
	}
	if p, ok := up.(*prefixConn); ok { // what the origin said first
		n, err := nc.Write(p.prefix)
		t.Down += int64(n)
		if err != nil {
			t.Fault = tunnelFault(err, target)
			cut(p)
			return
		}
		up = p.Conn
	}
	upDone := make(chan error, 1)
	go func() {
		n, err := relayRaw(up, nc)
		t.Up += n
		upDone <- err
	}()
	n, err := relayRaw(nc, up)
	t.Down += n
	upErr := <-upDone
	if err == nil {
		err = upErr
	}
	if err != nil {
		t.Fault = tunnelFault(err, target)
	}
}

// relayRaw copies src to dst (the kernel does it where it can), then carries the
// end across: FIN as FIN, a reset as a reset.
func relayRaw(dst, src net.Conn) (int64, error) {
	n, err := io.Copy(dst, src)
	if err != nil {
		cut(dst)
		cut(src)
		return n, err
	}
	closeWrite(dst)
	return n, nil
}

func tunnelFault(err error, target endpoint) *flow.Fault {
	return &flow.Fault{Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: err,
		Message: "the tunnel to " + target.String() + " was reset"}
}
