package testkit

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
)

// Network is an in-memory network: Listen and Dial meet by address, and no
// socket is opened. It is safe for concurrent use.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*memListener
	nextPort  uint16
	limit     int
}

// NewNetwork returns an empty network.
func NewNetwork() *Network {
	return &Network{listeners: map[string]*memListener{}, nextPort: 40000, limit: PipeBuffer}
}

// Listen takes addr ("host:port", any host text) for itself. Port 0 picks one.
func (n *Network) Listen(addr string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if port == "0" {
		addr = net.JoinHostPort(host, fmt.Sprint(n.port()))
	}
	if n.listeners[addr] != nil {
		return nil, &net.OpError{Op: "listen", Net: "mem", Err: syscall.EADDRINUSE}
	}
	l := &memListener{net: n, addr: memTCPAddr(addr), accept: make(chan net.Conn), done: make(chan struct{})}
	n.listeners[addr] = l
	return l, nil
}

func (n *Network) port() uint16 { n.nextPort++; return n.nextPort }

// Dial connects to a listener; its signature is that of net.Dialer.DialContext.
func (n *Network) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[addr]
	local := memTCPAddr(fmt.Sprintf("127.0.0.1:%d", n.port()))
	n.mu.Unlock()
	refused := &net.OpError{Op: "dial", Net: "mem", Addr: memTCPAddr(addr), Err: syscall.ECONNREFUSED}
	if l == nil {
		return nil, refused
	}
	near, far := pipe(n.limit, local, l.addr)
	select {
	case l.accept <- far:
		return near, nil
	case <-l.done:
		return nil, refused
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Net: "mem", Addr: l.addr, Err: ctx.Err()}
	}
}

type memListener struct {
	net    *Network
	addr   net.Addr
	accept chan net.Conn
	done   chan struct{}
	once   sync.Once
}

func (l *memListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accept:
		return c, nil
	case <-l.done:
		return nil, &net.OpError{Op: "accept", Net: "mem", Addr: l.addr, Err: net.ErrClosed}
	}
}

func (l *memListener) Close() error {
	l.once.Do(func() {
		close(l.done)
		l.net.mu.Lock()
		delete(l.net.listeners, l.addr.String())
		l.net.mu.Unlock()
	})
	return nil
}

func (l *memListener) Addr() net.Addr { return l.addr }

// memTCPAddr is a *net.TCPAddr when addr is numeric, so that code which looks
// for an IP finds one.
func memTCPAddr(addr string) net.Addr {
	if host, _, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host) != nil {
		if a, err := net.ResolveTCPAddr("tcp", addr); err == nil {
			return a
		}
	}
	return memAddr(addr)
}
