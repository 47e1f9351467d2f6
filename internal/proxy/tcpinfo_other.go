//go:build !linux

package proxy

import (
	"net"
	"time"
)

// tcpDead cannot be told without TCP_INFO; the next write will.
func tcpDead(net.Conn) bool { return false }

// tcpEnded cannot be told either.
func tcpEnded(net.Conn) bool { return false }

// tcpQuiet cannot be told either.
func tcpQuiet(net.Conn) (time.Duration, bool) { return 0, false }

// tcpUsable assumes the best; a request that may be repeated is, see exchange.go.
func tcpUsable(net.Conn) bool { return true }
