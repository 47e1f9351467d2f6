package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/proxy/landing"
)

// fallbackDelay is how long one address gets before the next one is tried
// beside it (RFC 8305 §5).
const fallbackDelay = 250 * time.Millisecond

// dialer opens TCP connections that a client asked for. It is the only place in
// Rockxy that dials, and refuses Rockxy's own listeners by the address that is
// really being connected to, so that no spelling of a name gets around it.
type dialer struct {
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	own     func(netip.AddrPort) bool
	clock   clock
}

func newDialer(own func(netip.AddrPort) bool, c clock) *dialer {
	return &dialer{own: own, clock: c, resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	}}
}

var errOwnListener = errors.New("that is Rockxy itself")

// dial connects to e and notes addresses and times in sc.
func (d *dialer) dial(ctx context.Context, e endpoint, sc *flow.ServerConn) (net.Conn, error) {
	if e.host == landing.Host {
		return nil, loopFault(e)
	}
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(e.host); err == nil {
		addrs = []netip.Addr{a}
	} else {
		sc.DNSStart = d.clock.now()
		addrs, err = d.resolve(ctx, e.host)
		sc.DNSEnd = d.clock.now()
		if err != nil {
			return nil, dnsFault(ctx, e, err)
		}
		if len(addrs) == 0 {
			return nil, dnsFault(ctx, e, errors.New("no addresses"))
		}
		addrs = interleave(addrs)
	}
	sc.ConnectStart = d.clock.now()
	nc, err := d.race(ctx, addrs, e.port)
	sc.ConnectEnd = d.clock.now()
	if err != nil {
		return nil, connectFault(ctx, e, err)
	}
	sc.Addr, sc.Local = nc.RemoteAddr().String(), nc.LocalAddr().String()
	return nc, nil
}

// interleave alternates address families, keeping the resolver's order in each
// (RFC 8305 §4).
func interleave(in []netip.Addr) []netip.Addr {
	first := in[0].Unmap().Is4()
	var a, b []netip.Addr
	for _, x := range in {
		if x = x.Unmap(); x.Is4() == first {
			a = append(a, x)
		} else {
			b = append(b, x)
		}
	}
	out := make([]netip.Addr, 0, len(in))
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

// race tries the addresses in order, each joined by the next after a delay or
// its failure; the first connection wins.
func (d *dialer) race(ctx context.Context, addrs []netip.Addr, port uint16) (net.Conn, error) {
	if len(addrs) == 1 {
		return d.one(ctx, netip.AddrPortFrom(addrs[0], port))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		nc  net.Conn
		err error
	}
	results := make(chan result, len(addrs))
	next, running := 0, 0
	start := func() {
		ap := netip.AddrPortFrom(addrs[next], port)
		next++
		running++
		go func() {
			nc, err := d.one(ctx, ap)
			results <- result{nc, err}
		}()
	}
	start()
	timer := time.NewTimer(fallbackDelay)
	defer timer.Stop()
	var first error
	for running > 0 {
		select {
		case <-timer.C:
			if next < len(addrs) {
				start()
				timer.Reset(fallbackDelay)
			}
		case r := <-results:
			running--
			if r.err == nil {
				cancel()
				for ; running > 0; running-- { // losers end at once: their context is cancelled
					if late := <-results; late.nc != nil {
						late.nc.Close()
					}
				}
				return r.nc, nil
			}
			if first == nil || errors.Is(first, context.Canceled) {
				first = r.err
			}
			if next < len(addrs) {
				start()
				timer.Reset(fallbackDelay)
			}
		}
	}
	return nil, first
}

func (d *dialer) one(ctx context.Context, ap netip.AddrPort) (net.Conn, error) {
	nd := net.Dialer{
		KeepAlive: 15 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			if to, err := netip.ParseAddrPort(address); err == nil && d.own(to) {
				return errOwnListener
			}
			return nil
		},
	}
	nd.SetMultipathTCP(false)
	return nd.DialContext(ctx, "tcp", ap.String())
}

func dnsFault(ctx context.Context, e endpoint, err error) error {
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return timeoutFault(e, err)
	}
	var de *net.DNSError
	if errors.As(err, &de) && de.IsNotFound {
		return &flow.Fault{Code: flow.UpstreamDNS, Side: flow.SideOrigin, Cause: err,
			Message: fmt.Sprintf("the name %s does not exist", e.host),
			Hint:    "Check the spelling, and whether the name resolves on this machine (Rockxy asks the system's resolver)."}
	}
	return &flow.Fault{Code: flow.UpstreamDNS, Side: flow.SideOrigin, Cause: err,
		Message: fmt.Sprintf("the name %s could not be resolved", e.host),
		Hint:    "Check this machine's network and DNS settings, then try again."}
}

func timeoutFault(e endpoint, err error) *flow.Fault {
	return &flow.Fault{Code: flow.UpstreamTimeout, Side: flow.SideOrigin, Cause: err,
		Message: fmt.Sprintf("%s did not answer in time", e),
		Hint:    "The host may be down or a firewall may drop the packets; try to reach it without Rockxy from this machine."}
}

func connectFault(ctx context.Context, e endpoint, err error) error {
	var ne net.Error
	switch {
	case errors.Is(err, errOwnListener):
		return loopFault(e)
	case errors.Is(err, context.Canceled) && errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT), errors.As(err, &ne) && ne.Timeout():
		return timeoutFault(e, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return &flow.Fault{Code: flow.UpstreamRefused, Side: flow.SideOrigin, Cause: err,
			Message: fmt.Sprintf("%s refused the connection", e),
			Hint:    "Nothing listens on that port; check the port, and that the server is running."}
	}
	return &flow.Fault{Code: flow.UpstreamUnreachable, Side: flow.SideOrigin, Cause: err,
		Message: fmt.Sprintf("%s cannot be reached from this machine", e),
		Hint:    "Check the network connection, VPN and routes."}
}

func loopFault(e endpoint) *flow.Fault {
	return &flow.Fault{Code: flow.ClientLoop, Side: flow.SideClient, Cause: errOwnListener,
		Message: fmt.Sprintf("%s is Rockxy itself; following the request would never end", e),
		Hint:    "Ask for the server that you want to reach; the proxy address belongs in the client's proxy setting only."}
}
