package e2e

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
)

// blind reports whether a plain tunnel stands in for rockxy.
func blind() bool { return os.Getenv("ROCKXY_E2E_BLIND") != "" }

// startBlind is a CONNECT proxy that tunnels and looks at nothing.
func startBlind(originCA string) (*instance, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go tunnel(c)
		}
	})
	stop := func() error { err := ln.Close(); wg.Wait(); return err }
	return &instance{Proxy: ln.Addr().String(), RootFile: originCA, stop: stop}, nil
}

func tunnel(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	if b, err := in.Peek(1); err != nil || b[0] < ' ' {
		return // SOCKS is beyond it
	}
	req, err := http.ReadRequest(in)
	if err != nil || req.Method != http.MethodConnect {
		return
	}
	up, err := net.Dial("tcp", req.Host)
	if err != nil {
		return
	}
	defer up.Close()
	if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	pipeBoth(c, in, up)
}

// pipeBoth copies both ways until both directions have ended.
func pipeBoth(a net.Conn, fromA io.Reader, b net.Conn) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.Copy(b, fromA)
		_ = b.(*net.TCPConn).CloseWrite()
	})
	_, _ = io.Copy(a, b)
	_ = a.(*net.TCPConn).CloseWrite()
	wg.Wait()
}
