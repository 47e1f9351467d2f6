package proxy

import (
	"net"

	"golang.org/x/sys/unix"
)

// TCP states of the kernel (include/net/tcp_states.h).
const (
	tcpEstablished = 1
	tcpClose       = 7
)

func tcpState(nc net.Conn) (state uint8, ok bool) {
	t := rawTCP(nc)
	if t == nil {
		return 0, false
	}
	rc, err := t.SyscallConn()
	if err != nil {
		return 0, false
	}
	err = rc.Control(func(fd uintptr) {
		if info, e := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); e == nil {
			state, ok = info.State, true
		}
	})
	return state, ok && err == nil
}

// tcpDead reports whether the connection has ended in both directions.
func tcpDead(nc net.Conn) bool {
	s, ok := tcpState(nc)
	return ok && s == tcpClose
}

// tcpUsable reports whether a pooled connection is still open in both
// directions as far as this machine knows.
func tcpUsable(nc net.Conn) bool {
	s, ok := tcpState(nc)
	return !ok || s == tcpEstablished
}
