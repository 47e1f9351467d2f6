package api

import (
	"errors"
	"net"
)

// SocketPath is empty: there is no socket on Windows yet.
func SocketPath(string) string { return "" }

// Listen returns errors.ErrUnsupported.
func Listen(string) (net.Listener, error) { return nil, errors.ErrUnsupported }

func dial(string) (net.Conn, error) { return nil, errors.ErrUnsupported }
