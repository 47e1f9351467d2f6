package api

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What the guard sees is what the server made of the octets: these are requests that
// two readers could take for different ones.
func TestTheDoorInOctets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := NewDoor(netip.MustParseAddrPort(doorHost))
		inst := newFake()
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		s := NewServer(NewDoorHandler(door, inst, http.NotFoundHandler()), nil)
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		cookie := door.signIn(tokenOf(t, door.Link()))
		signed := "Cookie: " + cookie.Name + "=" + cookie.Value + "\r\n"
		for _, tt := range []struct {
			name, head string
			want       int
		}{
			{"as it should be", "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\n", 200},
			{"a target with a host", "GET http://evil.example/v1/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\n", 403},
			{"a target with our host", "GET http://127.0.0.1:9091/v1/status HTTP/1.1\r\nHost: evil.example\r\n", 200}, // RFC 9112 §3.2.2
			{"two hosts", "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nHost: evil.example\r\n", 400},
			{"no host", "GET /v1/status HTTP/1.1\r\n", 400},
			{"HTTP/1.0", "GET /v1/status HTTP/1.0\r\n", 403},
			{"HTTP/2", "PRI * HTTP/2.0\r\n", 400},
			{"the host of a proxy", "CONNECT 127.0.0.1:9091 HTTP/1.1\r\nHost: 127.0.0.1:9091\r\n", 405},
			{"another way to the path", "GET /x/../v1/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nSec-Fetch-Site: none\r\n", 307},
			{"the path in octets", "GET /%76%31/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nSec-Fetch-Site: none\r\n", 403},
			{"the path as one name", "GET /v1%2Fstatus HTTP/1.1\r\nHost: 127.0.0.1:9091\r\n", 404},
			{"a body twice as long", "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nOrigin: http://127.0.0.1:9091\r\nContent-Length: 0\r\nContent-Length: 5\r\n", 400},
			{"a folded origin", "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nOrigin: http://127.0.0.1:9091\r\n .evil.example\r\n", 403},
			{"a long head", "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:9091\r\nX: " + strings.Repeat("x", maxHead+8<<10) + "\r\n", 431},
		} {
			c := l.dial()
			wrote := make(chan struct{})
			go func() {
				_, _ = io.WriteString(c, tt.head+signed+"\r\n") // it may be refused before its end
				close(wrote)
			}()
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil || resp.StatusCode != tt.want {
				t.Errorf("%s: %v, %v, want %d", tt.name, resp, err, tt.want)
			}
			c.Close()
			<-wrote
		}
		if inst.synced != 0 {
			t.Error("something was done")
		}
		s.Close()
		<-served
		time.Sleep(time.Second) // the server waits after refusing
	})
}
