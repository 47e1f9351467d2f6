package proxy

import (
	"net"
	"net/netip"
	"sync"
)

// ownAddrs knows the addresses that Rockxy listens on.
type ownAddrs struct {
	mu        sync.Mutex
	listening []netip.AddrPort
	extra     func(netip.AddrPort) bool
}

func (o *ownAddrs) add(a net.Addr) {
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		o.mu.Lock()
		o.listening = append(o.listening, netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port()))
		o.mu.Unlock()
	}
}

// is reports whether connecting to ap would reach one of the listeners. The
// unspecified address connects to this machine, so it counts as every local one.
func (o *ownAddrs) is(ap netip.AddrPort) bool {
	ap = netip.AddrPortFrom(ap.Addr().Unmap().WithZone(""), ap.Port())
	if o.extra != nil && o.extra(ap) {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range o.listening {
		if l.Port() != ap.Port() {
			continue
		}
		switch {
		case l.Addr() == ap.Addr(), ap.Addr().IsUnspecified():
			return true
		case l.Addr().IsUnspecified() && localAddr(ap.Addr()):
			return true
		}
	}
	return false
}

func localAddr(a netip.Addr) bool {
	if a.IsLoopback() {
		return true
	}
	ifs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, i := range ifs {
		if p, err := netip.ParsePrefix(i.String()); err == nil && p.Addr().Unmap().WithZone("") == a {
			return true
		}
	}
	return false
}
