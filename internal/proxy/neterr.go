package proxy

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// HTTP/2 error codes that HTTP/1 events are expressed in (RFC 9113 §7).
const (
	codeNone     uint32 = 0
	codeProtocol uint32 = 1
	codeInternal uint32 = 2
	codeCancel   uint32 = 8
)

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED)
}

// isResourceShortage reports errors of Accept that pass when connections end.
func isResourceShortage(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM) || isReset(err)
}

// isEOF covers the plain end of a connection and a TLS connection that ended
// without close_notify, which is io.ErrUnexpectedEOF.
func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// aLongTimeAgo, as a deadline, makes blocked calls return.
var aLongTimeAgo = time.Unix(1, 0)

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// rawTCP returns the TCP connection underneath nc, or nil.
func rawTCP(nc net.Conn) *net.TCPConn {
	for {
		switch c := nc.(type) {
		case *net.TCPConn:
			return c
		case *prefixConn:
			nc = c.Conn
		case interface{ NetConn() net.Conn }:
			nc = c.NetConn()
		default:
			return nil
		}
	}
}

// cut ends a connection abnormally: a reset, without close_notify, so that the
// peer cannot take what it has for a complete message.
func cut(nc net.Conn) {
	if t := rawTCP(nc); t != nil {
		t.SetLinger(0)
		t.Close()
		return
	}
	nc.Close()
}
