//go:build !linux

package proxy

import "net"

// tcpDead cannot be told without TCP_INFO; the next write will.
func tcpDead(net.Conn) bool { return false }

// tcpUsable assumes the best; a request that may be repeated is, see exchange.go.
func tcpUsable(net.Conn) bool { return true }
