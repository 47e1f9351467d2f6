package proxy

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// TCP states of the kernel (include/net/tcp_states.h).
const (
	tcpEstablished = 1
	tcpClose       = 7
	tcpCloseWait   = 8
)

func tcpInfo(nc net.Conn) *unix.TCPInfo {
	t := rawTCP(nc)
	if t == nil {
		return nil
	}
	rc, err := t.SyscallConn()
	if err != nil {
		return nil
	}
	var info *unix.TCPInfo
	err = rc.Control(func(fd uintptr) {
		info, _ = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	})
	if err != nil {
		return nil
	}
	return info
}

func tcpState(nc net.Conn) (state uint8, ok bool) {
	if info := tcpInfo(nc); info != nil {
		return info.State, true
	}
	return 0, false
}

// tcpQuiet returns for how long no data have come or gone.
func tcpQuiet(nc net.Conn) (since time.Duration, ok bool) {
	if info := tcpInfo(nc); info != nil {
		return time.Duration(min(info.Last_data_recv, info.Last_data_sent)) * time.Millisecond, true
	}
	return 0, false
}

// tcpDead reports whether the connection has ended in both directions.
func tcpDead(nc net.Conn) bool {
	s, ok := tcpState(nc)
	return ok && s == tcpClose
}

// tcpEnded reports whether the peer has closed its direction in order.
func tcpEnded(nc net.Conn) bool {
	s, ok := tcpState(nc)
	return ok && s == tcpCloseWait
}

// tcpUsable reports whether a pooled connection is still open in both
// directions as far as this machine knows.
func tcpUsable(nc net.Conn) bool {
	s, ok := tcpState(nc)
	return !ok || s == tcpEstablished
}
