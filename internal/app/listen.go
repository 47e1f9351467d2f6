package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"syscall"

	"rockxy/internal/api"
)

// BusyError is a port that another process has.
type BusyError struct {
	Flag  string // which address to change
	Addr  netip.AddrPort
	Owner string // such as "nginx (process 12)", empty when it could not be found out
}

func (e *BusyError) Error() string {
	who := "another program"
	if e.Owner != "" {
		who = e.Owner
	}
	return fmt.Sprintf("%s is taken by %s", e.Addr, who)
}

// Hint is the next step.
func (e *BusyError) Hint() string {
	return fmt.Sprintf("stop that, or choose another port: %s %s takes any that is free", e.Flag, netip.AddrPortFrom(e.Addr.Addr(), 0))
}

// RunningError is a data directory that an instance serves already.
type RunningError struct {
	Data string
	PID  int // 0 when unknown
}

func (e *RunningError) Error() string {
	if e.PID == 0 {
		return "Rockxy is already running with the data directory " + e.Data
	}
	return fmt.Sprintf("Rockxy is already running with the data directory %s (process %d)", e.Data, e.PID)
}

// Hint is the next step.
func (e *RunningError) Hint() string {
	return "use that one, stop it, or give this one a directory of its own with --data DIR"
}

// listen opens the listeners on exactly the addresses that were asked for.
func (a *App) listen() (err error) {
	if a.proxyListener, err = listenTCP("--proxy", a.cfg.Proxy); err != nil {
		return err
	}
	if !a.cfg.NoUI {
		if a.uiListener, err = listenTCP("--ui", a.cfg.UI); err != nil {
			return err
		}
	}
	a.socket, err = api.Listen(a.cfg.Data)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

func listenTCP(flag string, at netip.AddrPort) (net.Listener, error) {
	var lc net.ListenConfig
	lc.SetMultipathTCP(false) // rules of the system about TCP do not see MPTCP
	network := "tcp4"
	if at.Addr().Is6() {
		network = "tcp6"
		if at.Addr().IsUnspecified() {
			network = "tcp" // every interface, both versions
		}
	}
	l, err := lc.Listen(context.Background(), network, at.String())
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &BusyError{Flag: flag, Addr: at, Owner: listenerOn(at.Port())}
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s %s: ports below 1024 are for root; choose a higher one", flag, at)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("%s %s: this machine does not have that address", flag, at)
	}
	return nil, fmt.Errorf("%s: %w", flag, err)
}

// TryListen reports what would keep an instance from listening on an address;
// the error is a *BusyError when another process does.
func TryListen(flag string, at netip.AddrPort) error {
	l, err := listenTCP(flag, at)
	if err != nil {
		return err
	}
	return l.Close()
}

// forbidden keeps clients of the proxy away from the page. (The proxy knows its
// own listener.)
func (a *App) forbidden(to netip.AddrPort) bool {
	if a.uiListener == nil {
		return false
	}
	ui := addrPort(a.uiListener)
	return to.Port() == ui.Port() && (to.Addr() == ui.Addr() || to.Addr().IsUnspecified())
}

func addrPort(l net.Listener) netip.AddrPort {
	ap, _ := netip.ParseAddrPort(l.Addr().String()) // a TCP listener's address is one
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// ProxyAddr is where clients on this machine reach the proxy.
func (a *App) ProxyAddr() netip.AddrPort { return Reachable(addrPort(a.proxyListener)) }

// Reachable turns the address of a listener into one that can be connected to
// from this machine.
func Reachable(ap netip.AddrPort) netip.AddrPort {
	switch {
	case !ap.Addr().IsUnspecified():
		return ap
	case ap.Addr().Is4():
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), ap.Port())
	}
	return netip.AddrPortFrom(netip.IPv6Loopback(), ap.Port())
}
