package proxy

import (
	"context"
	"errors"
	"net"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
)

// connect makes a connection for a route: name, TCP, TLS with full
// verification, and the HTTP version that the origin chose.
func (s *Server) connect(ctx context.Context, rt *route) (*freshConn, error) {
	ctx, cancel := context.WithTimeout(ctx, s.lim.UpstreamConnect)
	defer cancel()
	info := &flow.ServerConn{ID: s.rec.NextConn(), Target: rt.addr.String()}
	nc, err := s.dialer.dial(ctx, rt.dialled(), info)
	if err != nil {
		return nil, failure(ctx, err, info)
	}
	warm := &warmth{}
	proto := ""
	if rt.tls {
		info.TLSStart = s.clock.now()
		tc, t, err := s.up.Handshake(ctx, nc, mitm.Want{Host: rt.verify, Port: rt.addr.port, ServerName: rt.sni, ALPN: rt.alpn, Identity: rt.identity})
		info.TLSEnd = s.clock.now()
		info.TLS = t
		if err != nil {
			nc.Close()
			if isTimeout(err) || errors.Is(err, context.DeadlineExceeded) {
				err = timeoutFault(rt.addr, err)
			}
			return nil, failure(ctx, err, info)
		}
		nc = tc
		proto = t.ALPN
		// An origin that proved nothing lends our leaf no names.
		if certs := tc.ConnectionState().PeerCertificates; len(certs) > 0 && t.Exception == "" {
			warm.cert = certs[0]
		}
	}
	if rt.h2c {
		proto = "h2"
	}
	warm.alpn = proto
	warm.certAsked = info.TLS != nil && info.TLS.ClientCertAsked
	if proto == "h2" {
		return s.startH2(nc, rt, info, warm)
	}
	return &freshConn{h1: newH1Up(nc, info, s.pool, rt.key, s.lim.h1()), warm: warm}, nil
}

func (s *Server) startH2(nc net.Conn, rt *route, info *flow.ServerConn, warm *warmth) (*freshConn, error) {
	c, err := newH2Client(nc, s.h2Config(), info)
	if err != nil {
		nc.Close()
		return nil, &upstreamFailure{fault: &flow.Fault{Code: flow.UpstreamProtocol, Side: flow.SideOrigin, Cause: err,
			Message: rt.addr.String() + " chose HTTP/2 but does not speak it"}, info: info}
	}
	return &freshConn{h2: c, warm: warm}, nil
}

// failure wraps a connection error with what is known of the connection.
func failure(ctx context.Context, err error, info *flow.ServerConn) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Canceled
	}
	f := asFault(err)
	uf := &upstreamFailure{fault: f, info: info}
	if f.AboutCertificate() {
		uf.verdict = flow.VerdictUpstreamInvalid
	}
	return uf
}
