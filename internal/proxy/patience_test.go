package proxy

import (
	"bufio"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// TestAnsweredClientLeaves: an origin answers early, keeps its connection open
// and stops reading; when the client has left, nothing of it stays.
func TestAnsweredClientLeaves(t *testing.T) {
	testkit.NoLeaks(t)
	gone := make(chan struct{})
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		p.WantHead()
		p.Send("HTTP/1.1 413 Too much\r\nContent-Length: 0\r\n\r\n")
		<-gone
	})
	defer close(gone)
	r := newRig(t, func(c *Config) { c.Limits.AnsweredStall = 50 * time.Millisecond })
	p := r.dial()
	p.Sendf("POST http://%s/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000000\r\n\r\n", o.Addr, o.Addr)
	wantStatus(t, p.WantHead(), 413)
	piece := make([]byte, 1<<20)
	for { // until every buffer on the way is full
		p.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := p.Write(piece); err != nil {
			break
		}
	}
	p.Close()
	r.book.wait(t, 1)
}

func TestIdleClientIsClosed(t *testing.T) {
	testkit.NoLeaks(t)
	r := newRig(t, func(c *Config) { c.Limits.ClientIdle = time.Millisecond })
	r.dial().WantEnd()
	p := r.dial()
	p.Send("GET http://half-a-head")
	p.WantGone()
}

// TestConnectionAuthIsNotShared: NTLM authenticates a connection, so that it
// must serve the client that authenticated on it and no other.
func TestConnectionAuthIsNotShared(t *testing.T) {
	testkit.NoLeaks(t)
	var conns atomic.Int32
	o := testkit.NewRawOrigin(t, testkit.RawOptions{}, func(p *testkit.Peer) {
		name := string(rune('@' + conns.Add(1)))
		br := bufio.NewReader(p.Conn)
		for n := 0; ; n++ {
			h, err := readHead(br)
			if err != nil {
				return
			}
			extra := ""
			if strings.Contains(h, "/secret") && n == 0 {
				extra = "WWW-Authenticate: NTLM\r\n"
			}
			p.Sendf("HTTP/1.1 200 OK\r\n%sX-Conn: %s\r\nContent-Length: 0\r\n\r\n", extra, name)
		}
	})
	r := newRig(t, nil)
	ask := func(p *testkit.Peer, path string) string {
		p.Sendf("GET http://%s%s HTTP/1.1\r\nHost: %s\r\n\r\n", o.Addr, path, o.Addr)
		_, after, _ := strings.Cut(p.WantHead(), "X-Conn: ")
		return after[:1]
	}
	a, b := r.dial(), r.dial()
	if got := ask(a, "/secret"); got != "A" {
		t.Fatalf("first request on %s", got)
	}
	if got := ask(b, "/"); got != "B" {
		t.Errorf("another client was lent connection %s", got)
	}
	if got := ask(a, "/secret"); got != "A" {
		t.Errorf("the client lost its connection: %s", got)
	}
}
